-- Which assessments were made in each period, and how many days after the referral? By the day of the assessment.
-- Days are given for the first assessment of a referral; one that was made before the referral came took none.
WITH
-- include: rows/period
,
-- include: rows/day
,
wanted AS (
    SELECT referral_id
    FROM residents_assessment
    WHERE assessed_on >= %(first_date)s::date AND assessed_on < %(last_date)s::date
),
-- include: rows/referral
,
made AS MATERIALIZED (
    SELECT day.period, assessment.*
    FROM residents_assessment assessment
    JOIN day ON day.day = assessment.assessed_on
    WHERE assessment.referral_id = ANY (ARRAY(SELECT referral_id FROM referral)) AND assessment.cancelled_at IS NULL
)
SELECT made.period, referral.*, made.assessed_on, made.suitability,
       CASE WHEN NOT EXISTS (
                SELECT FROM residents_assessment earlier
                WHERE earlier.referral_id = referral.referral_id AND earlier.cancelled_at IS NULL
                  AND (earlier.assessed_on, earlier.id) < (made.assessed_on, made.id))
            THEN greatest(made.assessed_on - referral.received_on, 0) END AS days_to_assessment
FROM referral
JOIN made ON made.referral_id = referral.referral_id
