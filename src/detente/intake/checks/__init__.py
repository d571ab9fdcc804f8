"""What is doubtful about rows: held against boundaries, named places, zones of time, and each other."""
