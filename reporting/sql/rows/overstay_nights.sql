-- Which overstay nights lie in each period, how many of them are authorised, and what do they cost?
-- One row a placement, contract and service. `sevenths` is exact, in sevenths of a penny.
WITH
-- include: rows/period
,
span AS (SELECT number, FALSE AS earlier, from_date, until_date FROM period WHERE until_date > from_date),
-- include: nights
,
-- include: rows/overstay
SELECT found.number AS period, contract.commissioner_id, service.provider_id, found.service_id, found.contract_id,
       referral.ward_id, found.placement_id, resident.reference, service.name AS service, ward.name AS ward,
       contract.reference AS contract, contract.funding, p.admitted_on, p.admitted_on + began.stay_limit_nights AS due_on,
       found.nights, coalesce(found.authorised, 0) AS authorised, found.nights - coalesce(found.authorised, 0) AS unauthorised,
       found.priced_nights, found.sevenths,
       CASE WHEN found.priced_nights > 0 THEN (2 * found.sevenths + 7) / 14 * 0.01 END AS cost
FROM overstay found
-- include: rows/whose_nights
