"""All SQL of identity. Functions take the open connection; personal text goes through the cipher."""
