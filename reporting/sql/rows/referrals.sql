-- Who was referred in each period? By the day of the referral.
WITH
-- include: rows/period
,
-- include: rows/referral
SELECT period.number AS period, referral.*
FROM period
JOIN referral ON referral.received_on >= period.from_date AND referral.received_on < period.until_date
