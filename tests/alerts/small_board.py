"""A Board with a few known values, one unknown one and its reason."""

from tui.domain import board as b


def board() -> b.Board:
    asset = b.AssetBoard(
        price=b.Price(usd=106_300.0, change_24h_pct=-2.5),
        drawdown=b.Drawdown(),
        levels=(b.Level(price_usd=107_000, kind="weekly_close", label="weekly close", state="armed"),),
        weekly=b.Weekly(closes_at_ms=1_762_732_800_000, closes_in_s=3600, distance_pct=-0.4),
        liquidations=b.Liquidations(),
        open_interest=b.OpenInterestBoard(deleveraging="no"),
        funding=b.FundingBoard(apr_pct=5.1),
        basis=b.Basis(notes={"apr_pct": "no dated future answered"}),
        options=b.Options(atm={"7": 58.1, "30": 52.4, "90": 51.0}),
        chart=b.Chart(),
    )
    return b.Board(
        as_of_ms=1_762_729_200_000,
        mode="demo",
        collector=b.CollectorInfo(version="0", uptime_s=1),
        assets={"BTC": asset},
        notes={"market": "no market-cap source"},
    )
