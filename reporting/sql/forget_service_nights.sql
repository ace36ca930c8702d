-- Take away the service nights of these ranges, which the four arrays give side by side.
DELETE FROM reporting_servicenight stored
USING unnest(%(contracts)s::bigint[], %(services)s::bigint[], %(from_dates)s::date[], %(until_dates)s::date[])
      AS ranges (contract_id, service_id, from_date, until_date)
WHERE stored.contract_id = ranges.contract_id AND stored.service_id = ranges.service_id
  AND stored.night >= ranges.from_date AND stored.night < ranges.until_date
