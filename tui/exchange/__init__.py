"""The only door to ccxt: venues whose frames become Events."""
