-- Which placements in scope come to the end of their limit before the periods are over, or within 14 days of that?
-- Whoever left before it was still to come to it on the mornings before.
-- For a WITH clause. A placement belongs to the contract under which it began: that has the limit.
long_stay AS MATERIALIZED (
    SELECT p.id AS placement_id, p.contract_id, p.service_id AS last_service_id, p.resident_id, p.referral_id,
           p.admitted_on, p.discharged_on, contract.stay_limit_nights AS stay_limit, contract.commissioner_id,
           contract.reference AS contract, p.admitted_on + contract.stay_limit_nights AS due_on
    FROM residents_placement p
    JOIN beds_contract contract ON contract.id = p.contract_id
    WHERE p.cancelled_at IS NULL
      AND (%(everything)s
           OR p.contract_id = ANY (%(contracts)s::bigint[])
           OR p.service_id = ANY (%(services)s::bigint[]))
      AND p.admitted_on + contract.stay_limit_nights <= %(last_date)s::date + 14
      AND coalesce(p.discharged_on, 'infinity') >= %(first_date)s::date
)
