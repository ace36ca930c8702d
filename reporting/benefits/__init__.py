"""What step-down is good for: people nearer home, and what was avoided against a baseline that a person has set."""
