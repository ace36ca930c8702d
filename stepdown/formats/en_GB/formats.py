"""Dates as they are written here: 20 November 2026. The locale's own would shorten the month."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
