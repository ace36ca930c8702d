-- What do these placements cost under each contract over the nights of [from_date, until_date)?
-- Costs are exact, in sevenths of a penny; they are empty where no such night has a price. The nights in a bed that no
-- contract holds are a row without a contract. Nights without a bed, after it was given up, are in no row.
WITH
-- include: nights
,
-- what is materialised is worked out once, where it would be again for each row of the others
housed AS MATERIALIZED (
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
added AS MATERIALIZED (
    SELECT placement_id, contract_id, sum(nights) AS nights, sum(overstay) AS overstay_nights,
           sum(nights * sevenths)::bigint AS cost,
           (sum(overstay * sevenths) FILTER (WHERE overstay > 0))::bigint AS overstay_cost
    FROM priced
    GROUP BY placement_id, contract_id
),
in_bed AS (
    SELECT placement_id,
           sum(least(until_date, %(until_date)s::date) - greatest(from_date, %(from_date)s::date)) AS nights,
           sum(greatest(0, least(until_date, %(until_date)s::date)
                           - greatest(from_date, due_on, %(from_date)s::date))) AS overstay_nights
    FROM stayed
    WHERE placement_id = ANY (%(placement_ids)s::bigint[])
      AND from_date < %(until_date)s::date AND coalesce(until_date, 'infinity') > %(from_date)s::date
    GROUP BY placement_id
),
under_contract AS (
    SELECT placement_id, sum(nights) AS nights, sum(overstay_nights) AS overstay_nights
    FROM housed
    GROUP BY placement_id
),
under_none AS (
    SELECT placement_id, in_bed.nights - coalesce(under_contract.nights, 0) AS nights,
           in_bed.overstay_nights - coalesce(under_contract.overstay_nights, 0) AS overstay_nights
    FROM in_bed
    LEFT JOIN under_contract USING (placement_id)
    WHERE in_bed.nights > coalesce(under_contract.nights, 0)
)
SELECT housed.placement_id, housed.contract_id, housed.nights::int, housed.overstay_nights::int,
       CASE contract.funding WHEN 'spot' THEN (housed.nights - coalesce(added.nights, 0))::int ELSE 0
       END AS unpriced_nights,
       CASE contract.funding WHEN 'spot' THEN (housed.overstay_nights - coalesce(added.overstay_nights, 0))::int ELSE 0
       END AS overstay_unpriced_nights,
       added.cost, added.overstay_cost
FROM housed
JOIN beds_contract contract ON contract.id = housed.contract_id
LEFT JOIN added USING (placement_id, contract_id)
UNION ALL
SELECT placement_id, NULL, nights::int, overstay_nights::int, nights::int, overstay_nights::int, NULL, NULL
FROM under_none
ORDER BY placement_id, contract_id
