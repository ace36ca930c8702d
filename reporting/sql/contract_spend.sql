-- What is spent under each of these contracts over the nights of [from_date, until_date)?
-- Each placement's amount under a contract is rounded once, half up, to the penny; a total is the sum of these.
WITH
-- include: nights
,
-- the nights are found once, where the stays of their beds would be gone through again for the prices
own AS MATERIALIZED (
    SELECT placement_id, contract_id, due_on, greatest(from_date, %(from_date)s::date) AS from_date,
           least(until_date, %(until_date)s::date) AS until_date
    FROM piece
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND until_date > %(from_date)s::date
),
housed AS (
    SELECT contract_id, sum(until_date - from_date) AS nights,
           sum(greatest(0, until_date - greatest(from_date, due_on))) AS overstay_nights
    FROM own
    GROUP BY contract_id
),
priced AS (
    SELECT own.placement_id, own.contract_id, sum(shared.until_date - shared.from_date) AS nights,
           sum((shared.until_date - shared.from_date) * price.sevenths)::bigint AS cost,
           sum(greatest(0, shared.until_date - greatest(shared.from_date, own.due_on)) * price.sevenths)::bigint
               AS overstay_cost
    FROM own
    JOIN beds_contract contract ON contract.id = own.contract_id AND contract.funding = 'spot'
    JOIN price ON price.contract_id = own.contract_id
    CROSS JOIN LATERAL (
        SELECT greatest(own.from_date, price.from_date) AS from_date, least(own.until_date, price.until_date) AS until_date
    ) shared
    WHERE shared.from_date < shared.until_date
    GROUP BY own.placement_id, own.contract_id
),
spent AS (
    SELECT contract_id, sum(nights) AS nights,
           sum((2 * cost + 7) / 14) * 0.01 AS cost,
           sum((2 * overstay_cost + 7) / 14) * 0.01 AS overstay_cost
    FROM priced
    GROUP BY contract_id
)
SELECT contract.id AS contract_id, coalesce(housed.nights, 0)::int AS nights,
       coalesce(housed.overstay_nights, 0)::int AS overstay_nights,
       CASE contract.funding WHEN 'spot' THEN (coalesce(housed.nights, 0) - coalesce(spent.nights, 0))::int ELSE 0
       END AS unpriced_nights,
       CASE contract.funding WHEN 'spot' THEN coalesce(spent.cost, 0.00) END AS cost,
       CASE contract.funding WHEN 'spot' THEN coalesce(spent.overstay_cost, 0.00) END AS overstay_cost
FROM beds_contract contract
LEFT JOIN housed ON housed.contract_id = contract.id
LEFT JOIN spent ON spent.contract_id = contract.id
WHERE contract.id = ANY (%(contract_ids)s::bigint[])
