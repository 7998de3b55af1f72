"""Composition only: the web server, the jobs and the command line. No rule is decided here."""
