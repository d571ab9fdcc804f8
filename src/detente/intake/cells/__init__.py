"""What a cell says: precision, times with their zones, names across scripts, functions."""
