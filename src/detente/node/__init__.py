"""The shell: one file a flow; the only place that knows their order."""
