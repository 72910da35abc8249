"""Where an address that somebody typed leads, read as a browser reads it (https://url.spec.whatwg.org/)."""

import re
from dataclasses import dataclass

from normsite.foundation.errors import Refused

OUTSIDE = "nofollow noopener"  # the `rel` of every link to somewhere else

_AROUND = "".join(map(chr, range(0x21)))
_DROPPED = re.compile("[\t\n\r]")
_SLASHES = "/\\"
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the one form that every browser, on whatever page, reads alike."""

    href: str

    @property
    def outside(self) -> bool:
        """Whether it leads to another site, for all we know; a whole address of our own is not told apart."""
        return not self.href.startswith(("/", "#"))


def read_address(written: str) -> Address | None:
    """A path of ours, a place in the page, or an address on the web or of mail; None where it leads nowhere from here.

    Browsers drop controls and blanks around an address, and tabs and line ends within; `\\` is as good as `/`, and two of
    them begin with a host, with or without a scheme before them.
    """
    address = _DROPPED.sub("", written.strip(_AROUND))
    if scheme := _SCHEME.match(address):
        return _of_scheme(scheme[1].lower(), address[scheme.end() :])
    if address.startswith("#"):
        return Address(address)
    if address[:1] not in _SLASHES or not address:
        return None
    return _on_web("https", address) if address[1:2] and address[1] in _SLASHES else Address(f"/{address[1:]}")


def check_address(url: str, what: str) -> None:
    """Refuse what is no address on the web as it would stand in a link; an empty one passes. `what` is whose address it is."""
    address = read_address(url)
    if url and (address is None or address.href != url or not url.startswith(("https://", "http://")) or url.split() != [url]):
        raise Refused(f"The address of {what} leads nowhere.", "Give one that starts with https:// or http://.")


def _of_scheme(scheme: str, rest: str) -> Address | None:
    if scheme in ("http", "https"):
        return _on_web(scheme, rest)
    return Address(f"mailto:{rest}") if scheme == "mailto" and rest else None


def _on_web(scheme: str, rest: str) -> Address | None:
    host = rest.lstrip(_SLASHES)
    return Address(f"{scheme}://{host}") if host else None
