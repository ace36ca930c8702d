-- Which risk alerts stood on the morning after the last night of each period, about whoever was there, and how many of the
-- workers who must know of each had not said by then that they had read it as it read then?
-- Those are the active workers of the provider that had the resident, as they are now: who worked there on a past morning
-- is not kept.
WITH
-- include: rows/period
,
found AS (
    SELECT period.number, period.until_date AS on_date, alert.id AS alert_id, alert.level, alert.raised_on,
           coalesce(was.edition, alert.edition) AS edition, p.id AS placement_id, p.contract_id,
           p.service_id AS last_service_id, p.resident_id, p.referral_id, p.discharged_on, contract.commissioner_id
    FROM period
    JOIN residents_riskalert alert
        ON alert.raised_on <= period.until_date AND coalesce(alert.ended_on, 'infinity') > period.until_date
    JOIN residents_placement p
        ON p.id = alert.placement_id AND p.admitted_on <= period.until_date
        AND coalesce(p.discharged_on, 'infinity') > period.until_date
    JOIN beds_contract contract ON contract.id = p.contract_id
    LEFT JOIN LATERAL (
        SELECT min(wording.edition) AS edition
        FROM residents_alertwording wording
        WHERE wording.alert_id = alert.id
          AND (wording.replaced_at AT TIME ZONE 'Europe/London')::date > period.until_date
    ) was ON TRUE
    WHERE period.until_date > period.from_date AND alert.cancelled_at IS NULL AND p.cancelled_at IS NULL
      AND (%(everything)s
           OR p.contract_id = ANY (%(contracts)s::bigint[])
           OR p.service_id = ANY (%(services)s::bigint[]))
)
SELECT found.number AS period, found.commissioner_id, service.provider_id, service.id AS service_id, found.contract_id,
       referral.ward_id, resident.reference, coalesce(service.name, 'Another provider') AS service, ward.name AS ward,
       found.level, found.raised_on, readers.unread
FROM found
-- include: rows/where_then
CROSS JOIN LATERAL (
    SELECT count(*)::int AS unread
    FROM accounts_membership works
    JOIN accounts_user worker ON worker.id = works.user_id AND worker.is_active
    WHERE works.provider_id = service.provider_id AND works.role = 'provider_worker'
      AND NOT EXISTS (
          SELECT FROM residents_alertacknowledgement has_read
          WHERE has_read.alert_id = found.alert_id AND has_read.user_id = worker.id
            AND has_read.edition = found.edition
            AND (has_read.acknowledged_at AT TIME ZONE 'Europe/London')::date <= found.on_date)
) readers
