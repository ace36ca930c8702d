"""Where definitions come from, in the words that readers see."""

REVIEW = "Hammersmith and Fulham step-down review, 2023"
