-- Which placements may be seen? Each with the person and the way in. The service is the last one, the contract the one
-- under which the stay began: it has the limit. Found by ids, so that the placements of others cost nothing. For a WITH
-- clause.
placement AS (
    SELECT p.id AS placement_id, contract.commissioner_id, service.provider_id, p.service_id, p.contract_id,
           referral.ward_id, p.resident_id, p.referral_id, resident.reference, service.name AS service,
           ward.name AS ward, p.admitted_on, p.discharged_on, contract.stay_limit_nights AS stay_limit,
           resident.gender, resident.age_band, resident.ethnicity, resident.need,
           referral.received_on, referral.clinically_ready_on, referral.out_of_area,
           ward.out_of_area AS ward_out_of_area, p.miles_from_home,
           p.override_code <> '' OR p.override_reason <> '' AS without_plan
    FROM residents_placement p
    JOIN beds_contract contract ON contract.id = p.contract_id
    JOIN beds_service service ON service.id = p.service_id
    JOIN residents_referral referral ON referral.id = p.referral_id
    JOIN residents_ward ward ON ward.id = referral.ward_id
    JOIN residents_resident resident ON resident.id = p.resident_id
    WHERE p.cancelled_at IS NULL
      AND (%(everything)s
           OR p.contract_id = ANY (ARRAY(
               SELECT id FROM beds_contract WHERE commissioner_id = ANY (%(commissioners)s::bigint[])))
           OR p.service_id = ANY (ARRAY(
               SELECT id FROM beds_service WHERE provider_id = ANY (%(providers)s::bigint[]))))
)
