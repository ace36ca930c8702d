-- Who had the first night past the limit in each period, who left in it after an overstay, and whose limit comes next?
-- One row a placement and event: `new` by that night, `ended` by the day of leaving, `due` for somebody who is there on
-- the morning after the period and comes to the limit on that day or one of the 14 after it.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/long_stay
,
found AS (
    SELECT day.period AS number, 'new' AS event, long_stay.due_on AS on_date, long_stay.*
    FROM long_stay
    JOIN day ON day.day = long_stay.due_on
    WHERE coalesce(long_stay.discharged_on, 'infinity') > long_stay.due_on
    UNION ALL
    SELECT day.period, 'ended', long_stay.discharged_on, long_stay.*
    FROM long_stay
    JOIN day ON day.day = long_stay.discharged_on
    WHERE long_stay.discharged_on > long_stay.due_on
    UNION ALL
    SELECT period.number, 'due', period.until_date, long_stay.*
    FROM period
    JOIN long_stay ON long_stay.due_on >= period.until_date AND long_stay.due_on <= period.until_date + 14
                  AND long_stay.admitted_on <= period.until_date
                  AND coalesce(long_stay.discharged_on, 'infinity') > period.until_date
    WHERE period.until_date > period.from_date
)
SELECT found.number AS period, found.commissioner_id, service.provider_id, service.id AS service_id, found.contract_id,
       referral.ward_id, found.placement_id, found.event, resident.reference,
       coalesce(service.name, 'Another provider') AS service, ward.name AS ward, found.contract, found.admitted_on,
       found.due_on, CASE WHEN found.event = 'ended' THEN found.discharged_on END AS discharged_on
FROM found
-- include: rows/where_then
