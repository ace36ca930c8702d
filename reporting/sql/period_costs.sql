-- What do these placements cost under each contract over the nights of [from_date, until_date)?
-- Costs are exact, in sevenths of a penny; they are empty where no such night has a price.
WITH
-- include: nights
,
housed AS (
    SELECT placement_id, contract_id,
           sum(least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date)) AS nights,
           sum(greatest(0, least(until_date, %(until_date)s::date)
                           - greatest(from_date, due_on, %(from_date)s::date))) AS overstay_nights
    FROM piece
    WHERE placement_id = ANY (%(placement_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND until_date > %(from_date)s::date
    GROUP BY placement_id, contract_id
),
priced AS (
    SELECT placement_id, contract_id, sevenths,
           least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date) AS nights,
           greatest(0, least(until_date, %(until_date)s::date)
                       - greatest(from_date, due_on, %(from_date)s::date)) AS overstay
    FROM run
    WHERE placement_id = ANY (%(placement_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND until_date > %(from_date)s::date AND sevenths IS NOT NULL
),
added AS (
    SELECT placement_id, contract_id, sum(nights) AS nights, sum(nights * sevenths)::bigint AS cost,
           (sum(overstay * sevenths) FILTER (WHERE overstay > 0))::bigint AS overstay_cost
    FROM priced
    GROUP BY placement_id, contract_id
)
SELECT housed.placement_id, housed.contract_id, housed.nights::int, housed.overstay_nights::int,
       CASE contract.funding WHEN 'spot' THEN (housed.nights - coalesce(added.nights, 0))::int ELSE 0
       END AS unpriced_nights,
       added.cost, added.overstay_cost
FROM housed
JOIN beds_contract contract ON contract.id = housed.contract_id
LEFT JOIN added USING (placement_id, contract_id)
ORDER BY housed.placement_id, housed.contract_id
