"""View models: frozen, comparable, and already in words; a widget formats no money and knows no venue."""
