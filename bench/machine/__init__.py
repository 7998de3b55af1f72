"""A server of the product as a bench or a drill starts it, and what its processes use of the machine."""
