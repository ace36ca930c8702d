-- Which of these placements no longer have figures on the morning of as_at? Their rows go.
DELETE FROM reporting_placementfigures
WHERE placement_id = ANY (%(placement_ids)s::bigint[])
  AND NOT EXISTS (
      SELECT FROM residents_placement p
      WHERE p.id = placement_id AND p.cancelled_at IS NULL AND p.admitted_on <= %(as_at)s::date
  )
