-- Fill an empty table with the figures of all placements on the morning of as_at.
INSERT INTO reporting_placementfigures (
    placement_id, as_at, los_nights, overstay_nights, authorised_nights, spot_nights, block_nights, unpriced_nights,
    overstay_spot_nights, overstay_block_nights, cost, overstay_cost, band
)
-- include: figures
