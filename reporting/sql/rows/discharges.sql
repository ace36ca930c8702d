-- Who left step-down in each period, and after how many nights?
-- By the day of leaving. The service is the last one, the contract the one under which the stay began: it has the limit.
WITH
-- include: rows/period
SELECT period.number AS period, contract.commissioner_id, service.provider_id, p.service_id, p.contract_id,
       referral.ward_id, p.id AS placement_id, resident.reference, service.name AS service, ward.name AS ward,
       p.admitted_on, p.discharged_on, p.discharged_on - p.admitted_on AS los_nights,
       contract.stay_limit_nights AS stay_limit
FROM period
JOIN residents_placement p ON p.discharged_on >= period.from_date AND p.discharged_on < period.until_date
JOIN beds_contract contract ON contract.id = p.contract_id
JOIN beds_service service ON service.id = p.service_id
JOIN residents_referral referral ON referral.id = p.referral_id
JOIN residents_ward ward ON ward.id = referral.ward_id
JOIN residents_resident resident ON resident.id = p.resident_id
WHERE p.cancelled_at IS NULL
  AND (%(everything)s OR contract.commissioner_id = ANY (%(commissioners)s::bigint[])
       OR service.provider_id = ANY (%(providers)s::bigint[]))
