"""The monitor in a web browser on this machine, by textual-serve."""
