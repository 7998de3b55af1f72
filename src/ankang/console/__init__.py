"""Read models for officers, across capabilities: its store may read others' tables, and writes none."""
