-- How many nights was a bed ready and empty before each stay that began in it in the periods?
-- One row for each stay after that of another placement in the same bed: the nights between the two, less those on which
-- the bed was out of service. Beds bought for one placement only wait for nobody, and are left out.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: nights
,
stay AS (
    SELECT s.bed_id, s.placement_id, s.from_date, lag(s.placement_id) OVER in_bed AS before_id,
           lag(s.until_date) OVER in_bed AS empty_from
    FROM residents_bedstay s
    JOIN residents_placement p ON p.id = s.placement_id
    WHERE s.cancelled_at IS NULL AND p.cancelled_at IS NULL
      AND s.bed_id = ANY (ARRAY(SELECT bed_id FROM beds_contractbed
                                WHERE contract_id = ANY (%(contract_ids)s::bigint[])))
    WINDOW in_bed AS (PARTITION BY s.bed_id ORDER BY s.from_date, s.until_date NULLS LAST, s.id)
),
began AS MATERIALIZED (
    SELECT day.period, stay.bed_id, stay.from_date, stay.empty_from
    FROM stay
    JOIN day ON day.day = stay.from_date
    WHERE stay.empty_from IS NOT NULL AND stay.before_id <> stay.placement_id
)
SELECT stay.period, contract.commissioner_id, service.provider_id, bought.service_id, bought.contract_id,
       NULL::bigint AS ward_id, service.name AS service, bed.label AS bed, contract.reference AS contract,
       stay.empty_from, stay.from_date, out.nights AS void_nights,
       stay.from_date - stay.empty_from - out.nights AS nights
FROM began stay
JOIN bought ON bought.bed_id = stay.bed_id AND bought.placement_only = 0
           AND bought.from_date <= stay.from_date AND bought.until_date > stay.from_date
JOIN beds_contract contract ON contract.id = bought.contract_id
JOIN beds_service service ON service.id = bought.service_id
JOIN beds_bed bed ON bed.id = stay.bed_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(least(v.until_date, stay.from_date) - greatest(v.from_date, stay.empty_from)), 0)::int AS nights
    FROM beds_void v
    WHERE v.bed_id = stay.bed_id AND v.cancelled_at IS NULL
      AND v.from_date < stay.from_date AND coalesce(v.until_date, 'infinity') > stay.empty_from
) out
WHERE bought.contract_id = ANY (%(contract_ids)s::bigint[])
