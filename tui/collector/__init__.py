"""The composition root of the collector process: venues, feeds, market, history and link, wired and closed here."""
