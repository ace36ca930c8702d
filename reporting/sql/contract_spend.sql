-- What is spent under each of these contracts over the nights of [from_date, until_date)?
-- Each placement's amount under a contract is rounded once, half up, to the penny; a total is the sum of these.
WITH
-- include: nights
,
housed AS (
    SELECT contract_id,
           sum(least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date)) AS nights,
           sum(greatest(0, least(until_date, %(until_date)s::date)
                           - greatest(from_date, due_on, %(from_date)s::date))) AS overstay_nights
    FROM piece
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND until_date > %(from_date)s::date
    GROUP BY contract_id
),
priced AS (
    SELECT placement_id, contract_id,
           sum(least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date)) AS nights,
           sum((least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date))
               * sevenths)::bigint AS cost,
           sum(greatest(0, least(until_date, %(until_date)s::date)
                           - greatest(from_date, due_on, %(from_date)s::date)) * sevenths)::bigint AS overstay_cost
    FROM run
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND until_date > %(from_date)s::date AND sevenths IS NOT NULL
    GROUP BY placement_id, contract_id
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
