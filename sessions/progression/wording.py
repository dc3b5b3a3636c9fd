"""Numbers as people say them, for the one plain sentence of a finding."""

_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def number(count: int) -> str:
    """Up to twelve in words ("nine"), above in digits; 0 is "no"."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else str(count)


def counted(count: int, thing: str) -> str:
    """A count with its noun: "nine days", "one day"."""
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"


def times(count: int) -> str:
    """ "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def points(rise: float) -> str:
    """Pain points: "1 point", "2 points", "1.6 points"."""
    shown = f"{rise:.1f}".removesuffix(".0")
    return f"{shown} point{'' if shown == '1' else 's'}"


def percent(share: float) -> str:
    """A share of one as whole per cent: 0.38 is "38 %"."""
    return f"{share * 100:.0f} %"


def a_week(sessions: float) -> str:
    """How often somebody usually trains: "three sessions a week", "two or three sessions a week"."""
    whole = int(sessions)
    if sessions == whole:
        return f"{counted(whole, 'session')} a week"
    return f"{number(whole)} or {counted(whole + 1, 'session')} a week" if whole else "under one session a week"
