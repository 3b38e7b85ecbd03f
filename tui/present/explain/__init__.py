"""Board -> the page that explains a pane: the formula of each figure with its numbers, inputs and conventions."""
