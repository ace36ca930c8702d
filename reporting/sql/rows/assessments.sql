-- Which assessments were made in each period, and how many days after the referral? By the day of the assessment.
-- Days are given for the first assessment of a referral; one that was made before the referral came took none.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/referral
SELECT day.period, referral.*, assessment.assessed_on, assessment.suitability,
       CASE WHEN NOT EXISTS (
                SELECT FROM residents_assessment earlier
                WHERE earlier.referral_id = referral.referral_id AND earlier.cancelled_at IS NULL
                  AND (earlier.assessed_on, earlier.id) < (assessment.assessed_on, assessment.id))
            THEN greatest(assessment.assessed_on - referral.received_on, 0) END AS days_to_assessment
FROM referral
JOIN residents_assessment assessment ON assessment.referral_id = referral.referral_id AND assessment.cancelled_at IS NULL
JOIN day ON day.day = assessment.assessed_on
