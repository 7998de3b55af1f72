"""The fact ledger, the standing of each person and the colour history: the one door to a colour."""
