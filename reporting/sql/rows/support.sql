-- Which activities and interventions were there in each period? By the day on which each was given or, until it is, on
-- which it was asked for.
WITH
-- include: rows/period
,
-- include: rows/day
,
happened AS (
    SELECT support.placement_id, support."on" AS on_date, support.kind, support.nature, support.status, support.minutes
    FROM residents_supportrecord support
    WHERE support.cancelled_at IS NULL
      AND support."on" >= %(first_date)s::date AND support."on" < %(last_date)s::date
),
-- include: rows/event
SELECT * FROM event
