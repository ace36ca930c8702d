-- Which records of each period were checked, for what, and do they pass? One row a record and check that applies to it.
-- Checks of residents, admissions, discharges and nights look at those of the period, as they are recorded now. Checks of
-- what is still open look at the morning after its last night. What a check asks is told in `reporting/data_quality.py`.
WITH
-- include: rows/period
,
-- include: nights
,
-- include: rows/placement
,
wanted AS (
    -- those that may have waited on one of the mornings, or whose home or bed did
    SELECT id AS referral_id FROM residents_referral WHERE status IN ('received', 'assessing')
    UNION
    SELECT referral_id FROM residents_referralstep WHERE "on" >= %(first_date)s::date
    UNION
    SELECT referral_id
    FROM residents_hometrack
    WHERE cancelled_at IS NULL AND booked_for IS NOT NULL AND coalesce(done_on, 'infinity') > %(first_date)s::date
    UNION
    SELECT referral_id FROM residents_booking WHERE cancelled_at IS NULL AND NOT arrived
),
-- include: rows/referral
,
here AS MATERIALIZED (
    SELECT period.number, period.from_date, period.until_date, placement.*,
           placement.admitted_on >= period.from_date AS came,
           coalesce(placement.discharged_on < period.until_date, FALSE) AS went,
           coalesce(placement.discharged_on, 'infinity') > period.until_date AS stays
    FROM period
    JOIN placement ON placement.admitted_on < period.until_date
                  AND coalesce(placement.discharged_on, 'infinity') >= period.from_date
    WHERE period.until_date > period.from_date
),
-- the nights of each placement in the period: in a bed, of them under a contract and, of those under a contract that the
-- reader may see, the ones that are block funded or have a rate
night AS (
    SELECT number, placement_id, sum(nights) FILTER (WHERE kind = 'in_bed')::int AS in_bed,
           coalesce(sum(nights) FILTER (WHERE kind = 'bought'), 0)::int AS bought,
           coalesce(sum(nights) FILTER (WHERE kind = 'bought' AND mine), 0)::int AS mine,
           coalesce(sum(nights) FILTER (WHERE kind = 'priced'), 0)::int AS priced
    FROM (
        SELECT here.number, here.placement_id, spent.kind, spent.mine,
               least(coalesce(spent.until_date, 'infinity'), here.until_date)
                   - greatest(spent.from_date, here.from_date) AS nights
        FROM here
        JOIN (
            SELECT placement_id, 'in_bed' AS kind, TRUE AS mine, from_date, until_date
            FROM stayed WHERE placement_id = ANY (ARRAY(SELECT placement_id FROM placement))
            UNION ALL
            SELECT placement_id, 'bought', contract_id = ANY (%(contract_ids)s::bigint[]), from_date, until_date
            FROM piece WHERE placement_id = ANY (ARRAY(SELECT placement_id FROM placement))
            UNION ALL
            SELECT placement_id, 'priced', TRUE, from_date, until_date
            FROM run
            WHERE placement_id = ANY (ARRAY(SELECT placement_id FROM placement))
              AND contract_id = ANY (%(contract_ids)s::bigint[])
        ) spent ON spent.placement_id = here.placement_id
               AND spent.from_date < here.until_date AND coalesce(spent.until_date, 'infinity') > here.from_date
    ) shared
    GROUP BY number, placement_id
),
of_placement AS (
    SELECT here.*, made.code, made.passes, made.on_date, made.detail
    FROM here
    CROSS JOIN LATERAL (SELECT * FROM residents_placement own WHERE own.id = here.placement_id OFFSET 0) p
    CROSS JOIN LATERAL (SELECT * FROM residents_referral own WHERE own.id = here.referral_id OFFSET 0) r
    LEFT JOIN residents_discharge told ON told.placement_id = here.placement_id
    LEFT JOIN residents_moveonplan plan ON plan.referral_id = here.referral_id
    LEFT JOIN night ON night.number = here.number AND night.placement_id = here.placement_id
    CROSS JOIN LATERAL (
        SELECT (p.created_at AT TIME ZONE 'Europe/London')::date - here.admitted_on AS admission_days,
               (told.created_at AT TIME ZONE 'Europe/London')::date - here.discharged_on AS discharge_days,
               night.in_bed - night.bought AS without_contract, night.mine - night.priced AS without_rate,
               here.stays AND here.admitted_on + here.stay_limit < here.until_date AS is_late,
               coalesce(told.destination = 'died', FALSE) AS died
    ) found
    -- code, whether it applies, whether it passes, the day that it is about, and what is to be seen
    CROSS JOIN LATERAL (VALUES
        ('gender', TRUE, here.gender <> 'not_known', here.admitted_on, ''),
        ('age_band', TRUE, here.age_band <> 'not_known', here.admitted_on, ''),
        ('ethnicity', TRUE, here.ethnicity <> 'not_known', here.admitted_on, ''),
        ('need', TRUE, here.need <> 'not_known', here.admitted_on, ''),
        ('plan', here.came, trim(r.move_on_plan) <> '' AND trim(r.allocated_worker) <> '', here.admitted_on,
         concat_ws(' and ', CASE WHEN trim(r.move_on_plan) = '' THEN 'No plan' END,
                   CASE WHEN trim(r.allocated_worker) = '' THEN 'no worker' END)),
        ('clinically_ready', here.came, here.clinically_ready_on IS NOT NULL, here.admitted_on, ''),
        ('admission_late', here.came AND p.created_by_id IS NOT NULL, found.admission_days <= 2, here.admitted_on,
         'Entered ' || found.admission_days || ' days later'),
        ('destination', here.went,
         told.destination IS NOT NULL AND NOT (told.destination = 'other' AND trim(told.note) = ''),
         here.discharged_on, CASE WHEN told.destination = 'other' THEN 'Other' ELSE 'Not recorded' END),
        ('improvement', here.went AND NOT found.died, coalesce(told.improvement, 'not_known') <> 'not_known',
         here.discharged_on, ''),
        ('social_care', here.went AND NOT found.died, coalesce(told.social_care_need, 'not_known') <> 'not_known',
         here.discharged_on, ''),
        ('discharge_late', here.went AND told.created_by_id IS NOT NULL, found.discharge_days <= 2, here.discharged_on,
         'Entered ' || found.discharge_days || ' days later'),
        ('contract', night.in_bed > 0, found.without_contract = 0, here.admitted_on,
         found.without_contract || ' nights'),
        ('rate', night.mine > 0, found.without_rate = 0, here.admitted_on, found.without_rate || ' nights'),
        ('overstay_reason', found.is_late,
         EXISTS (SELECT FROM residents_overstayreason reason
                 WHERE reason.placement_id = here.placement_id AND reason.cancelled_at IS NULL
                   AND reason.since <= here.until_date
                   AND coalesce(reason.resolved_on, 'infinity') > here.until_date),
         here.admitted_on + here.stay_limit,
         here.until_date - here.admitted_on - here.stay_limit || ' overstay nights'),
        ('target_passed', here.stays AND plan.target_on IS NOT NULL, plan.target_on >= here.until_date, plan.target_on,
         'To move by ' || to_char(plan.target_on, 'FMDD FMMonth YYYY'))
    ) AS made (code, applies, passes, on_date, detail)
    WHERE made.applies
),
-- who had no bed on the morning after a period yet, and was not turned away by then for good
waits AS MATERIALIZED (
    SELECT referral.*, steps.last_status, steps.last_on
    FROM referral
    CROSS JOIN LATERAL (
        SELECT (array_agg(step.status ORDER BY step.id DESC))[1] AS last_status, max(step."on") AS last_on
        FROM residents_referralstep step
        WHERE step.referral_id = referral.referral_id
    ) steps
    WHERE coalesce(referral.admitted_on, 'infinity') > %(first_date)s::date
),
undecided AS (
    SELECT period.number, period.until_date, waits.*, steps.status AS status_then
    FROM period
    JOIN waits ON waits.received_on <= period.until_date AND coalesce(waits.admitted_on, 'infinity') > period.until_date
              AND (coalesce(waits.last_status, waits.status) IN ('received', 'assessing')
                   OR waits.last_on > period.until_date)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN count(*) = 0 THEN waits.status
                    ELSE coalesce((array_agg(step.status ORDER BY step.id DESC)
                                   FILTER (WHERE step."on" <= period.until_date))[1], 'received') END AS status
        FROM residents_referralstep step
        WHERE step.referral_id = waits.referral_id
    ) steps
    WHERE period.until_date > period.from_date
),
promised AS MATERIALIZED (
    SELECT referral.*, track.kind, track.booked_for, track.reported_on, track.done_on
    FROM residents_hometrack track
    JOIN referral ON referral.referral_id = track.referral_id
    WHERE track.referral_id = ANY (ARRAY(SELECT referral_id FROM referral))
      AND track.cancelled_at IS NULL AND track.booked_for IS NOT NULL
      AND referral.status NOT IN ('declined', 'withdrawn', 'redirected')
),
expected AS MATERIALIZED (
    SELECT referral.*, booking.arriving_on, (booking.created_at AT TIME ZONE 'Europe/London')::date AS entered_on
    FROM residents_booking booking
    JOIN referral ON referral.referral_id = booking.referral_id
    WHERE booking.referral_id = ANY (ARRAY(SELECT referral_id FROM referral))
      AND booking.cancelled_at IS NULL AND NOT booking.arrived
),
of_referral AS (
    SELECT number, commissioner_id, provider_id, service_id, contract_id, ward_id, referral_id, reference, provider,
           'undecided' AS code, until_date - received_on <= 14 AS passes, received_on AS on_date,
           until_date - received_on || ' days' AS detail
    FROM undecided
    WHERE status_then IN ('received', 'assessing')
    UNION ALL
    SELECT period.number, commissioner_id, provider_id, service_id, contract_id, ward_id, referral_id, reference, provider,
           'home_passed', booked_for >= period.until_date, booked_for,
           CASE kind WHEN 'repairs' THEN 'Repairs' ELSE 'Tenancy' END || ', by ' || to_char(booked_for, 'FMDD FMMonth YYYY')
    FROM period
    JOIN promised ON received_on <= period.until_date AND coalesce(discharged_on, 'infinity') > period.until_date
                 AND reported_on <= period.until_date AND coalesce(done_on, 'infinity') > period.until_date
    WHERE period.until_date > period.from_date
    UNION ALL
    SELECT period.number, commissioner_id, provider_id, service_id, contract_id, ward_id, referral_id, reference, provider,
           'booking_passed', arriving_on >= period.until_date, arriving_on,
           'To arrive on ' || to_char(arriving_on, 'FMDD FMMonth YYYY')
    FROM period
    JOIN expected ON received_on <= period.until_date AND entered_on <= period.until_date
    WHERE period.until_date > period.from_date
)
SELECT number AS period, commissioner_id, of_placement.provider_id, service_id, contract_id, ward_id, placement_id,
       referral_id, reference, provider.name AS provider, service, code AS "check", passes, on_date, detail
FROM of_placement
JOIN beds_provider provider ON provider.id = of_placement.provider_id
UNION ALL
SELECT number, commissioner_id, of_referral.provider_id, service_id, contract_id, ward_id, NULL, referral_id, reference,
       provider, NULL, code, passes, on_date, detail
FROM of_referral
