"""The paper market: a seeded world behind a loopback server that speaks the exchanges' own wire formats."""
