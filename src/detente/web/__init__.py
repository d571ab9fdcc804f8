"""A node on the network: what it serves to the members of its agreements, and how it reads theirs."""
