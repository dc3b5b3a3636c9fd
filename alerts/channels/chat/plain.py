"""What other people wrote, such that no chat service takes it for more than text.

An athlete chooses a name, a receiver its answers. In rooms of some services `@everyone` rings all phones, `[x](url)`
is a link that hides where it leads, and a lone `<` makes Telegram refuse the whole message.
"""

from __future__ import annotations

UNJOINED = "\N{ZERO WIDTH SPACE}"  # unseen, and what stands on both sides of it is not one word any more
LOOKS_LIKE = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        "&": "\N{FULLWIDTH AMPERSAND}",
        "[": "(",
        "]": ")",
        "`": "'",
        "@": f"@{UNJOINED}",
    }
)


def plain(text: str) -> str:
    """The text on one line, without mentions, links and marks of any service's."""
    return " ".join(text.split()).translate(LOOKS_LIKE).replace("://", f":{UNJOINED}//")
