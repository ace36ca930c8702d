-- What do the nights of each placement add up to on the morning of as_at?
-- placement_ids: the placements asked for, or NULL for all. Each amount is rounded once, half up, to the penny.
WITH
-- include: nights
,
clock AS (
    SELECT p.id AS placement_id, least(p.discharged_on, %(as_at)s::date) AS as_at, p.admitted_on,
           contract.stay_limit_nights AS stay_limit, p.admitted_on + contract.stay_limit_nights AS due_on
    FROM residents_placement p
    JOIN beds_contract contract ON contract.id = p.contract_id
    WHERE p.cancelled_at IS NULL AND p.admitted_on <= %(as_at)s::date
      AND (%(placement_ids)s::bigint[] IS NULL OR p.id = ANY (%(placement_ids)s::bigint[]))
),
counted AS (
    SELECT placement_id, sevenths,
           greatest(0, least(until_date, %(as_at)s::date) - from_date) AS nights,
           greatest(0, least(until_date, %(as_at)s::date) - greatest(from_date, due_on)) AS overstay
    FROM run
    WHERE %(placement_ids)s::bigint[] IS NULL OR placement_id = ANY (%(placement_ids)s::bigint[])
),
added AS (
    SELECT placement_id,
           coalesce(sum(nights) FILTER (WHERE sevenths IS NOT NULL), 0) AS spot,
           coalesce(sum(nights) FILTER (WHERE sevenths IS NULL), 0) AS block,
           coalesce(sum(overstay) FILTER (WHERE sevenths IS NOT NULL), 0) AS overstay_spot,
           coalesce(sum(overstay) FILTER (WHERE sevenths IS NULL), 0) AS overstay_block,
           sum(nights * sevenths)::bigint AS cost,
           sum(overstay * sevenths)::bigint AS overstay_cost
    FROM counted
    GROUP BY placement_id
),
authorised AS (
    SELECT placement_id, max(until_date) AS until_date
    FROM residents_extension
    WHERE cancelled_at IS NULL
      AND (%(placement_ids)s::bigint[] IS NULL OR placement_id = ANY (%(placement_ids)s::bigint[]))
    GROUP BY placement_id
)
SELECT clock.placement_id,
       clock.as_at,
       clock.as_at - clock.admitted_on AS los_nights,
       greatest(0, clock.as_at - clock.due_on) AS overstay_nights,
       CASE WHEN authorised.until_date IS NULL THEN 0
            ELSE greatest(0, least(clock.as_at, authorised.until_date) - clock.due_on) END AS authorised_nights,
       coalesce(added.spot, 0)::int AS spot_nights,
       coalesce(added.block, 0)::int AS block_nights,
       -- looked for only where the nights of the stay are more than those under a contract with a price
       CASE WHEN clock.as_at - clock.admitted_on > coalesce(added.spot + added.block, 0)
            THEN (SELECT coalesce(sum(greatest(0, least(stayed.until_date, clock.as_at) - stayed.from_date)), 0)
                         - coalesce(added.spot + added.block, 0)
                  FROM stayed
                  WHERE stayed.placement_id = clock.placement_id)::int
            ELSE 0 END AS unpriced_nights,
       coalesce(added.overstay_spot, 0)::int AS overstay_spot_nights,
       coalesce(added.overstay_block, 0)::int AS overstay_block_nights,
       -- a cost is empty, not nought, where no night has a price
       CASE WHEN added.spot > 0 THEN (2 * added.cost + 7) / 14 * 0.01 END AS cost,
       CASE WHEN added.overstay_spot > 0 THEN (2 * added.overstay_cost + 7) / 14 * 0.01 END AS overstay_cost,
       -- the ladder of beds/nights.py
       CASE WHEN clock.as_at - clock.admitted_on <= clock.stay_limit - 14 THEN 'on_course'
            WHEN clock.as_at - clock.admitted_on <= clock.stay_limit THEN 'approaching'
            WHEN clock.as_at - clock.admitted_on > 90 THEN 'critical'
            WHEN clock.as_at - clock.admitted_on > 60 THEN 'prolonged'
            ELSE 'overstay' END AS band
FROM clock
LEFT JOIN added USING (placement_id)
LEFT JOIN authorised USING (placement_id)
ORDER BY clock.placement_id
