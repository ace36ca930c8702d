-- What do these placements cost, run by run: which bed, contract and rate on which nights, by the morning of as_at?
-- A line without a contract, or with a spot contract and no rate, holds nights that nobody can price.
WITH
-- include: nights
,
priced AS (
    SELECT placement_id, bed_id, contract_id, rate_id, due_on, from_date,
           least(until_date, %(as_at)s::date) AS until_date, sevenths
    FROM run
    WHERE placement_id = ANY (%(placement_ids)s::bigint[]) AND from_date < %(as_at)s::date
),
bare AS (
    SELECT stayed.placement_id, stayed.bed_id, stayed.due_on,
           unnest(datemultirange(daterange(stayed.from_date, least(stayed.until_date, %(as_at)s::date)))
                  - coalesce(range_agg(daterange(priced.from_date, priced.until_date))
                             FILTER (WHERE priced.from_date IS NOT NULL), '{}')) AS nights
    FROM stayed
    LEFT JOIN priced USING (placement_id, bed_id)
    WHERE stayed.placement_id = ANY (%(placement_ids)s::bigint[]) AND stayed.from_date < %(as_at)s::date
    GROUP BY stayed.placement_id, stayed.bed_id, stayed.due_on, stayed.from_date, stayed.until_date
),
unpriced AS (
    -- cut at the contract's edges, and named after it where there is one
    SELECT bare.placement_id, bare.bed_id, piece.contract_id, NULL::bigint AS rate_id, bare.due_on,
           greatest(lower(bare.nights), piece.from_date) AS from_date,
           least(upper(bare.nights), piece.until_date) AS until_date, NULL::bigint AS sevenths
    FROM bare
    JOIN piece ON piece.placement_id = bare.placement_id AND piece.bed_id = bare.bed_id
        AND daterange(piece.from_date, piece.until_date) && bare.nights
    UNION ALL
    SELECT bare.placement_id, bare.bed_id, NULL, NULL, bare.due_on, lower(outside.nights), upper(outside.nights), NULL
    FROM bare
    CROSS JOIN LATERAL (
        SELECT unnest(datemultirange(bare.nights)
                      - coalesce(range_agg(daterange(piece.from_date, piece.until_date)), '{}')) AS nights
        FROM piece
        WHERE piece.placement_id = bare.placement_id AND piece.bed_id = bare.bed_id
    ) outside
)
SELECT line.placement_id, bed.label AS bed, service.name AS service,
       contract.id AS contract_id, contract.reference AS contract, contract.funding,
       rate.amount AS rate_amount, rate.unit AS rate_unit, line.from_date, line.until_date,
       line.until_date - line.from_date AS nights,
       greatest(0, line.until_date - greatest(line.from_date, line.due_on)) AS overstay_nights,
       (line.until_date - line.from_date) * line.sevenths AS sevenths
FROM (SELECT * FROM priced UNION ALL SELECT * FROM unpriced) line
JOIN beds_bed bed ON bed.id = line.bed_id
JOIN beds_service service ON service.id = bed.service_id
LEFT JOIN beds_contract contract ON contract.id = line.contract_id
LEFT JOIN beds_rate rate ON rate.id = line.rate_id
ORDER BY line.placement_id, line.from_date
