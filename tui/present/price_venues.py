"""Each venue's price beside the median, and what the tokens are worth that prices are quoted in."""

from tui.domain.board import Price, PriceVenue
from tui.present import figures
from tui.present.reading import Reading, age_tone
from widgets.view.price import PriceVenueRow
from widgets.view.text import ABSENT, NOTHING, Line, Tone, named


def price_venues(reading: Reading) -> tuple[PriceVenueRow, ...]:
    """Highest first."""
    price = reading.part.price
    return tuple(_row(reading, each, price.usd) for each in sorted(price.venues, key=lambda venue: -venue.usd))


def _row(reading: Reading, venue: PriceVenue, median_usd: float | None) -> PriceVenueRow:
    age_s = reading.age_s(venue.age_s)
    tone = age_tone("price", age_s)
    away = ABSENT if not median_usd else figures.signed_percent((venue.usd / median_usd - 1) * 100, 3)
    return PriceVenueRow(
        venue=figures.venue_name(venue.venue),
        price=named("price", (f"{venue.usd:,.1f}" if venue.usd >= 1000 else figures.price(venue.usd), tone)),
        quote=(venue.quote, Tone.DIM),
        away=named("spread", away),
        age=NOTHING if age_s is None else (figures.age(age_s), tone),
    )


def price_tokens(price: Price) -> tuple[Line, ...]:
    """Such as "USDT $0.9998"."""
    return tuple(((f"{name} ", Tone.DIM), (f"${usd:.4f}", Tone.TEXT)) for name, usd in price.dollars_a_token.items())
