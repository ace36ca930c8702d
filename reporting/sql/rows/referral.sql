-- Which referrals may be seen? One that was made by mistake is none. Where the person is placed, the provider, service and
-- contract are those of the placement; before that, the provider is the one that was asked, and the contract the one in
-- force between it and the commissioner on the day of the referral, if there is exactly one. OFFSET 0 keeps PostgreSQL
-- from reading all residents and placements for a few; services and contracts are joined to `referred` afterwards, so that
-- they are not read again for each referral. For a WITH clause, after a table `wanted` of the ids of those in which something
-- may lie in the periods: the others cost nothing.
referred AS MATERIALIZED (
    SELECT r.id AS referral_id, r.commissioner_id, r.provider_id, r.ward_id, r.status, r.received_on, r.decline_reason,
           r.withdraw_reason, p.id AS placement_id, p.service_id, p.contract_id, p.admitted_on, p.discharged_on,
           resident.reference, resident.gender, resident.age_band,
           resident.ethnicity, resident.need
    FROM residents_referral r
    CROSS JOIN LATERAL (SELECT * FROM residents_resident who WHERE who.id = r.resident_id OFFSET 0) resident
    LEFT JOIN LATERAL (
        SELECT * FROM residents_placement placed
        WHERE placed.referral_id = r.id AND placed.cancelled_at IS NULL OFFSET 0
    ) p ON TRUE
    WHERE r.id = ANY (ARRAY(SELECT referral_id FROM wanted)) AND r.withdraw_reason <> 'by_mistake'
      AND (%(everything)s
           OR r.commissioner_id = ANY (%(commissioners)s::bigint[])
           OR r.provider_id = ANY (%(providers)s::bigint[])
           OR r.id = ANY (ARRAY(
               SELECT placed.referral_id
               FROM residents_placement placed
               WHERE placed.cancelled_at IS NULL AND placed.service_id = ANY (%(services)s::bigint[]))))
      AND r.received_on < %(last_date)s::date
),
referral AS MATERIALIZED (
    SELECT referred.referral_id, referred.commissioner_id, coalesce(service.provider_id, referred.provider_id) AS provider_id,
           referred.service_id, coalesce(referred.contract_id, sole.contract_id) AS contract_id, referred.ward_id,
           referred.reference, ward.name AS ward, provider.name AS provider, referred.status, referred.received_on,
           referred.decline_reason, referred.withdraw_reason, referred.admitted_on, referred.discharged_on,
           referred.gender, referred.age_band, referred.ethnicity, referred.need
    FROM referred
    JOIN residents_ward ward ON ward.id = referred.ward_id
    LEFT JOIN beds_service service ON service.id = referred.service_id
    JOIN beds_provider provider ON provider.id = coalesce(service.provider_id, referred.provider_id)
    LEFT JOIN LATERAL (
        SELECT min(contract.id) AS contract_id
        FROM beds_contract contract
        WHERE referred.placement_id IS NULL
          AND contract.commissioner_id = referred.commissioner_id AND contract.provider_id = referred.provider_id
          AND contract.from_date <= referred.received_on AND contract.until_date > referred.received_on
        HAVING count(*) = 1
    ) sole ON TRUE
    WHERE %(everything)s
       OR referred.commissioner_id = ANY (%(commissioners)s::bigint[])
       OR coalesce(service.provider_id, referred.provider_id) = ANY (%(providers)s::bigint[])
)
