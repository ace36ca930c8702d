-- Which placements may be seen? Each with the person and the way in. The service is the last one, the contract the one
-- under which the stay began: it has the limit. Only those that touch the periods, found by ids, so that the placements
-- of others cost nothing; OFFSET 0 keeps PostgreSQL from reading all residents for a few. For a WITH clause.
placement AS MATERIALIZED (
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
    CROSS JOIN LATERAL (SELECT * FROM residents_referral r WHERE r.id = p.referral_id OFFSET 0) referral
    CROSS JOIN LATERAL (SELECT * FROM residents_resident r WHERE r.id = p.resident_id OFFSET 0) resident
    JOIN residents_ward ward ON ward.id = referral.ward_id
    WHERE p.cancelled_at IS NULL
      AND (%(everything)s
           OR p.contract_id = ANY (%(contracts)s::bigint[])
           OR p.service_id = ANY (%(services)s::bigint[]))
      AND p.admitted_on < %(last_date)s::date
      AND (p.discharged_on IS NULL OR p.discharged_on >= %(first_date)s::date)
)
