-- Which referrals were accepted, declined, withdrawn or sent on in each period? By the day of the step.
-- Accepted once, on the day of the first acceptance, or of the admission where nobody was asked before. The other three
-- count while they stand: a referral that was opened again was not declined.
WITH
-- include: rows/period
,
-- include: rows/day
,
wanted AS (
    SELECT referral_id
    FROM residents_referralstep
    WHERE "on" >= %(first_date)s::date AND "on" < %(last_date)s::date
    UNION
    SELECT referral_id
    FROM residents_placement
    WHERE admitted_on >= %(first_date)s::date AND admitted_on < %(last_date)s::date
),
-- include: rows/referral
,
step AS MATERIALIZED (
    SELECT referral.*, entered.accepted_on, entered.stands_since
    FROM referral
    CROSS JOIN LATERAL (
        SELECT (array_agg(step."on" ORDER BY step.id) FILTER (WHERE step.status IN ('accepted', 'placed')))[1]
                   AS accepted_on,
               (array_agg(step."on" ORDER BY step.id DESC) FILTER (WHERE step.status = referral.status))[1]
                   AS stands_since
        FROM residents_referralstep step
        WHERE step.referral_id = referral.referral_id
    ) entered
),
decision AS (
    SELECT step.*, 'accepted' AS outcome, coalesce(step.accepted_on, step.admitted_on) AS decided_on
    FROM step
    UNION ALL
    SELECT step.*, step.status, step.stands_since
    FROM step
    WHERE step.status IN ('declined', 'withdrawn', 'redirected')
)
SELECT day.period, decision.*,
       CASE outcome WHEN 'declined' THEN decline_reason WHEN 'withdrawn' THEN withdraw_reason ELSE '' END AS reason
FROM decision
JOIN day ON day.day = decision.decided_on
