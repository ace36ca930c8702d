-- Write the service nights of a span, whose rows are not there yet.
INSERT INTO reporting_servicenight (
    contract_id, night, service_id, contracted, void, occupied, held, overstay, placement_only
)
-- include: service_nights
