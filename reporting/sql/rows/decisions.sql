-- Which referrals were accepted, declined, withdrawn or sent on in each period? By the day of the step.
-- Accepted once, on the day of the first acceptance, or of the admission where nobody was asked before. The other three
-- count while they stand: a referral that was opened again was not declined.
WITH
-- include: rows/period
,
-- include: rows/referral
,
decision AS MATERIALIZED (
    SELECT referral.*, step.outcome, step.decided_on
    FROM referral
    CROSS JOIN LATERAL (
        SELECT 'accepted' AS outcome, coalesce((
                   SELECT first."on" FROM residents_referralstep first
                   WHERE first.referral_id = referral.referral_id AND first.status IN ('accepted', 'placed')
                   ORDER BY first.id LIMIT 1), referral.admitted_on) AS decided_on
        UNION ALL
        SELECT referral.status, (
                   SELECT last."on" FROM residents_referralstep last
                   WHERE last.referral_id = referral.referral_id AND last.status = referral.status
                   ORDER BY last.id DESC LIMIT 1)
        WHERE referral.status IN ('declined', 'withdrawn', 'redirected')
    ) step
    WHERE step.decided_on IS NOT NULL
)
SELECT period.number AS period, decision.*,
       CASE outcome WHEN 'declined' THEN decline_reason WHEN 'withdrawn' THEN withdraw_reason ELSE '' END AS reason
FROM period
JOIN decision ON decision.decided_on >= period.from_date AND decision.decided_on < period.until_date
