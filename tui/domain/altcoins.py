"""What the cascades of altcoins are computed from: the same whichever venue answers."""

LEADER = "BTC"
"""The asset against whose bars the altcoins' are held."""

BARS = 2016
"""Five-minute bars: seven days."""
