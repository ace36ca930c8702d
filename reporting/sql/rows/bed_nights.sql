-- How many bed-nights of each service under each contract were contracted, and how were they used, in each period?
-- From the nightly figures: one row a service, contract and period. `last_` is of the last night of the period.
WITH
-- include: rows/period
,
-- include: rows/day
,
night AS MATERIALIZED (
    -- by contract and night, as the key has them
    SELECT *
    FROM reporting_servicenight
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
      AND night >= %(first_date)s::date AND night < %(last_date)s::date
),
used AS (
    SELECT period.number, night.service_id, night.contract_id,
           sum(night.contracted)::int AS contracted, sum(night.void)::int AS void, sum(night.available)::int AS available,
           sum(night.occupied)::int AS occupied, sum(night.held)::int AS held, sum(night.vacant)::int AS vacant,
           sum(night.occupied + night.held)::int AS used, sum(night.overstay)::int AS overstay,
           sum(night.placement_only)::int AS placement_only,
           sum(night.available - night.placement_only)::int AS available_reserved,
           sum(night.occupied + night.held - night.placement_only)::int AS used_reserved,
           coalesce(sum(night.contracted) FILTER (WHERE night.night = period.until_date - 1), 0)::int AS last_contracted
    FROM night
    JOIN day ON day.day = night.night
    JOIN period ON period.number = day.period
    GROUP BY period.number, night.service_id, night.contract_id
)
SELECT used.number AS period, contract.commissioner_id, service.provider_id, used.service_id, used.contract_id,
       NULL::bigint AS ward_id, service.name AS service, contract.reference AS contract, contract.funding,
       used.contracted, used.void, used.available, used.occupied, used.held, used.vacant, used.used, used.overstay,
       used.placement_only, used.available_reserved, used.used_reserved, used.last_contracted
FROM used
JOIN beds_contract contract ON contract.id = used.contract_id
JOIN beds_service service ON service.id = used.service_id
