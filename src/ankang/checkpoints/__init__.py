"""Sites and what happens at their gates: duty, scans, look-ups, arrivals, temperatures, isolation."""
