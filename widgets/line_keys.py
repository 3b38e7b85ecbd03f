"""What editing keys do to a line of text: those of a shell."""


def edited(key: str, text: str, cursor: int) -> tuple[str, int] | None:
    """The text and cursor after an editing key; None for other keys."""
    before, after = text[:cursor], text[cursor:]
    match key:
        case "backspace" | "ctrl+h":
            return before[:-1] + after, max(cursor - 1, 0)
        case "delete" | "ctrl+d":
            return before + after[1:], cursor
        case "ctrl+w":
            kept = before.rstrip().rpartition(" ")
            before = kept[0] + kept[1]
            return before + after, len(before)
        case "ctrl+u":
            return after, 0
        case "ctrl+k":
            return before, cursor
        case "left" | "ctrl+b":
            return text, max(cursor - 1, 0)
        case "right" | "ctrl+f":
            return text, min(cursor + 1, len(text))
        case "home" | "ctrl+a":
            return text, 0
        case "end" | "ctrl+e":
            return text, len(text)
    return None
