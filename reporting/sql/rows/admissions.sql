-- Who came into step-down in each period, how many days after the referral and after being ready? By the day of admission.
-- Whoever was admitted before the referral came, or before being ready, has waited no days.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/placement
SELECT day.period, placement.*,
       greatest(placement.admitted_on - placement.received_on, 0) AS days_to_admission,
       CASE WHEN placement.clinically_ready_on IS NOT NULL
            THEN greatest(placement.admitted_on - placement.clinically_ready_on, 0) END AS days_ready_to_admission,
       placement.ward_out_of_area AND NOT placement.out_of_area AS repatriated
FROM placement
JOIN day ON day.day = placement.admitted_on
