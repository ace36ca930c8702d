-- What is a night, whose is it, and what does it cost? The one definition behind every figure, to be included in a
-- WITH clause. Periods are half-open; the until_date of `bought`, `piece` and `run` is never empty.

-- The nights for which a contract has a bed: the contract bed's period within the bed's own life.
bought AS NOT MATERIALIZED (
    SELECT cb.contract_id, b.service_id, cb.bed_id, (cb.basis = 'placement')::int AS placement_only,
           greatest(cb.from_date, b.from_date) AS from_date, least(cb.until_date, b.until_date) AS until_date
    FROM beds_contractbed cb
    JOIN beds_bed b ON b.id = cb.bed_id
),

-- The nights for which a placement has a bed. From the night of due_on on they are overstay nights.
stayed AS NOT MATERIALIZED (
    SELECT p.id AS placement_id, s.bed_id, p.admitted_on, p.discharged_on,
           p.admitted_on + began.stay_limit_nights AS due_on,
           greatest(s.from_date, p.admitted_on) AS from_date, least(s.until_date, p.discharged_on) AS until_date
    FROM residents_placement p
    JOIN beds_contract began ON began.id = p.contract_id
    JOIN residents_bedstay s ON s.placement_id = p.id
    WHERE p.cancelled_at IS NULL AND s.cancelled_at IS NULL
      AND greatest(s.from_date, p.admitted_on) < coalesce(least(s.until_date, p.discharged_on), 'infinity')
),

-- The same, cut where the contract of the bed changes.
piece AS NOT MATERIALIZED (
    SELECT stayed.placement_id, stayed.bed_id, stayed.due_on, stayed.admitted_on, stayed.discharged_on,
           bought.contract_id, bought.service_id, bought.placement_only,
           greatest(stayed.from_date, bought.from_date) AS from_date,
           least(stayed.until_date, bought.until_date) AS until_date
    FROM stayed
    JOIN bought ON bought.bed_id = stayed.bed_id
    WHERE greatest(stayed.from_date, bought.from_date) < least(stayed.until_date, bought.until_date)
),

-- What a night under a contract costs while a rate is in force, in sevenths of a penny, which are whole: a nightly rate
-- counts seven times, a weekly rate once.
price AS NOT MATERIALIZED (
    SELECT rate.id AS rate_id, rate.contract_id, rate.from_date, rate.until_date,
           (rate.amount * CASE rate.unit WHEN 'night' THEN 700 ELSE 100 END)::bigint AS sevenths
    FROM beds_rate rate
),

-- The same as `piece`, cut again where the rate changes: nights that are block funded (sevenths is empty) or have a price.
run AS NOT MATERIALIZED (
    SELECT piece.placement_id, piece.bed_id, piece.due_on, piece.admitted_on, piece.contract_id, price.rate_id,
           greatest(piece.from_date, price.from_date) AS from_date,
           least(piece.until_date, price.until_date) AS until_date, price.sevenths
    FROM piece
    JOIN beds_contract contract ON contract.id = piece.contract_id
    LEFT JOIN price
        ON contract.funding = 'spot' AND price.contract_id = piece.contract_id
        AND greatest(piece.from_date, price.from_date) < least(piece.until_date, price.until_date)
    WHERE contract.funding = 'block' OR price.rate_id IS NOT NULL
)
