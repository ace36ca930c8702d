-- On how many contracted bed-nights was a bed out of service in each period, why, and what did a block contract pay?
-- One row a void, contract and period. A bed bought for one placement only is not in its contract while it is void.
-- A void night has a cost where the contract is block and its commissioner pays for the void: the value of the contract
-- in the financial year, divided by the bed-nights reserved in it. Each row is rounded once, half up, to the penny.
WITH
-- include: rows/period
,
-- include: nights
,
-- include: rows/financial_year
,
void AS MATERIALIZED (
    SELECT v.id AS void_id, v.reason, v.payer, bought.contract_id, bought.service_id, bought.bed_id,
           greatest(v.from_date, bought.from_date) AS from_date, least(v.until_date, bought.until_date) AS until_date
    FROM bought
    JOIN beds_void v ON v.bed_id = bought.bed_id
    WHERE bought.contract_id = ANY (%(contract_ids)s::bigint[]) AND bought.placement_only = 0
      AND v.cancelled_at IS NULL
      AND greatest(v.from_date, bought.from_date, %(first_date)s::date)
          < least(v.until_date, bought.until_date, %(last_date)s::date)
),
block AS MATERIALIZED (
    SELECT contract.id AS contract_id, year.from_date, year.until_date,
           contract.annual_value * greatest(0, least(contract.until_date, year.until_date)
                                               - greatest(contract.from_date, year.from_date))
           / (year.until_date - year.from_date) AS value,
           (SELECT sum(greatest(0, least(cb.until_date, year.until_date) - greatest(cb.from_date, year.from_date)))
            FROM beds_contractbed cb
            WHERE cb.contract_id = contract.id AND cb.basis = 'reserved') AS bed_nights
    FROM beds_contract contract
    CROSS JOIN financial_year year
    WHERE contract.id = ANY (%(contract_ids)s::bigint[]) AND contract.funding = 'block'
)
SELECT period.number AS period, contract.commissioner_id, service.provider_id, void.service_id, void.contract_id,
       NULL::bigint AS ward_id, void.void_id, service.name AS service, bed.label AS bed,
       contract.reference AS contract, contract.funding, void.reason, void.payer,
       greatest(void.from_date, period.from_date) AS from_date, least(void.until_date, period.until_date) AS until_date,
       least(void.until_date, period.until_date) - greatest(void.from_date, period.from_date) AS nights,
       CASE WHEN contract.funding = 'block' AND void.payer = 'commissioner' THEN (
           SELECT round(sum((least(void.until_date, period.until_date, block.until_date)
                             - greatest(void.from_date, period.from_date, block.from_date))
                            * block.value / block.bed_nights), 2)
           FROM block
           WHERE block.contract_id = void.contract_id AND block.bed_nights > 0
             AND least(void.until_date, period.until_date, block.until_date)
                 > greatest(void.from_date, period.from_date, block.from_date)
       ) END AS cost
FROM period
JOIN void ON void.from_date < period.until_date AND void.until_date > period.from_date
         AND period.until_date > period.from_date
JOIN beds_contract contract ON contract.id = void.contract_id
JOIN beds_service service ON service.id = void.service_id
JOIN beds_bed bed ON bed.id = void.bed_id
