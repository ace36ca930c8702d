-- On which nights of [from_date, until_date) were the beds of these contracts out of service, and why?
--
-- One row a void and contract, with the nights that they and the asked period share. A bed bought for one placement
-- only is not in its contract while it is void.
--
-- Parameters: contracts (ids), from_date, until_date.
SELECT
    void.id AS void_id,
    service.id AS service_id,
    service.name AS service_name,
    bed.label AS bed_label,
    contract.id AS contract_id,
    contract.reference AS contract_reference,
    void.reason,
    void.payer,
    void.note,
    void.from_date,
    void.until_date,
    shared.until_date - shared.from_date AS nights
FROM beds_void AS void
JOIN beds_bed AS bed ON bed.id = void.bed_id
JOIN beds_service AS service ON service.id = bed.service_id
JOIN beds_contractbed AS contract_bed ON contract_bed.bed_id = bed.id AND contract_bed.basis = 'reserved'
JOIN beds_contract AS contract ON contract.id = contract_bed.contract_id
CROSS JOIN LATERAL (
    SELECT
        GREATEST(void.from_date, contract_bed.from_date, bed.from_date, %(from_date)s::date) AS from_date,
        LEAST(void.until_date, contract_bed.until_date, bed.until_date, %(until_date)s::date) AS until_date
) AS shared
WHERE contract.id = ANY(%(contracts)s)
    AND void.cancelled_at IS NULL
    AND shared.until_date > shared.from_date
ORDER BY service.name, bed.label, void.from_date, contract.reference
