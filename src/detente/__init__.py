"""Parties that do not trust each other tell each other what must be spared."""
