"""Fever clinics: the directory that an operator imports, and the clinic that is nearest to somebody's home."""
