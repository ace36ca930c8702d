"""Where definitions come from, in the words that readers see."""

REVIEW = "Hammersmith and Fulham step-down review, 2023"
NEW_CARE_MODELS = "New Care Models in tertiary mental health"
"""Programme of NHS England: people cared for out of their area are brought home."""
