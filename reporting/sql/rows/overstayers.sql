-- Who was past the limit on the morning after the last night of each period, in which bed, and why?
-- One row a placement and open reason, and one for a placement without any. The bed is a contracted one that they have,
-- or that is held for them, on the night of that morning.
WITH
-- include: rows/period
,
-- include: nights
,
-- include: rows/long_stay
,
found AS (
    SELECT period.number, period.until_date AS on_date, long_stay.*
    FROM period
    JOIN long_stay ON long_stay.due_on < period.until_date
                  AND coalesce(long_stay.discharged_on, 'infinity') > period.until_date
    WHERE period.until_date > period.from_date
)
SELECT found.number AS period, found.commissioner_id, service.provider_id, service.id AS service_id, found.contract_id,
       referral.ward_id, found.placement_id, bed.bed_id, resident.reference,
       coalesce(service.name, 'Another provider') AS service, ward.name AS ward, found.contract, found.admitted_on,
       found.due_on, found.on_date - found.due_on AS overstay_nights, coalesce(reason.code, 'none') AS reason,
       coalesce(reason.owner, 'none') AS owner
FROM found
-- include: rows/where_then
LEFT JOIN LATERAL (
    SELECT s.bed_id
    FROM residents_bedstay s
    WHERE s.placement_id = found.placement_id AND s.cancelled_at IS NULL
      AND s.from_date <= found.on_date AND coalesce(s.until_date, 'infinity') > found.on_date
      AND EXISTS (SELECT FROM bought WHERE bought.bed_id = s.bed_id
                                       AND bought.from_date <= found.on_date AND bought.until_date > found.on_date)
      AND NOT EXISTS (SELECT FROM residents_absence away
                      WHERE away.placement_id = s.placement_id AND away.cancelled_at IS NULL AND NOT away.bed_held
                        AND away.from_date <= found.on_date
                        AND coalesce(away.until_date, 'infinity') > found.on_date)
) bed ON TRUE
LEFT JOIN residents_overstayreason reason
    ON reason.placement_id = found.placement_id AND reason.cancelled_at IS NULL AND reason.since <= found.on_date
    AND (reason.resolved_on IS NULL OR reason.resolved_on > found.on_date)
