-- Who was referred in each period? By the day of the referral.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/referral
SELECT day.period, referral.*
FROM referral
JOIN day ON day.day = referral.received_on
