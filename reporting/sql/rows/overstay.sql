-- How many overstay nights does each placement have in each span, under which contract, and what do they cost?
-- Each night belongs to one contract: that of the bed on it or, on nights without a bed in a contract, the one under
-- which the stay began. `span` (number, earlier, from_date, until_date) says when. For a WITH clause, after `nights`.
late AS MATERIALIZED (
    SELECT p.id AS placement_id, p.contract_id AS began_under, p.service_id AS last_service_id,
           p.admitted_on + began.stay_limit_nights AS due_on, coalesce(p.discharged_on, 'infinity') AS until_date,
           (SELECT max(e.until_date) FROM residents_extension e
            WHERE e.placement_id = p.id AND e.cancelled_at IS NULL) AS authorised_until
    FROM residents_placement p
    JOIN beds_contract began ON began.id = p.contract_id
    WHERE p.id = ANY (ARRAY(
              SELECT s.placement_id
              FROM residents_bedstay s
              WHERE s.bed_id = ANY (ARRAY(SELECT bed_id FROM beds_contractbed
                                          WHERE contract_id = ANY (%(contract_ids)s::bigint[])))
                AND s.cancelled_at IS NULL
                AND s.from_date < (SELECT max(until_date) FROM span)
                AND coalesce(s.until_date, 'infinity') > (SELECT min(from_date) FROM span)
              UNION
              SELECT id FROM residents_placement WHERE contract_id = ANY (%(contract_ids)s::bigint[])
          ))
      AND p.cancelled_at IS NULL
      AND p.admitted_on + began.stay_limit_nights < (SELECT max(until_date) FROM span)
      AND coalesce(p.discharged_on, 'infinity')
          > greatest(p.admitted_on + began.stay_limit_nights, (SELECT min(from_date) FROM span))
),
-- found from `late` by their keys, where a list of ids would be gone through again for each stay
in_bed AS MATERIALIZED (
    SELECT piece.placement_id, piece.contract_id, piece.service_id, late.began_under, late.last_service_id,
           greatest(piece.from_date, piece.due_on) AS from_date, piece.until_date, late.authorised_until
    FROM late
    JOIN piece ON piece.placement_id = late.placement_id AND piece.until_date > piece.due_on
),
priced AS MATERIALIZED (
    SELECT in_bed.placement_id, in_bed.contract_id, in_bed.service_id,
           greatest(in_bed.from_date, price.from_date) AS from_date,
           least(in_bed.until_date, price.until_date) AS until_date, price.sevenths
    FROM in_bed
    JOIN beds_contract contract ON contract.id = in_bed.contract_id AND contract.funding = 'spot'
    JOIN price ON price.contract_id = in_bed.contract_id
              AND greatest(in_bed.from_date, price.from_date) < least(in_bed.until_date, price.until_date)
),
-- in another bed than the first contract's, or of another service: the others would be taken away and added again
elsewhere AS (
    SELECT * FROM in_bed WHERE (contract_id, service_id) IS DISTINCT FROM (began_under, last_service_id)
),
-- whole stays, less their nights in a contract's bed, and then these again under that contract
stretch AS (
    SELECT placement_id, began_under AS contract_id, last_service_id AS service_id, due_on AS from_date, until_date,
           authorised_until, 1 AS sign, NULL::bigint AS sevenths
    FROM late
    UNION ALL
    SELECT placement_id, began_under, last_service_id, from_date, until_date, authorised_until, -1, NULL FROM elsewhere
    UNION ALL
    SELECT placement_id, contract_id, service_id, from_date, until_date, authorised_until, 1, NULL FROM elsewhere
    UNION ALL
    SELECT placement_id, contract_id, service_id, from_date, until_date, NULL, 0, sevenths FROM priced
),
overstay AS (
    SELECT span.number, span.earlier, placement_id, contract_id, service_id,
           sum(sign * nights.shared)::int AS nights,
           sum(sign * greatest(0, least(stretch.until_date, authorised_until, span.until_date)
                                  - greatest(stretch.from_date, span.from_date)))
               FILTER (WHERE authorised_until IS NOT NULL)::int AS authorised,
           coalesce(sum(nights.shared) FILTER (WHERE sevenths IS NOT NULL), 0)::int AS priced_nights,
           coalesce(sum(nights.shared * sevenths), 0)::bigint AS sevenths
    FROM span
    JOIN stretch ON stretch.from_date < span.until_date AND stretch.until_date > span.from_date
    CROSS JOIN LATERAL (
        SELECT least(stretch.until_date, span.until_date) - greatest(stretch.from_date, span.from_date) AS shared
    ) nights
    WHERE contract_id = ANY (%(contract_ids)s::bigint[])
    GROUP BY span.number, span.earlier, placement_id, contract_id, service_id
    HAVING sum(sign * nights.shared) > 0
)
