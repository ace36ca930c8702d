-- Which applications for a home were open on the morning after the last night of each period, at which stage, and how many
-- days after they were made? Only of people who had not left by then, and whose referral did not end without a bed.
WITH
-- include: rows/period
,
-- include: rows/referral
,
-- include: rows/application
,
stood AS (
    SELECT period.number, period.until_date, application.application_id, application.referral_id, application.kind,
           application.housing_provider, application.owner, min(application.on_date) AS made_on,
           (array_agg(application.stage ORDER BY application.step_id DESC))[1] AS stage,
           (array_agg(application.on_date ORDER BY application.step_id DESC))[1] AS since
    FROM period
    JOIN application ON application.on_date <= period.until_date
    WHERE period.until_date > period.from_date
    GROUP BY period.number, period.until_date, application.application_id, application.referral_id, application.kind,
             application.housing_provider, application.owner
)
SELECT stood.number AS period, referral.*, stood.kind, stood.housing_provider, stood.owner, stood.stage, stood.since,
       stood.made_on, stood.until_date - stood.made_on AS days
FROM stood
JOIN referral ON referral.referral_id = stood.referral_id
WHERE stood.stage IN ('made', 'assessment', 'matched', 'interview', 'offer', 'challenged')
  AND referral.received_on <= stood.until_date AND referral.status NOT IN ('declined', 'withdrawn', 'redirected')
  AND coalesce(referral.discharged_on, 'infinity') > stood.until_date
