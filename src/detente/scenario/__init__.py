"""Scenarios: readable files that are played on real nodes, each outcome stated in them and checked."""
