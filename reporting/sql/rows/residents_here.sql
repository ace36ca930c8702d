-- Who was in a placement on the morning after the last night of each period, and for how many nights so far?
WITH
-- include: rows/period
,
-- include: rows/placement
SELECT period.number AS period, placement.*, period.until_date - placement.admitted_on AS nights_so_far
FROM period
JOIN placement ON placement.admitted_on < period.until_date
              AND (placement.discharged_on IS NULL OR placement.discharged_on > period.until_date)
WHERE period.until_date > period.from_date
