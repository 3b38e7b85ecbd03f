"""Commands: the only place that names concrete parts."""
