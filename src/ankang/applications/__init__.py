"""Applying for a code: the form, re-applying, applying for others."""
