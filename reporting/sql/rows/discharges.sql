-- Who left step-down in each period, where to, after how many nights, and how many days later in hospital again?
-- By the day of leaving. `followed_up` is the number of days after it that had passed by the morning of the report.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/placement
SELECT day.period, placement.*, placement.discharged_on - placement.admitted_on AS los_nights,
       coalesce(discharge.destination, 'not_recorded') AS destination,
       CASE WHEN discharge.destination IN ('home', 'family') THEN 'home'
            WHEN discharge.destination IN ('supported_high', 'supported_medium', 'supported_low') THEN 'supported'
            WHEN discharge.destination IN ('independent_social', 'independent_private') THEN 'independent'
            WHEN discharge.destination IS NULL THEN 'not_recorded'
            ELSE 'other' END AS counts_as,
       coalesce(discharge.improvement, 'not_known') AS improvement,
       coalesce(discharge.social_care_need, 'not_known') AS social_care_need,
       %(as_at)s::date - placement.discharged_on AS followed_up,
       again.first_on - placement.discharged_on AS readmitted_after
FROM placement
JOIN day ON day.day = placement.discharged_on
LEFT JOIN LATERAL (
    SELECT * FROM residents_discharge told WHERE told.placement_id = placement.placement_id OFFSET 0
) discharge ON TRUE
CROSS JOIN LATERAL (
    SELECT min(back.readmitted_on) AS first_on
    FROM residents_readmission back
    WHERE back.placement_id = placement.placement_id AND back.cancelled_at IS NULL
      AND back.readmitted_on >= placement.discharged_on
) again
