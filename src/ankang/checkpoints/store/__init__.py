"""All SQL of checkpoints."""
