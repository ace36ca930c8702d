-- When did somebody go missing in each period? By the first night away or the day of the incident.
-- An absence and an incident that begin on the same day are one: UNION leaves one row for each placement and day.
WITH
-- include: rows/period
,
-- include: rows/day
,
happened AS (
    SELECT away.placement_id, away.from_date AS on_date
    FROM residents_absence away
    WHERE away.cancelled_at IS NULL AND away.kind = 'missing'
      AND away.from_date >= %(first_date)s::date AND away.from_date < %(last_date)s::date
    UNION
    SELECT incident.placement_id, incident.happened_on
    FROM residents_incident incident
    WHERE incident.cancelled_at IS NULL AND incident.kind = 'missing'
      AND incident.happened_on >= %(first_date)s::date AND incident.happened_on < %(last_date)s::date
),
-- include: rows/event
SELECT * FROM event
