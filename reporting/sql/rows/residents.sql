-- Who had a placement in each period? One row a placement: on a night of the period, or coming and going on one day of it,
-- with the group activities in the community that they had in it.
WITH
-- include: rows/period
,
-- include: rows/placement
SELECT period.number AS period, placement.*,
       (SELECT count(*) FROM residents_supportrecord support
        WHERE support.placement_id = placement.placement_id AND support.cancelled_at IS NULL
          AND support.kind = 'group' AND support.status = 'delivered'
          AND support."on" >= period.from_date AND support."on" < period.until_date) AS activities
FROM period
JOIN placement ON placement.admitted_on < period.until_date
              AND (placement.discharged_on IS NULL OR placement.discharged_on > period.from_date
                   OR placement.admitted_on >= period.from_date)
WHERE period.until_date > period.from_date
