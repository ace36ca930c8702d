-- Which service had each of these placements on the morning of as_at? Of somebody who has left: the last one.
--
-- Parameters: placement_ids, as_at.
SELECT placement.id AS placement_id, COALESCE(stay.service_id, placement.service_id) AS service_id
FROM residents_placement AS placement
LEFT JOIN LATERAL (
    SELECT bed.service_id
    FROM residents_bedstay AS bed_stay
    JOIN beds_bed AS bed ON bed.id = bed_stay.bed_id
    WHERE bed_stay.placement_id = placement.id
        AND bed_stay.cancelled_at IS NULL
        AND bed_stay.from_date <= %(as_at)s::date
        AND (placement.discharged_on IS NULL OR placement.discharged_on > %(as_at)s::date)
    ORDER BY bed_stay.from_date DESC, bed_stay.until_date DESC NULLS FIRST, bed_stay.id DESC
    LIMIT 1
) AS stay ON TRUE
WHERE placement.id = ANY(%(placement_ids)s::bigint[])
