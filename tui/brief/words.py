"""Numbers as a market note writes them."""


def dollars(value: float) -> str:
    """ "$3.54 trillion", "$572 million", "$106,300", "$3.42"; negative amounts as "-$755 million"."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    for unit, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= unit * 0.9995:
            return f"{sign}${size / unit:.3g} {word}"
    return f"{sign}${size:,.0f}" if size >= 100 else f"{sign}${size:,.2f}"


def price(value: float) -> str:
    """A price in full: "$106,300" or "$0.1742"."""
    return f"${value:,.0f}" if value >= 1000 else f"${value:,.2f}" if value >= 1 else f"${value:.4g}"


def percent(value: float, signed: bool = False) -> str:
    """ "3.9%", or "+3.9%" where the sign tells something."""
    return f"{value:+.1f}%" if signed else f"{value:.1f}%"


def share(value: float) -> str:
    """A share of 0..1 in whole percent: "76%"."""
    return f"{value * 100:.0f}%"


def age(seconds: float | None) -> str:
    """ "4 s", "12 min", "3 h", "2 d"; "age unknown" for None."""
    if seconds is None:
        return "age unknown"
    for unit, word in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {word}"
    return f"{seconds:.0f} s"


def venues(names: list[str]) -> str:
    """ "binance, okx and bybit", in order and each once."""
    once = list(dict.fromkeys(names))
    return " and ".join([", ".join(once[:-1]), once[-1]] if len(once) > 1 else once)
