"""The web server: composition of the capabilities' routes, problem answers, transactions, static files."""
