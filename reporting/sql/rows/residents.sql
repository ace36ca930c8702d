-- Who had a placement in each period? One row a placement: on a night of the period, or coming and going on one day of it.
WITH
-- include: rows/period
,
-- include: rows/placement
SELECT period.number AS period, placement.*
FROM period
JOIN placement ON placement.admitted_on < period.until_date
              AND (placement.discharged_on IS NULL OR placement.discharged_on > period.from_date
                   OR placement.admitted_on >= period.from_date)
WHERE period.until_date > period.from_date
