"""What the product stands on: clock, settings, database, keys, cipher, access, outbox. One small file each."""
