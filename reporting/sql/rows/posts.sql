-- Which posts were paid for on the morning after the last night of each period, and which of them were vacant?
-- From the register as it is now: a vacancy that has been filled since is no longer in it. A post has no contract: it
-- belongs to that of its commissioner and provider on the last night, with a bed of its service, where there is just one.
WITH
-- include: rows/period
SELECT period.number AS period, post.commissioner_id, coalesce(post.provider_id, service.provider_id) AS provider_id,
       post.service_id, contract.id AS contract_id, NULL::bigint AS ward_id, post.role, post.employer,
       service.name AS service, post.from_date, post.until_date, post.vacant_since,
       coalesce(post.vacant_since <= period.until_date, FALSE) AS vacant,
       coalesce(post.until_date - period.until_date <= 90, FALSE) AS ending
FROM period
JOIN beds_post post ON post.from_date <= period.until_date AND coalesce(post.until_date, 'infinity') > period.until_date
LEFT JOIN beds_service service ON service.id = post.service_id
LEFT JOIN LATERAL (
    SELECT CASE WHEN count(*) = 1 THEN min(c.id) END AS id
    FROM beds_contract c
    WHERE c.commissioner_id = post.commissioner_id AND c.provider_id = coalesce(post.provider_id, service.provider_id)
      AND c.from_date < period.until_date AND c.until_date >= period.until_date
      AND (post.service_id IS NULL
           OR EXISTS (SELECT FROM beds_contractbed cb JOIN beds_bed bed ON bed.id = cb.bed_id
                      WHERE cb.contract_id = c.id AND bed.service_id = post.service_id
                        AND cb.from_date < period.until_date AND cb.until_date >= period.until_date))
) contract ON TRUE
WHERE post.cancelled_at IS NULL AND period.until_date > period.from_date
  AND (%(everything)s OR post.commissioner_id = ANY (%(commissioners)s::bigint[])
       OR post.provider_id = ANY (%(providers)s::bigint[]))
