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
    SELECT id AS referral_id
    FROM residents_referral
    WHERE status IN ('received', 'assessing')
      -- this follows from the rest, and lets an index find the few
      AND (%(everything)s OR commissioner_id = ANY (%(commissioners)s::bigint[]) OR provider_id = ANY (%(providers)s::bigint[]))
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
-- what is recorded of each placement, whatever the period
record AS MATERIALIZED (
    SELECT placement.*, p.created_by_id IS NOT NULL AS is_entered, told.created_by_id IS NOT NULL AS end_is_entered,
           (p.created_at AT TIME ZONE 'Europe/London')::date - placement.admitted_on AS admission_days,
           (told.created_at AT TIME ZONE 'Europe/London')::date - placement.discharged_on AS discharge_days,
           trim(r.move_on_plan) = '' AS no_plan, trim(r.allocated_worker) = '' AS no_worker,
           told.destination, trim(told.note) = '' AS is_unexplained, coalesce(told.destination = 'died', FALSE) AS died,
           coalesce(told.improvement, 'not_known') <> 'not_known' AS improvement_known,
           coalesce(told.social_care_need, 'not_known') <> 'not_known' AS social_care_known, plan.target_on
    FROM placement
    CROSS JOIN LATERAL (SELECT * FROM residents_placement own WHERE own.id = placement.placement_id OFFSET 0) p
    CROSS JOIN LATERAL (SELECT * FROM residents_referral own WHERE own.id = placement.referral_id OFFSET 0) r
    LEFT JOIN residents_discharge told ON told.placement_id = placement.placement_id
    LEFT JOIN residents_moveonplan plan ON plan.referral_id = placement.referral_id
),
here AS MATERIALIZED (
    SELECT period.number, period.from_date, period.until_date, placement.placement_id,
           placement.admitted_on >= period.from_date AS came,
           coalesce(placement.discharged_on < period.until_date, FALSE) AS went,
           coalesce(placement.discharged_on, 'infinity') > period.until_date AS stays
    FROM period
    JOIN placement ON placement.admitted_on < period.until_date
                  AND coalesce(placement.discharged_on, 'infinity') >= period.from_date
    WHERE period.until_date > period.from_date
),
own AS MATERIALIZED (
    SELECT piece.placement_id, piece.contract_id, piece.from_date, piece.until_date, contract.funding = 'spot' AS spot,
           contract.id = ANY (%(contract_ids)s::bigint[]) AS mine
    FROM piece
    JOIN beds_contract contract ON contract.id = piece.contract_id
    WHERE piece.placement_id = ANY (ARRAY(SELECT placement_id FROM placement))
),
-- the nights of each placement in the period: in a bed, of them under a contract, of these under one that the reader may
-- see and, of the spot funded ones among these, those without a rate
night AS (
    SELECT number, placement_id, sum(nights) FILTER (WHERE kind = 'in_bed')::int AS in_bed,
           coalesce(sum(nights) FILTER (WHERE kind = 'bought'), 0)::int AS bought,
           coalesce(sum(nights) FILTER (WHERE kind = 'bought' AND mine), 0)::int AS mine,
           coalesce(sum(CASE kind WHEN 'bought' THEN nights WHEN 'priced' THEN -nights END)
                    FILTER (WHERE mine AND spot), 0)::int AS without_rate
    FROM (
        SELECT here.number, here.placement_id, spent.kind, spent.mine, spent.spot,
               least(coalesce(spent.until_date, 'infinity'), here.until_date)
                   - greatest(spent.from_date, here.from_date) AS nights
        FROM here
        JOIN (
            SELECT placement_id, 'in_bed' AS kind, FALSE AS mine, FALSE AS spot, from_date, until_date
            FROM stayed WHERE placement_id = ANY (ARRAY(SELECT placement_id FROM placement))
            UNION ALL
            SELECT placement_id, 'bought', mine, spot, from_date, until_date FROM own
            UNION ALL
            SELECT own.placement_id, 'priced', TRUE, TRUE, greatest(own.from_date, price.from_date),
                   least(own.until_date, price.until_date)
            FROM own
            JOIN price ON price.contract_id = own.contract_id
                      AND greatest(own.from_date, price.from_date) < least(own.until_date, price.until_date)
            WHERE own.mine AND own.spot
        ) spent ON spent.placement_id = here.placement_id
               AND spent.from_date < here.until_date AND coalesce(spent.until_date, 'infinity') > here.from_date
    ) shared
    GROUP BY number, placement_id
),
of_placement AS (
    SELECT here.number, record.*, made.code, made.passes,
           CASE
               WHEN made.code IN ('destination', 'improvement', 'social_care', 'discharge_late') THEN record.discharged_on
               WHEN made.code = 'overstay_reason' THEN record.admitted_on + record.stay_limit
               WHEN made.code = 'target_passed' THEN record.target_on
               ELSE record.admitted_on
           END AS on_date,
           CASE made.code
               WHEN 'plan' THEN concat_ws(' and ', CASE WHEN no_plan THEN 'No plan' END, CASE WHEN no_worker THEN 'no worker' END)
               WHEN 'admission_late' THEN 'Entered ' || admission_days || ' days later'
               WHEN 'destination' THEN CASE WHEN destination = 'other' THEN 'Other' ELSE 'Not recorded' END
               WHEN 'discharge_late' THEN 'Entered ' || discharge_days || ' days later'
               WHEN 'contract' THEN night.in_bed - night.bought || ' nights'
               WHEN 'rate' THEN night.without_rate || ' nights'
               WHEN 'overstay_reason' THEN here.until_date - record.admitted_on - record.stay_limit || ' overstay nights'
               WHEN 'target_passed' THEN 'To move by ' || to_char(record.target_on, 'FMDD FMMonth YYYY')
               ELSE ''
           END AS detail
    FROM here
    JOIN record ON record.placement_id = here.placement_id
    LEFT JOIN night ON night.number = here.number AND night.placement_id = here.placement_id
    -- code, whether it applies, and whether it passes
    CROSS JOIN LATERAL (VALUES
        ('gender', TRUE, record.gender <> 'not_known'),
        ('age_band', TRUE, record.age_band <> 'not_known'),
        ('ethnicity', TRUE, record.ethnicity <> 'not_known'),
        ('need', TRUE, record.need <> 'not_known'),
        ('plan', here.came, NOT (record.no_plan OR record.no_worker)),
        ('clinically_ready', here.came, record.clinically_ready_on IS NOT NULL),
        ('admission_late', here.came AND record.is_entered, record.admission_days <= 2),
        ('destination', here.went,
         record.destination IS NOT NULL AND NOT (record.destination = 'other' AND record.is_unexplained)),
        ('improvement', here.went AND NOT record.died, record.improvement_known),
        ('social_care', here.went AND NOT record.died, record.social_care_known),
        ('discharge_late', here.went AND record.end_is_entered, record.discharge_days <= 2),
        ('contract', night.in_bed > 0, night.in_bed = night.bought),
        ('rate', night.mine > 0, night.without_rate = 0),
        ('overstay_reason', here.stays AND record.admitted_on + record.stay_limit < here.until_date,
         EXISTS (SELECT FROM residents_overstayreason reason
                 WHERE reason.placement_id = here.placement_id AND reason.cancelled_at IS NULL
                   AND reason.since <= here.until_date
                   AND coalesce(reason.resolved_on, 'infinity') > here.until_date)),
        ('target_passed', here.stays AND record.target_on IS NOT NULL, record.target_on >= here.until_date)
    ) AS made (code, applies, passes)
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
-- within one more SELECT PostgreSQL does not work out what nobody asks for, such as the details of rows that are counted
SELECT *
FROM (
    SELECT number AS period, commissioner_id, of_placement.provider_id, service_id, contract_id, ward_id, placement_id,
           referral_id, reference, provider.name AS provider, service, code AS "check", passes, on_date, detail
    FROM of_placement
    JOIN beds_provider provider ON provider.id = of_placement.provider_id
    UNION ALL
    SELECT number, commissioner_id, of_referral.provider_id, service_id, contract_id, ward_id, NULL, referral_id, reference,
           provider, NULL, code, passes, on_date, detail
    FROM of_referral
) checked
