"""The pure core: no I/O, no clock, no randomness, no framework. Everything it needs is an argument."""
