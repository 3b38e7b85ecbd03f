"""Drawing: a view and a size become lines of toned text, with no terminal and no application."""
