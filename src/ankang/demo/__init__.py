"""The demonstration: an invented city, its accounts, and a real outbreak played over it."""
