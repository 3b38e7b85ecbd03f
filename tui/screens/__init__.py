"""Screens: where panes stand at each size, which keys do what, and the frame clock."""
