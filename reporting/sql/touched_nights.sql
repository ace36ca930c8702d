-- Which nights of which contracts and services do the pending changes touch, up to the night before as_at?
-- Ranges of one contract and service neither overlap nor meet.
WITH
-- include: nights
,
touched AS (
    SELECT contract_id, service_id, daterange(from_date, until_date) AS nights
    FROM reporting_change
    WHERE contract_id IS NOT NULL AND service_id IS NOT NULL
    UNION ALL
    SELECT bought.contract_id, bought.service_id,
           daterange(bought.from_date, bought.until_date) * daterange(change.from_date, change.until_date)
    FROM reporting_change change
    JOIN bought ON bought.bed_id = change.bed_id AND bought.from_date < bought.until_date
    WHERE change.contract_id IS NULL
),
merged AS (
    SELECT contract_id, service_id, unnest(range_agg(nights * daterange(NULL, %(as_at)s::date))) AS nights
    FROM touched
    GROUP BY contract_id, service_id
)
SELECT contract_id, service_id, coalesce(lower(nights), '0001-01-01') AS from_date, upper(nights) AS until_date
FROM merged
