"""All SQL of codes."""
