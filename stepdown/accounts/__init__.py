"""Users, their memberships of commissioners and providers, and how they sign in."""
