-- On each night of a span, how many beds of each service under each contract are bought, void, occupied, held?
-- For every contract and service over the nights of [from_date, until_date) when `contracts` is NULL, else for the
-- ranges that the four arrays give side by side, which lie in that span. Each bed, void, stay and absence counts +1
-- where it starts and -1 where it ends; a running sum over these dates says what holds until the next, and is then
-- spelt out in nights.
WITH
-- include: nights
,
supply AS MATERIALIZED (
    SELECT contract_id, service_id, bed_id, placement_only,
           greatest(from_date, %(from_date)s::date) AS from_date, least(until_date, %(until_date)s::date) AS until_date
    FROM bought
    WHERE greatest(from_date, %(from_date)s::date) < least(until_date, %(until_date)s::date)
      AND (%(contracts)s::bigint[] IS NULL OR contract_id = ANY (%(contracts)s::bigint[]))
),
taken AS MATERIALIZED (
    SELECT contract_id, service_id, placement_id, placement_only, due_on,
           greatest(from_date, %(from_date)s::date) AS from_date, least(until_date, %(until_date)s::date) AS until_date
    FROM piece
    WHERE greatest(from_date, %(from_date)s::date) < least(until_date, %(until_date)s::date)
      AND (%(contracts)s::bigint[] IS NULL OR contract_id = ANY (%(contracts)s::bigint[]))
      -- this follows from the rest, and lets an index find the few who are here in a short span
      AND admitted_on < %(until_date)s::date AND (discharged_on IS NULL OR discharged_on > %(from_date)s::date)
),
spans (contract_id, service_id, from_date, until_date,
       bought, contracted, void, occupied, held, overstay, placement_only) AS (
    SELECT contract_id, service_id, from_date, until_date, 1, 1 - placement_only, 0, 0, 0, 0, 0
    FROM supply
    UNION ALL
    SELECT contract_id, service_id, greatest(supply.from_date, void.from_date), least(supply.until_date, void.until_date),
           0, 0, 1, 0, 0, 0, 0
    FROM supply
    JOIN beds_void void ON void.bed_id = supply.bed_id
    WHERE void.cancelled_at IS NULL AND supply.placement_only = 0
      AND greatest(supply.from_date, void.from_date) < least(supply.until_date, void.until_date)
    UNION ALL
    SELECT contract_id, service_id, from_date, until_date, 0, placement_only, 0, 1, 0, 0, placement_only
    FROM taken
    UNION ALL
    SELECT contract_id, service_id, greatest(from_date, due_on), until_date, 0, 0, 0, 0, 0, 1, 0
    FROM taken
    WHERE due_on < until_date
    UNION ALL
    SELECT contract_id, service_id, greatest(taken.from_date, away.from_date), least(taken.until_date, away.until_date),
           0, 0, 0, -1, 1, 0, 0
    FROM taken
    JOIN residents_absence away ON away.placement_id = taken.placement_id
    WHERE away.cancelled_at IS NULL AND away.bed_held
      AND greatest(taken.from_date, away.from_date) < least(taken.until_date, away.until_date)
),
levels AS (
    -- where several fall on one date the last of them has the sum, and the others last for no nights
    SELECT contract_id, service_id, edge.night, lead(edge.night) OVER service - edge.night AS nights,
           sum(edge.sign * bought) OVER service AS bought, sum(edge.sign * contracted) OVER service AS contracted,
           sum(edge.sign * void) OVER service AS void, sum(edge.sign * occupied) OVER service AS occupied,
           sum(edge.sign * held) OVER service AS held, sum(edge.sign * overstay) OVER service AS overstay,
           sum(edge.sign * placement_only) OVER service AS placement_only
    FROM spans
    CROSS JOIN LATERAL (VALUES (from_date, 1), (until_date, -1)) AS edge (night, sign)
    WINDOW service AS (PARTITION BY contract_id, service_id ORDER BY edge.night ROWS UNBOUNDED PRECEDING)
)
SELECT contract_id, night, service_id, contracted, void, occupied, held, overstay, placement_only
FROM (
    SELECT contract_id, night + generate_series(0, nights - 1) AS night, service_id, contracted, void, occupied, held,
           overstay, placement_only
    FROM levels
    WHERE bought > 0 AND nights > 0
) AS spelt_out
WHERE %(contracts)s::bigint[] IS NULL
   OR EXISTS (
       SELECT
       FROM unnest(%(contracts)s::bigint[], %(services)s::bigint[], %(from_dates)s::date[], %(until_dates)s::date[])
            AS asked (contract_id, service_id, from_date, until_date)
       WHERE asked.contract_id = spelt_out.contract_id AND asked.service_id = spelt_out.service_id
         AND spelt_out.night >= asked.from_date AND spelt_out.night < asked.until_date
   )
