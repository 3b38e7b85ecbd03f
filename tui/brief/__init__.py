"""The market in prose: writes the brief from a Board, and holds other people's briefs against it."""
