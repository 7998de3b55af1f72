"""Ankang Code: a health-code platform whose colours only rules and evidence can set."""
