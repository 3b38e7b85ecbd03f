"""What cannot be fetched again, in SQLite: liquidations, samples of open interest, funding and volatility, and gaps."""
