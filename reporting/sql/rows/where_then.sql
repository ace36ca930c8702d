-- Where was each of these on the day called `on_date`, and where from? The FROM clause after a table `found` of
-- placements. The service is that of the morning, of somebody who has left the last one; `services_on` says the same.
-- One that is not for the reader to see is not named.
LEFT JOIN LATERAL (
    SELECT bed.service_id
    FROM residents_bedstay s
    JOIN beds_bed bed ON bed.id = s.bed_id
    WHERE s.placement_id = found.placement_id AND s.cancelled_at IS NULL AND s.from_date <= found.on_date
      AND (found.discharged_on IS NULL OR found.discharged_on > found.on_date)
    ORDER BY s.from_date DESC, s.until_date DESC NULLS FIRST, s.id DESC LIMIT 1
) then_in ON TRUE
LEFT JOIN beds_service service
    ON service.id = coalesce(then_in.service_id, found.last_service_id)
    AND (%(everything)s OR service.provider_id = ANY (%(providers)s::bigint[])
         OR EXISTS (SELECT FROM beds_bed bed JOIN beds_contractbed cb ON cb.bed_id = bed.id
                    WHERE bed.service_id = service.id AND cb.contract_id = ANY (%(contracts)s::bigint[])))
CROSS JOIN LATERAL (SELECT ward_id FROM residents_referral r WHERE r.id = found.referral_id OFFSET 0) referral
CROSS JOIN LATERAL (SELECT reference FROM residents_resident r WHERE r.id = found.resident_id OFFSET 0) resident
JOIN residents_ward ward ON ward.id = referral.ward_id
