"""Binance's stream frames: one event or an array of them, bare (`/ws`) or in the envelope of `/stream`."""

from collections.abc import Iterator

import msgspec

from tui.domain.text import clean


class _Opening(msgspec.Struct):
    """As much of an object as says what it is: an event, or an envelope around one or many."""

    e: str = ""
    stream: str = ""
    data: msgspec.Raw = msgspec.Raw()


class _Error(msgspec.Struct):
    code: int = 0
    msg: str = ""


class _Reply(msgspec.Struct):
    """The answer to SUBSCRIBE: `{"result": null, "id": 1}`, or an error."""

    error: _Error | None = None


_reply = msgspec.json.Decoder(_Reply)
_array = msgspec.json.Decoder(list[msgspec.Raw])
_opening = msgspec.json.Decoder(_Opening)


def frame_events(frame: str | bytes) -> Iterator[tuple[str, bytes]]:
    """Name ("24hrTicker", "forceOrder"; "" for an acknowledgement) and JSON of each event in a frame.

    A frame that is not JSON raises msgspec.DecodeError; a single bad entry of an array is left out.
    """
    if frame[:1] not in ("{", b"{") and frame.lstrip()[:1] in ("[", b"["):
        for entry in _array.decode(frame):
            try:
                yield _opening.decode(entry).e, bytes(entry)
            except msgspec.DecodeError:
                continue
        return
    opening = _opening.decode(frame)
    if opening.stream and opening.data:
        yield from frame_events(bytes(opening.data))
    else:
        yield opening.e, frame if isinstance(frame, bytes) else frame.encode()


def refusal(reply: bytes) -> str | None:
    """Why a subscription was refused, clean; None where it was not. ccxt leaves its watchers waiting then."""
    error = _reply.decode(reply).error
    return None if error is None else clean(f"{error.msg or 'refused'} (code {error.code})", 90)
