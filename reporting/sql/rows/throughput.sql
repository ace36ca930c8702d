-- How many people left each service under each contract in each period, and how many beds were contracted on average?
-- By the day of leaving, and from the nightly figures: contracted bed-nights divided by the nights of the period.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/placement
,
night AS MATERIALIZED (
    -- by contract and night, as the key has them
    SELECT *
    FROM reporting_servicenight
    WHERE contract_id = ANY (ARRAY(
              SELECT id FROM beds_contract
              WHERE %(everything)s OR commissioner_id = ANY (%(commissioners)s::bigint[])
                 OR provider_id = ANY (%(providers)s::bigint[])
              UNION
              SELECT cb.contract_id
              FROM beds_bed bed
              JOIN beds_contractbed cb ON cb.bed_id = bed.id
              WHERE bed.service_id = ANY (%(services)s::bigint[])
          ))
      AND night >= %(first_date)s::date AND night < %(last_date)s::date
),
bed AS (
    SELECT used.period, contract.commissioner_id, service.provider_id, used.service_id, used.contract_id,
           used.beds, 0 AS discharged
    FROM (
        SELECT day.period, night.service_id, night.contract_id,
               sum(night.contracted)::numeric / (period.until_date - period.from_date) AS beds
        FROM night
        JOIN day ON day.day = night.night
        JOIN period ON period.number = day.period
        GROUP BY day.period, period.from_date, period.until_date, night.service_id, night.contract_id
    ) used
    JOIN beds_contract contract ON contract.id = used.contract_id
    JOIN beds_service service ON service.id = used.service_id
    WHERE %(everything)s OR contract.commissioner_id = ANY (%(commissioners)s::bigint[])
       OR service.provider_id = ANY (%(providers)s::bigint[]) OR contract.provider_id = ANY (%(providers)s::bigint[])
),
leaver AS (
    SELECT day.period, placement.commissioner_id, placement.provider_id, placement.service_id,
           placement.contract_id, 0::numeric AS beds, 1 AS discharged
    FROM placement
    JOIN day ON day.day = placement.discharged_on
)
SELECT both_kinds.period, both_kinds.commissioner_id, both_kinds.provider_id, both_kinds.service_id,
       both_kinds.contract_id, NULL::bigint AS ward_id, service.name AS service, contract.reference AS contract,
       round(sum(both_kinds.beds), 12) AS beds, sum(both_kinds.discharged)::int AS discharged
FROM (SELECT * FROM bed UNION ALL SELECT * FROM leaver) AS both_kinds
JOIN beds_service service ON service.id = both_kinds.service_id
JOIN beds_contract contract ON contract.id = both_kinds.contract_id
GROUP BY both_kinds.period, both_kinds.commissioner_id, both_kinds.provider_id, both_kinds.service_id,
         both_kinds.contract_id, service.name, contract.reference
