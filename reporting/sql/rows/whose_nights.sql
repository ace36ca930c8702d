-- Who had these nights, where and under which contract? The FROM clause after a table `found` of placements, contracts
-- and services. Whoever is not for the reader to see is not named: only the nights and their price are theirs to know.
JOIN beds_contract contract ON contract.id = found.contract_id
JOIN beds_service service ON service.id = found.service_id
JOIN residents_placement p ON p.id = found.placement_id
JOIN beds_contract began ON began.id = p.contract_id
JOIN beds_service last_service ON last_service.id = p.service_id
CROSS JOIN LATERAL (
    SELECT %(everything)s OR began.commissioner_id = ANY (%(commissioners)s::bigint[])
           OR last_service.provider_id = ANY (%(providers)s::bigint[]) AS known
) reader
LEFT JOIN residents_referral referral ON referral.id = p.referral_id AND reader.known
LEFT JOIN residents_ward ward ON ward.id = referral.ward_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN reader.known THEN (SELECT r.reference FROM residents_resident r WHERE r.id = p.resident_id)
                WHEN contract.commissioner_id = ANY (%(commissioners)s::bigint[]) THEN 'Placed by another commissioner'
                ELSE 'Now with another provider' END AS reference
) resident
