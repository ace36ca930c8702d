-- Which applications for a home were rejected in each period, and which rejections were challenged and won? By the day of it.
-- A second row of rejection says that the council lets it stand, or that a challenge was lost: no rejection of its own.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/referral
,
-- include: rows/application
SELECT day.period, referral.*, application.kind, application.housing_provider, application.on_date,
       application.reject_reason AS reason, CASE WHEN application.challenge_won THEN 'won' ELSE 'rejected' END AS event
FROM application
JOIN day ON day.day = application.on_date
JOIN referral ON referral.referral_id = application.referral_id
WHERE application.challenge_won
   OR (application.stage = 'rejected' AND application.challenge_won IS NULL
       AND application.before IS DISTINCT FROM 'rejected')
