"""Reading a request as far as a finished page can answer it."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache

from django.conf import settings
from django.http import parse_cookie

from normsite.gateway.environ import Scope

Key = tuple[bytes, bool, str]

IDENTITY = b"identity"
CODINGS = (b"br", b"zstd", b"gzip")  # the best first
_HEADERS = {
    b"host": "host",
    b"x-forwarded-proto": "scheme",
    b"accept-encoding": "accepts",
    b"if-none-match": "known",
    b"if-modified-since": "since",
    b"cookie": "cookies",
}


@dataclass(frozen=True)
class Asked:
    """What is asked, by somebody of whom this site knows nothing."""

    path: str
    host: bytes = b""
    scheme: bytes = b""
    accepts: bytes = b""
    known: bytes = b""
    since: bytes = b""
    cookies: bytes = b""

    @property
    def key(self) -> Key:
        """Pages differ by host and scheme, since Django looks at both before it answers; but only as far as it does: nobody
        shall fill the memory by making up more of them."""
        name, _, port = self.host.rpartition(b":")
        host = name if port.isdigit() else self.host
        return host.lower().removesuffix(b"."), self.scheme == b"https", self.path

    @property
    def is_personal(self) -> bool:
        """Whether this browser has a session here, or is to be told something. Read as Django reads it: a cookie that it found
        and we did not would put somebody's own page before everybody."""
        return bool(self.cookies) and not _own_cookies().isdisjoint(parse_cookie(self.cookies.decode(errors="replace")))

    @property
    def coding(self) -> bytes:
        """The best that both sides know (RFC 9110, section 12.5.3)."""
        weights = (one.partition(b";") for one in self.accepts.lower().split(b","))
        taken = {name.strip() for name, _, weight in weights if not _is_nought(weight)}
        return next((coding for coding in CODINGS if coding in taken), IDENTITY)

    def has(self, etag: str, since: float) -> bool:
        """Whether the reader has this very page already (RFC 9110, section 13.2.2)."""
        if self.known:
            tags = {one.strip().removeprefix(b"W/") for one in self.known.split(b",")}
            return b"*" in tags or etag.encode() in tags
        try:
            return bool(self.since) and parsedate_to_datetime(self.since.decode("latin-1")).timestamp() >= int(since)
        except (ValueError, OverflowError):  # no date at all, or one with numbers beyond all bounds
            return False


def asked_for(scope: Scope) -> Asked | None:
    """What a copy may answer: something to be read, without a query, by somebody who has no session here."""
    if scope["method"] not in ("GET", "HEAD") or scope["query_string"]:
        return None
    headers: dict[str, bytes] = {}
    for name, value in scope["headers"]:
        if name in _HEADERS:
            earlier = headers.get(_HEADERS[name])
            headers[_HEADERS[name]] = value if earlier is None else earlier + (b"; " if name == b"cookie" else b", ") + value
    asked = Asked(scope["path"], **headers)
    return None if asked.is_personal else asked


@cache
def _own_cookies() -> frozenset[str]:
    return frozenset({settings.SESSION_COOKIE_NAME, "messages"})


def _is_nought(weight: bytes) -> bool:
    """A weight of zero: none of it, please."""
    return weight.replace(b" ", b"").rstrip(b"0") in (b"q=", b"q=.", b"q=0.")
