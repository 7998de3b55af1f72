"""Codes: issue, renew, kill; the standing of a code; the key bundle."""
