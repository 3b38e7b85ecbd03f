"""Board -> one View per pane: numbers become words, units and tones here and nowhere else."""
