-- Ten years of step-down beds up to `today`, as in a county: about `placements` placements of 58 nights on average,
-- beds four fifths occupied, one placement in forty moved to another bed, some absences, voids and extensions.
-- To be run in a transaction, on empty tables. The same seed gives the same history.
SELECT setseed(0.42);

CREATE TEMP TABLE size ON COMMIT DROP AS
SELECT %(today)s::date AS today, %(today)s::date - 3652 AS start, beds, greatest(1, beds / 20) AS spare_beds,
       greatest(2, (beds / 9.3)::int) AS services
FROM (SELECT greatest(4, round(%(placements)s * 0.01975)::int) AS beds) AS sized;

INSERT INTO beds_commissioner (id, name, slug, kind, updated_at) VALUES (1, 'Council', 'council', 'council', now());
INSERT INTO beds_provider (id, name, legal_form, ods_code, updated_at) VALUES (1, 'Charity', 'charity', '', now());
INSERT INTO residents_ward (id, name, hospital, updated_at) VALUES (1, 'Ward', 'Hospital', now());

INSERT INTO beds_service (id, provider_id, name, locality, postcode, kind, support_hours, needs_level, women_only,
                          market_quality, market_supply, updated_at)
SELECT n, 1, 'House ' || n, 'Wells', '', 'step_down', '', 'medium', false, '', '', now()
FROM size, generate_series(1, services) AS n;

INSERT INTO beds_contract (id, reference, commissioner_id, provider_id, funding, from_date, until_date, annual_value,
                           stay_limit_nights, occupancy_target, updated_at)
SELECT n, 'C' || n, 1, 1, CASE WHEN n %% 10 < 3 THEN 'block' ELSE 'spot' END, start, today + 365, 500000, 42, 85, now()
FROM size, generate_series(1, services) AS n;

INSERT INTO beds_rate (contract_id, from_date, until_date, amount, unit, updated_at)
SELECT c.id, c.from_date + 365 * year, c.from_date + 365 * (year + 1), 120 + year + (c.id %% 40),
       CASE WHEN c.id %% 2 = 0 THEN 'night' ELSE 'week' END, now()
FROM beds_contract c, generate_series(0, 11) AS year
WHERE c.funding = 'spot';

-- spare beds come last, and take those who are moved
INSERT INTO beds_bed (id, service_id, label, step_free, self_contained, from_date, updated_at)
SELECT n, 1 + n %% services, 'Room ' || n, false, false, start, now()
FROM size, generate_series(1, beds + spare_beds) AS n;

INSERT INTO beds_contractbed (contract_id, bed_id, basis, from_date, until_date, updated_at)
SELECT b.service_id, b.id, 'reserved', b.from_date, today + 365, now()
FROM size, beds_bed b;

CREATE TEMP TABLE drawn ON COMMIT DROP AS
SELECT bed_id, number, least(400, round(-58 * ln(1 - random())))::int AS nights, round(29 * random())::int AS gap,
       random() AS moves, random() AS other
FROM size, generate_series(1, beds) AS bed_id, generate_series(1, 120) AS number;

CREATE TEMP TABLE stay ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY from_date, bed_id) AS id, bed_id, from_date, gap, other, moves,
       CASE WHEN from_date + nights <= today THEN from_date + nights END AS until_date
FROM (
    SELECT *, start + (sum(nights + gap + 1) OVER (PARTITION BY bed_id ORDER BY number))::int - nights AS from_date
    FROM size, drawn
) AS laid
WHERE from_date <= today;

-- a move, half-way through, unless the spare bed still has somebody
CREATE TEMP TABLE move ON COMMIT DROP AS
SELECT *
FROM (
    SELECT id, spare, on_date, until_date, max(until_date) OVER (PARTITION BY spare ORDER BY on_date, id
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
    FROM (
        SELECT id, until_date, from_date + (until_date - from_date) / 2 AS on_date,
               beds + 1 + row_number() OVER (ORDER BY from_date, id) %% spare_beds AS spare
        FROM size, stay
        WHERE moves < 0.029 AND until_date - from_date >= 4
    ) AS wanted
) AS placed
WHERE taken_until IS NULL OR taken_until < on_date;

INSERT INTO residents_resident (id, reference, age_band, gender, ethnicity, need, updated_at)
SELECT id, 'R' || id, 'not_known', 'not_known', 'not_known', 'not_known', now() FROM stay;

INSERT INTO residents_referral (id, resident_id, ward_id, commissioner_id, provider_id, status, received_on,
                                allocated_worker, move_on_plan, decline_reason, withdraw_reason,
                                accommodation_before, home_area, out_of_area, needs_level, needs, substance_misuse,
                                risks, needs_women_only, needs_step_free, needs_self_contained,
                                has_identity_document, has_financial_documents, has_referral_form, redirected_to,
                                updated_at)
SELECT id, id, 1, 1, 1, 'placed', from_date, 'Worker', 'Plan', '', '', 'not_known', '', false, 'not_known', '',
       'not_known', '', false, false, false, false, false, false, '', now()
FROM stay;

INSERT INTO residents_placement (id, referral_id, resident_id, contract_id, service_id, admitted_on, discharged_on,
                                 override_reason, cancelled_reason, updated_at)
SELECT stay.id, stay.id, stay.id, bed.service_id, bed.service_id, stay.from_date, stay.until_date, '', '', now()
FROM stay
JOIN beds_bed bed ON bed.id = stay.bed_id;

INSERT INTO residents_bedstay (placement_id, resident_id, bed_id, from_date, until_date, cancelled_reason, updated_at)
SELECT stay.id, stay.id, bed_id, from_date, coalesce(move.on_date, stay.until_date), '', now()
FROM stay
LEFT JOIN move ON move.id = stay.id
UNION ALL
SELECT id, id, spare, on_date, until_date, '', now() FROM move;

INSERT INTO residents_absence (placement_id, from_date, until_date, kind, bed_held, ended_by_discharge,
                               cancelled_reason, updated_at)
SELECT id, from_date + 3, from_date + 8, 'hospital', true, false, '', now()
FROM stay
WHERE other < 0.05 AND until_date - from_date > 10;

INSERT INTO residents_extension (placement_id, until_date, reason, cancelled_reason, updated_at)
SELECT id, from_date + 56, 'Flat ready soon', '', now()
FROM stay
WHERE other > 0.95 AND until_date - from_date > 42;

INSERT INTO beds_void (bed_id, from_date, until_date, reason, payer, note, cancelled_reason, updated_at)
SELECT bed_id, until_date, until_date + 5, 'repair', 'provider', '', '', now()
FROM size, (SELECT *, lead(from_date) OVER (PARTITION BY bed_id ORDER BY from_date) AS next_from FROM stay) AS spaced
WHERE next_from - until_date > 6 AND other BETWEEN 0.4 AND 0.6;
