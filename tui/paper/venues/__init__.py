"""One module per venue: the paper world in that venue's REST and WebSocket format."""
