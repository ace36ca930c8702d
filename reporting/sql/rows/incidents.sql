-- What went wrong in each period? By the day on which it happened.
WITH
-- include: rows/period
,
-- include: rows/day
,
happened AS (
    SELECT incident.placement_id, incident.happened_on AS on_date, incident.kind, incident.severity,
           CASE WHEN incident.safeguarding THEN 'Yes' ELSE 'No' END AS told, incident.closed_on
    FROM residents_incident incident
    WHERE incident.cancelled_at IS NULL
      AND incident.happened_on >= %(first_date)s::date AND incident.happened_on < %(last_date)s::date
),
-- include: rows/event
SELECT * FROM event
