"""Rules on a Board."""
