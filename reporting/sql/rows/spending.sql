-- What is spent under each contract in each period, against its value, for how many placements, nights and discharges?
-- Three kinds of rows: `placement`, one with nights under the contract, a spot one with their cost, rounded once, half up,
-- to the penny; `value`, one a contract, with its value in proportion to its nights; `discharge`, one for each stay that
-- began under the contract and ended in the period within its limit. Nights without a rate in force are left out.
WITH
-- include: rows/period
,
-- include: nights
,
-- include: rows/financial_year
,
paid AS MATERIALIZED (
    SELECT placement_id, bed_id, contract_id, from_date, until_date, sevenths
    FROM run
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
      AND from_date < %(last_date)s::date AND until_date > %(first_date)s::date
),
placement AS (
    SELECT period.number, paid.placement_id, paid.contract_id,
           (array_agg(bed.service_id ORDER BY paid.from_date DESC))[1] AS service_id,
           sum(nights.shared)::int AS nights, sum(nights.shared * paid.sevenths)::bigint AS cost
    FROM period
    JOIN paid ON paid.from_date < period.until_date AND paid.until_date > period.from_date
    JOIN beds_bed bed ON bed.id = paid.bed_id
    CROSS JOIN LATERAL (
        SELECT least(paid.until_date, period.until_date) - greatest(paid.from_date, period.from_date) AS shared
    ) nights
    WHERE period.until_date > period.from_date
    GROUP BY period.number, paid.placement_id, paid.contract_id
),
discharge AS (
    SELECT period.number, p.id AS placement_id, p.contract_id, p.service_id
    FROM residents_placement p
    JOIN beds_contract contract ON contract.id = p.contract_id
    JOIN period ON p.discharged_on >= period.from_date AND p.discharged_on < period.until_date
    WHERE p.contract_id = ANY (%(contract_ids)s::bigint[]) AND p.cancelled_at IS NULL
      AND p.discharged_on >= %(first_date)s::date AND p.discharged_on < %(last_date)s::date
      AND p.discharged_on - p.admitted_on <= contract.stay_limit_nights
),
found AS (
    SELECT number, 'placement' AS kind, placement_id, contract_id, service_id, nights,
           (2 * cost + 7) / 14 * 0.01 AS spend
    FROM placement
    UNION ALL
    SELECT number, 'discharge', placement_id, contract_id, service_id, NULL, NULL
    FROM discharge
)
SELECT found.number AS period, contract.commissioner_id, contract.provider_id, found.service_id, found.contract_id,
       NULL::bigint AS ward_id, found.placement_id, found.kind, contract.reference AS contract, contract.funding,
       contract.annual_value IS NOT NULL AS has_value, resident.reference, service.name AS service, found.nights,
       found.spend, NULL::numeric AS value
FROM found
-- include: rows/whose_nights
UNION ALL
SELECT period.number, contract.commissioner_id, contract.provider_id,
       -- a contract for one service belongs to it; one for several to none of them
       (SELECT CASE WHEN count(DISTINCT bought.service_id) = 1 THEN min(bought.service_id) END
        FROM bought WHERE bought.contract_id = contract.id),
       contract.id, NULL, NULL, 'value', contract.reference, contract.funding, TRUE, NULL, NULL, NULL,
       CASE contract.funding WHEN 'block' THEN round(sum(amount.pounds), 2) END, round(sum(amount.pounds), 2)
FROM period
JOIN beds_contract contract ON contract.from_date < period.until_date AND contract.until_date > period.from_date
JOIN financial_year year ON year.from_date < period.until_date AND year.until_date > period.from_date
CROSS JOIN LATERAL (
    SELECT contract.annual_value
           * greatest(0, least(contract.until_date, period.until_date, year.until_date)
                         - greatest(contract.from_date, period.from_date, year.from_date))
           / (year.until_date - year.from_date) AS pounds
) amount
WHERE contract.id = ANY (%(contract_ids)s::bigint[]) AND contract.annual_value IS NOT NULL
  AND period.until_date > period.from_date
GROUP BY period.number, contract.id
