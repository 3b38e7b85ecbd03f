"""The meter's own judgement: what a screen shows, and the bytes that a change needs at least."""

from tests.bench.screen import LeastWriter, Screen


def _least(before: str, after: str) -> int:
    screen = Screen(20, 3)
    least = LeastWriter(screen)
    screen.feed(before)
    least.frame()
    screen.feed(after)
    return least.frame()


def test_a_screen_shows_what_was_written_also_in_pieces() -> None:
    screen = Screen(8, 2)
    for piece in ("\x1b[2;3Hab\x1b[3", "1mc\x1b[0m\x1b[1;1H", "xyz\x1b[1;2H\x1b[K"):
        screen.feed(piece)
    assert screen.text == "x       \n  abc   "
    assert screen.rows[1][4].style.foreground == "31"


def test_what_is_written_again_needs_nothing() -> None:
    assert _least("\x1b[1;1Habc", "\x1b[1;1Habc") == 0


def test_one_changed_cell_needs_a_move_and_a_character() -> None:
    assert _least("\x1b[1;1Habc\x1b[3;1H", "\x1b[2;5Hx") == len("\x1b[2;5Hx")


def test_a_short_gap_is_written_again_where_that_is_cheaper() -> None:
    assert _least("\x1b[1;1Habcd", "\x1b[1;1HA\x1b[1;4HD") == len("\rAbcD")


def test_a_change_of_colour_is_counted() -> None:
    assert _least("\x1b[2;2Hx", "\x1b[2;2H\x1b[31mx\x1b[m") == len("\x1b[D\x1b[31mx")
