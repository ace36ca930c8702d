-- Who was referred in each period? By the day of the referral.
WITH
-- include: rows/period
,
-- include: rows/day
,
wanted AS (
    SELECT id AS referral_id
    FROM residents_referral
    WHERE received_on >= %(first_date)s::date AND received_on < %(last_date)s::date
),
-- include: rows/referral
SELECT day.period, referral.*
FROM referral
JOIN day ON day.day = referral.received_on
