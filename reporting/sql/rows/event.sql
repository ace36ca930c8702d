-- Whose are these events, and in which period do they lie? For a WITH clause, after `day` and a table `happened`
-- (placement_id, on_date, and what is told of it). Each belongs to the service that has the person, or had them last, and
-- to the contract under which the stay began, however long after the stay it lies. OFFSET 0 as in `placement`.
event AS (
    SELECT day.period, contract.commissioner_id, service.provider_id, p.service_id, p.contract_id, referral.ward_id,
           p.resident_id, resident.reference, service.name AS service, ward.name AS ward, p.admitted_on,
           p.discharged_on, resident.gender, resident.age_band, resident.ethnicity, resident.need, happened.*
    FROM happened
    JOIN day ON day.day = happened.on_date
    JOIN residents_placement p ON p.id = happened.placement_id AND p.cancelled_at IS NULL
    JOIN beds_contract contract ON contract.id = p.contract_id
    JOIN beds_service service ON service.id = p.service_id
    CROSS JOIN LATERAL (SELECT * FROM residents_referral r WHERE r.id = p.referral_id OFFSET 0) referral
    CROSS JOIN LATERAL (SELECT * FROM residents_resident r WHERE r.id = p.resident_id OFFSET 0) resident
    JOIN residents_ward ward ON ward.id = referral.ward_id
    WHERE %(everything)s
       OR p.contract_id = ANY (%(contracts)s::bigint[])
       OR p.service_id = ANY (%(services)s::bigint[])
)
