"""The sources that are no exchange, on paper: total market capitalisation and spot-ETF flows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tui.paper.noise import stream_key, uniform_at
from tui.paper.scenario import Overview
from tui.paper.venue import Request, Response, Session
from tui.paper.world import World

_COINGECKO, _COINPAPRIKA, _COINLORE = "api.coingecko.com", "api.coinpaprika.com", "api.coinlore.net"
_RAW = "raw.githubusercontent.com"
_SUPPLY_COIN = {"BTC": 19.94e6, "ETH": 120.7e6}
_NEW_YORK = ZoneInfo("America/New_York")
_REPORTED_HOUR = 20
"""New York's hour by which the last fund has reported the day."""
_TRADING_DAYS = 20
_LARGEST_FLOW_USD = {"BTC": 400e6, "ETH": 120e6}


def open_venue(world: World) -> "Sources":
    return Sources(world)


class Sources:
    """tui.paper.venue.PaperVenue of hosts without sockets."""

    name = "sources"
    hosts = frozenset({_COINGECKO, _COINPAPRIKA, _COINLORE, _RAW})

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers = {
            (_COINGECKO, "/api/v3/global"): self._coingecko,
            (_COINPAPRIKA, "/v1/global"): self._coinpaprika,
            (_COINLORE, "/api/global/"): self._coinlore,
        }

    async def rest(self, request: Request) -> Response:
        overview = self._world.scenario.overview
        answer = self._answers.get((request.host, request.path))
        if answer is not None:
            return Response(body=answer(overview))
        if request.host == _RAW and request.path.endswith("/etf-flows.csv"):
            return Response(body=self._etf_flows(overview), content_type="text/plain")
        return Response(body="404: Not Found", status=404, content_type="text/plain")

    def open(self, *_: object, **__: object) -> Session | None:
        return None

    def _cap_usd(self, overview: Overview) -> float:
        start_ms = self._world.timeline.start_ms
        return overview.cap_usd * self._world.price_usd("BTC") / self._world.price_usd("BTC", start_ms)

    def _change_pct(self, overview: Overview) -> float:
        return ((1 + overview.cap_change_24h_pct / 100) * self._cap_usd(overview) / overview.cap_usd - 1) * 100

    def _dominance_pct(self, overview: Overview) -> dict[str, float]:
        return {
            asset: coins * self._world.price_usd(asset) / self._cap_usd(overview) * 100
            for asset, coins in _SUPPLY_COIN.items()
        }

    def _coingecko(self, overview: Overview) -> object:
        return {
            "data": {
                "active_cryptocurrencies": 19_021,
                "markets": 1_412,
                "total_market_cap": {"btc": self._cap_usd(overview) / self._world.price_usd("BTC")}
                | {"usd": self._cap_usd(overview)},
                "market_cap_percentage": {
                    asset.lower(): share for asset, share in self._dominance_pct(overview).items()
                },
                "market_cap_change_percentage_24h_usd": self._change_pct(overview),
                "updated_at": self._world.now_ms() // 1000,
            }
        }

    def _coinpaprika(self, overview: Overview) -> object:
        return {
            "market_cap_usd": round(self._cap_usd(overview)),
            "bitcoin_dominance_percentage": round(self._dominance_pct(overview)["BTC"], 2),
            "cryptocurrencies_number": 11_203,
            "market_cap_change_24h": round(self._change_pct(overview), 2),
            "last_updated": self._world.now_ms() // 1000,
        }

    def _coinlore(self, overview: Overview) -> object:
        """An array of one row, percentages as text."""
        dominance = self._dominance_pct(overview)
        row = {
            "coins_count": 14_120,
            "total_mcap": self._cap_usd(overview),
            "btc_d": f"{dominance['BTC']:.2f}",
            "eth_d": f"{dominance['ETH']:.2f}",
            "mcap_change": f"{self._change_pct(overview):.2f}",
        }
        return [row]

    def _etf_flows(self, overview: Overview) -> str:
        """Twenty trading days; the last that was over at the start of the scenario is the one it states."""
        last = last_trading_date(self._world.timeline.start_ms)
        lines = ["date,asset,net_inflow_usd,source"]
        for number, day in enumerate(_trading_dates(last)):
            for asset, stated_usd in overview.etf_flow_usd.items():
                chance = uniform_at(stream_key(0, f"etf {asset}"), number)
                flow_usd = stated_usd if day == last else round(chance * _LARGEST_FLOW_USD[asset], -5)
                lines.append(f"{day.isoformat()},{asset},{flow_usd:.0f},paper")
        return "\n".join(lines) + "\n"


def last_trading_date(now_ms: int) -> date:
    """The newest weekday of New York whose funds have all reported by then."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(_NEW_YORK)
    day = now.date() if now.hour >= _REPORTED_HOUR else now.date() - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def _trading_dates(last: date) -> list[date]:
    """The last trading dates, oldest first."""
    dates: list[date] = []
    day = last
    while len(dates) < _TRADING_DAYS:
        if day.weekday() < 5:
            dates.append(day)
        day -= timedelta(days=1)
    return dates[::-1]
