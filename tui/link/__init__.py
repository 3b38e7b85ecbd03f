"""How a Board crosses from the collector to a pane: a unix socket, and the sources that a screen reads."""
