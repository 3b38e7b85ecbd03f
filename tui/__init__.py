"""Floorline: a terminal monitor for the floor under a leveraged market."""

VERSION = "0.1.0"
"""The distribution's own (a test compares), which takes twenty times as long to ask importlib.metadata for."""
