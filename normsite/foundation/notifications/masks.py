"""An address for whoever must know that there is one, and at which mail server, but not whose it is."""

import re

_ADDRESS = re.compile(r"[^\s<>@;:,\"'()\[\]]{1,64}@(?=[\w.-])")


def masked(words: str) -> str:
    """`fay@readers.example` as `f…@readers.example`, wherever one stands in these words."""
    return _ADDRESS.sub(lambda found: f"{found[0][0]}…@", words)
