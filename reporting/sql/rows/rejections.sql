-- Which applications for a home were rejected in each period, and which rejections were challenged and won? By the day of it.
-- A second row of rejection says that the council lets it stand, or that a challenge was lost: no rejection of its own.
WITH
-- include: rows/period
,
-- include: rows/day
,
wanted AS (
    SELECT a.referral_id
    FROM residents_applicationstage step
    JOIN residents_moveonapplication a ON a.id = step.application_id
    WHERE step."on" >= %(first_date)s::date AND step."on" < %(last_date)s::date
      AND (step.stage = 'rejected' OR step.challenge_won)
),
-- include: rows/referral
,
-- include: rows/application
,
answered AS MATERIALIZED (
    SELECT day.period, application.*
    FROM application
    JOIN day ON day.day = application.on_date
    WHERE application.challenge_won
       OR (application.stage = 'rejected' AND application.challenge_won IS NULL
           AND application.before IS DISTINCT FROM 'rejected')
)
SELECT answered.period, referral.*, answered.kind, answered.housing_provider, answered.on_date,
       answered.reject_reason AS reason, CASE WHEN answered.challenge_won THEN 'won' ELSE 'rejected' END AS event
FROM referral
JOIN answered ON answered.referral_id = referral.referral_id
