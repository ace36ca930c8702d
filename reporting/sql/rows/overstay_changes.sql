-- What do the overstay nights of each period cost, and those of as many nights just before it?
-- One row a placement, contract and service that has overstay nights in either.
WITH
-- include: rows/period
,
span AS (
    SELECT number, FALSE AS earlier, from_date, until_date FROM period WHERE until_date > from_date
    UNION ALL
    SELECT number, TRUE, from_date - (until_date - from_date), from_date FROM period WHERE until_date > from_date
),
-- include: nights
,
-- include: rows/overstay
,
compared AS (
    SELECT number, placement_id, contract_id, service_id, sum(nights)::int AS nights_in_both,
           sum(priced_nights)::int AS priced_nights,
           coalesce(sum(nights) FILTER (WHERE NOT earlier), 0)::int AS nights,
           coalesce(sum(nights) FILTER (WHERE earlier), 0)::int AS earlier_nights,
           coalesce(sum(sevenths) FILTER (WHERE NOT earlier), 0)::bigint AS sevenths,
           coalesce(sum(sevenths) FILTER (WHERE earlier), 0)::bigint AS earlier_sevenths
    FROM overstay
    GROUP BY number, placement_id, contract_id, service_id
)
SELECT found.number AS period, contract.commissioner_id, service.provider_id, found.service_id, found.contract_id,
       referral.ward_id, found.placement_id, resident.reference, service.name AS service, contract.reference AS contract,
       found.nights_in_both, found.priced_nights, found.nights, found.earlier_nights, found.sevenths,
       found.earlier_sevenths,
       CASE WHEN found.priced_nights > 0 THEN (2 * found.sevenths + 7) / 14 * 0.01 END AS cost,
       CASE WHEN found.priced_nights > 0 THEN (2 * found.earlier_sevenths + 7) / 14 * 0.01 END AS earlier_cost
FROM compared found
-- include: rows/whose_nights
