"""The forms of the people who look after residents."""
