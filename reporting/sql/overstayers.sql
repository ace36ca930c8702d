-- Who has overstayed by the morning of as_at: where are they, why are they there, and what do their overstay nights
-- add up to?
--
-- One row a placement. Those open on as_at come with figures computed for that morning (`live`, a JSON array); those
-- who have left have final ones in the table, or in `live` when these are not stored yet or not all for this reader. The service, the reasons and
-- the bed are those of that morning; of somebody who has left, those at the end. The statement ends where `chosen` can
-- be counted, or put in order.
--
-- Parameters: as_at; live; leavers (ids of the placements whose stored figures are read); services (ids of those that
-- may be named); reason_codes (in the order of their labels); and what to keep, empty for everything: reference,
-- provider, service, ward, reason ('none' for those without one), band, authorised ('fully', 'partly' or 'not').
WITH figures AS (
    SELECT *
    FROM jsonb_to_recordset(%(live)s::jsonb) AS live (
        placement_id bigint, los_nights integer, overstay_nights integer, authorised_nights integer,
        spot_nights integer, block_nights integer, unpriced_nights integer, overstay_spot_nights integer,
        overstay_block_nights integer, overstay_cost numeric, band text, hidden_overstay_nights integer
    )
    UNION ALL
    SELECT
        placement_id, los_nights, overstay_nights, authorised_nights, spot_nights, block_nights, unpriced_nights,
        overstay_spot_nights, overstay_block_nights, overstay_cost, band, 0
    FROM reporting_placementfigures
    WHERE placement_id = ANY(%(leavers)s)
), situations AS (
    SELECT
        figures.*,
        placement.resident_id,
        placement.admitted_on,
        placement.discharged_on,
        placement.discharged_on IS NULL OR placement.discharged_on > %(as_at)s::date AS is_open,
        placement.service_id AS last_service_id,
        placement.referral_id,
        placement.contract_id
    FROM figures
    JOIN residents_placement AS placement ON placement.id = figures.placement_id
), reasons AS (
    SELECT
        reason.placement_id,
        array_agg(reason.code ORDER BY reason.since, reason.id) AS codes,
        array_agg(reason.owner ORDER BY reason.since, reason.id) AS owners
    FROM situations
    JOIN residents_overstayreason AS reason ON reason.placement_id = situations.placement_id
    WHERE reason.cancelled_at IS NULL
        AND reason.since <= LEAST(%(as_at)s::date, situations.discharged_on)
        AND (
            reason.resolved_on IS NULL
            OR reason.resolved_on >= CASE WHEN is_open THEN %(as_at)s::date + 1 ELSE situations.discharged_on END
        )
    GROUP BY reason.placement_id
), chosen AS (
    SELECT
        situations.placement_id,
        situations.resident_id,
        resident.reference,
        provider.name AS provider,
        service.name AS service,
        ward.name || ', ' || ward.hospital AS ward,
        ward.name AS ward_name,
        situations.admitted_on,
        CASE WHEN is_open THEN NULL ELSE situations.discharged_on END AS discharged_on,
        situations.admitted_on + contract.stay_limit_nights AS move_on_due,
        contract.stay_limit_nights AS limit_nights,
        stay.bed_id,
        situations.los_nights,
        situations.overstay_nights,
        situations.authorised_nights,
        situations.overstay_nights - situations.authorised_nights AS unauthorised_nights,
        situations.spot_nights,
        situations.block_nights,
        situations.unpriced_nights,
        situations.overstay_spot_nights,
        situations.overstay_block_nights,
        situations.hidden_overstay_nights,
        situations.overstay_cost,
        situations.band,
        COALESCE(reasons.codes, '{}') AS reason_codes,
        COALESCE(reasons.owners, '{}') AS reason_owners,
        array_position(%(reason_codes)s::text[], reasons.codes[1]::text) AS reason_position
    FROM situations
    JOIN residents_resident AS resident ON resident.id = situations.resident_id
    JOIN residents_referral AS referral ON referral.id = situations.referral_id
    JOIN residents_ward AS ward ON ward.id = referral.ward_id
    JOIN beds_contract AS contract ON contract.id = situations.contract_id
    LEFT JOIN LATERAL (
        SELECT
            CASE WHEN COALESCE(bed_stay.until_date, 'infinity') > %(as_at)s::date AND NOT EXISTS (
                SELECT
                FROM residents_absence AS absence
                WHERE absence.placement_id = bed_stay.placement_id
                    AND absence.cancelled_at IS NULL
                    AND NOT absence.bed_held
                    AND absence.from_date <= %(as_at)s::date
                    AND COALESCE(absence.until_date, 'infinity') > %(as_at)s::date
            ) THEN bed.id END AS bed_id,
            bed.service_id
        FROM residents_bedstay AS bed_stay
        JOIN beds_bed AS bed ON bed.id = bed_stay.bed_id
        WHERE is_open
            AND bed_stay.placement_id = situations.placement_id
            AND bed_stay.cancelled_at IS NULL
            AND bed_stay.from_date <= %(as_at)s::date
        ORDER BY bed_stay.from_date DESC, bed_stay.until_date DESC NULLS FIRST, bed_stay.id DESC
        LIMIT 1
    ) AS stay ON TRUE
    LEFT JOIN beds_service AS service
        ON service.id = COALESCE(stay.service_id, situations.last_service_id)
        AND service.id = ANY(%(services)s)
    LEFT JOIN beds_provider AS provider ON provider.id = service.provider_id
    LEFT JOIN reasons ON reasons.placement_id = situations.placement_id
    WHERE strpos(lower(resident.reference), lower(%(reference)s)) > 0
        AND (%(provider)s::bigint IS NULL OR provider.id = %(provider)s)
        AND (%(service)s::bigint IS NULL OR service.id = %(service)s)
        AND (%(ward)s::bigint IS NULL OR ward.id = %(ward)s)
        AND (%(band)s = '' OR situations.band = %(band)s)
        AND CASE %(reason)s
            WHEN '' THEN TRUE
            WHEN 'none' THEN reasons.codes IS NULL
            ELSE %(reason)s = ANY(reasons.codes)
        END
        AND CASE %(authorised)s
            WHEN 'fully' THEN situations.authorised_nights >= situations.overstay_nights
            WHEN 'partly' THEN situations.authorised_nights BETWEEN 1 AND situations.overstay_nights - 1
            WHEN 'not' THEN situations.authorised_nights = 0
            ELSE TRUE
        END
)
