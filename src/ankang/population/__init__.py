"""The same rules over everybody: the ledger's mirror, the batch engine, trials of a draft."""
