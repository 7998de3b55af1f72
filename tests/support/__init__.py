"""What tests of several capabilities share: builders and fixtures, no assertions."""
