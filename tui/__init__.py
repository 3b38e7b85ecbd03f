"""Floorline: a terminal monitor for the floor under a leveraged market."""
