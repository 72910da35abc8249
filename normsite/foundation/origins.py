"""Whether a form stood on a page of ours, by what the browser says of it."""

from collections.abc import Callable
from urllib.parse import urlsplit


def is_from_here(header: Callable[[str], str], *own: str) -> bool:
    """Whether the browser says that the form stood on a page of one of these origins; `header` is empty for what wasn't sent.

    Every browser of today says it: in `Sec-Fetch-Site`, or at least in the `Origin` that it sends with each form. What says
    nothing is a program, or an old browser that could be made to send anything: it is not believed.
    """
    told = header("Sec-Fetch-Site")
    if told:
        return told == "same-origin"
    try:
        parts = urlsplit(header("Origin") or header("Referer"))
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in own
