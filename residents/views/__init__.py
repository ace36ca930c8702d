"""The pages of those who look after residents."""
