-- What is each bed of these contracts doing on one night, and who has it?
--
-- One row a bed in a contract on that night. A bed bought for one placement only is in its contract when somebody has
-- it. An overstayer is somebody whose nights before this one are more than the stay limit of their placement.
--
-- Parameters: contracts (ids), night.
SELECT
    contract.id AS contract_id,
    contract.reference AS contract_reference,
    contract.funding,
    contract_bed.basis,
    service.id AS service_id,
    service.name AS service_name,
    bed.id AS bed_id,
    bed.label AS bed_label,
    CASE
        WHEN void.id IS NOT NULL THEN 'void'
        WHEN stay.id IS NULL OR absence.bed_held IS FALSE THEN 'vacant'
        WHEN absence.id IS NOT NULL THEN 'held'
        ELSE 'occupied'
    END AS state,
    void.reason AS void_reason,
    absence.kind AS absence_kind,
    placement.id AS placement_id,
    resident.reference AS resident_reference,
    placement.admitted_on,
    %(night)s::date - placement.admitted_on AS los_nights,
    COALESCE(
        absence.bed_held IS NOT FALSE
        AND %(night)s::date - placement.admitted_on > beginning.stay_limit_nights,
        FALSE
    ) AS overstay
FROM beds_contractbed AS contract_bed
JOIN beds_contract AS contract ON contract.id = contract_bed.contract_id
JOIN beds_bed AS bed ON bed.id = contract_bed.bed_id
JOIN beds_service AS service ON service.id = bed.service_id
LEFT JOIN beds_void AS void
    ON void.bed_id = bed.id
    AND void.cancelled_at IS NULL
    AND void.from_date <= %(night)s
    AND (void.until_date > %(night)s OR void.until_date IS NULL)
LEFT JOIN residents_bedstay AS stay
    ON stay.bed_id = bed.id
    AND stay.cancelled_at IS NULL
    AND stay.from_date <= %(night)s
    AND (stay.until_date > %(night)s OR stay.until_date IS NULL)
LEFT JOIN residents_placement AS placement ON placement.id = stay.placement_id
LEFT JOIN residents_resident AS resident ON resident.id = placement.resident_id
LEFT JOIN beds_contract AS beginning ON beginning.id = placement.contract_id
LEFT JOIN residents_absence AS absence
    ON absence.placement_id = placement.id
    AND absence.cancelled_at IS NULL
    AND absence.from_date <= %(night)s
    AND (absence.until_date > %(night)s OR absence.until_date IS NULL)
WHERE contract.id = ANY(%(contracts)s)
    AND %(night)s >= GREATEST(contract_bed.from_date, bed.from_date)
    AND %(night)s < LEAST(contract_bed.until_date, bed.until_date)
    AND (contract_bed.basis = 'reserved' OR (stay.id IS NOT NULL AND absence.bed_held IS NOT FALSE))
ORDER BY service.name, service.id, bed.label, bed.id
