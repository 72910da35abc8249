"""Whole numbers as forms and addresses name them."""

LONGEST = 18  # digits; every number of ours is shorter, and Python refuses to read one of thousands


def whole(words: str) -> int | None:
    """The number, or None where there is none or none of ours."""
    return int(words) if words.isdecimal() and len(words) <= LONGEST else None
