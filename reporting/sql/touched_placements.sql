-- Whose figures do the pending changes touch?
WITH
-- include: nights
,
pending AS MATERIALIZED (
    SELECT placement_id, bed_id, contract_id, daterange(from_date, until_date) AS nights
    FROM reporting_change
)
SELECT placement_id
FROM pending
WHERE placement_id IS NOT NULL
UNION
SELECT stayed.placement_id
FROM pending
JOIN stayed ON stayed.bed_id = pending.bed_id AND daterange(stayed.from_date, stayed.until_date) && pending.nights
WHERE pending.placement_id IS NULL
UNION
SELECT piece.placement_id
FROM pending
JOIN piece ON piece.contract_id = pending.contract_id
    AND daterange(piece.from_date, piece.until_date) && pending.nights
WHERE pending.placement_id IS NULL AND pending.bed_id IS NULL
