"""Policies as records: which rule set is in force where, and since when."""
