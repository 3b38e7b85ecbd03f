"""The scripted tour: every documented key, pressed in a real terminal, also over a real SSH connection."""
