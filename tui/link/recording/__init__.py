"""Boards on disk: written a second at a time by the collector, played back as a source like any other."""
