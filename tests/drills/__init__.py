"""Drills: what happens on a bad day, played through with the product's own parts and told in a table."""
