"""Public data that is not an exchange: total market capitalisation and spot-ETF flows. No keys."""
