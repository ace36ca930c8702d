-- Put the figures of these placements, on the morning of as_at, in place of those that are stored.
INSERT INTO reporting_placementfigures (
    placement_id, as_at, los_nights, overstay_nights, authorised_nights, spot_nights, block_nights, unpriced_nights,
    overstay_spot_nights, overstay_block_nights, cost, overstay_cost, band
)
-- include: figures
ON CONFLICT (placement_id) DO UPDATE SET (
    as_at, los_nights, overstay_nights, authorised_nights, spot_nights, block_nights, unpriced_nights,
    overstay_spot_nights, overstay_block_nights, cost, overstay_cost, band
) = (
    excluded.as_at, excluded.los_nights, excluded.overstay_nights, excluded.authorised_nights, excluded.spot_nights,
    excluded.block_nights, excluded.unpriced_nights, excluded.overstay_spot_nights, excluded.overstay_block_nights,
    excluded.cost, excluded.overstay_cost, excluded.band
)
