"""Events become bounded state, and state becomes the Board."""
