"""Who needs a bed, and what happened to them? Referrals, placements, bed stays, absences, extensions."""
