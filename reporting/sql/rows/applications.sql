-- Which applications for a home were open on the morning after the last night of each period, at which stage, and how many
-- days after they were made? Only of people who had not left by then, and whose referral did not end without a bed.
WITH
-- include: rows/period
,
wanted AS (
    -- open still, or with a stage since the first of these days, of people who had not left before it
    SELECT a.referral_id
    FROM residents_moveonapplication a
    WHERE a.cancelled_at IS NULL
      AND (a.stage IN ('made', 'assessment', 'matched', 'interview', 'offer', 'challenged')
           OR EXISTS (SELECT FROM residents_applicationstage step
                      WHERE step.application_id = a.id AND step."on" >= %(first_date)s::date))
      AND NOT EXISTS (SELECT FROM residents_placement p
                      WHERE p.referral_id = a.referral_id AND p.cancelled_at IS NULL
                        AND p.discharged_on <= %(first_date)s::date)
),
-- include: rows/referral
,
-- include: rows/application
,
-- computed once, however few rows PostgreSQL expects of it
stood AS MATERIALIZED (
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
