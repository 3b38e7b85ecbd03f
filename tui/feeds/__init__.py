"""Feeds kept alive: poll and stream loops, backoff, breakers, watchdogs; every change of state is an Event."""
