-- On how many overstay nights of each period was a move held up by housing, and whose move was it?
-- One row a placement and owner. A night counts while a reason is open that was, on that day, for the council's housing team
-- or a supported-housing provider to resolve; a night for both is counted once, as theirs together.
WITH
-- include: rows/period
,
-- include: rows/long_stay
,
-- each owner of a reason until the next one, the last one until it was resolved
said AS (
    SELECT reason.id AS reason_id, reason.placement_id, reason.since, reason.resolved_on, earlier.owner,
           earlier.until_date, earlier.id AS place
    FROM residents_overstayreason reason
    JOIN residents_earlierowner earlier ON earlier.overstay_reason_id = reason.id
    WHERE reason.cancelled_at IS NULL AND reason.placement_id = ANY (ARRAY(SELECT placement_id FROM long_stay))
    UNION ALL
    SELECT reason.id, reason.placement_id, reason.since, reason.resolved_on, reason.owner, NULL, NULL
    FROM residents_overstayreason reason
    WHERE reason.cancelled_at IS NULL AND reason.placement_id = ANY (ARRAY(SELECT placement_id FROM long_stay))
),
owned AS (
    SELECT placement_id, owner,
           greatest(since, lag(until_date) OVER (PARTITION BY reason_id ORDER BY place NULLS LAST)) AS from_date,
           least(coalesce(until_date, 'infinity'), coalesce(resolved_on, 'infinity')) AS until_date
    FROM said
),
held_up AS MATERIALIZED (
    SELECT placement_id,
           coalesce(range_agg(daterange(from_date, until_date)) FILTER (WHERE owner = 'housing'), '{}') AS council,
           coalesce(range_agg(daterange(from_date, until_date)) FILTER (WHERE owner = 'supported_housing'), '{}')
               AS supported
    FROM owned
    WHERE owner IN ('housing', 'supported_housing') AND from_date < until_date
    GROUP BY placement_id
),
found AS (
    SELECT period.number, period.until_date AS on_date, long_stay.*, whose.owner, counted.nights
    FROM period
    JOIN long_stay ON long_stay.due_on < period.until_date
                  AND coalesce(long_stay.discharged_on, 'infinity') > period.from_date
    JOIN held_up ON held_up.placement_id = long_stay.placement_id
    CROSS JOIN LATERAL (
        VALUES ('housing', council - supported), ('supported_housing', supported - council), ('both', council * supported)
    ) whose (owner, times)
    CROSS JOIN LATERAL (
        SELECT sum(upper(run) - lower(run))::int AS nights
        FROM unnest(whose.times * datemultirange(daterange(
            greatest(long_stay.due_on, period.from_date),
            greatest(long_stay.due_on, period.from_date, least(long_stay.discharged_on, period.until_date))))) AS run
    ) counted
    WHERE period.until_date > period.from_date AND counted.nights > 0
)
SELECT found.number AS period, found.commissioner_id, service.provider_id, service.id AS service_id, found.contract_id,
       referral.ward_id, found.placement_id, resident.reference, coalesce(service.name, 'Another provider') AS service,
       ward.name AS ward, found.contract, found.admitted_on, found.due_on, found.owner, found.nights
FROM found
-- include: rows/where_then
