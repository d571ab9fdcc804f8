"""What the system exists for, measured beside what a user would take instead."""
