"""config.toml -> one frozen, validated model."""
