"""Which column is what: headings, tags and values to fields, profiles of lists that came before."""
