"""What checkpoints decide: sites, verdicts at the door, the two readings, limits. Pure."""
