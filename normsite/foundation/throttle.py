"""Limits on public forms: buckets in the cache, which fill again drop by drop (docs/decisions/0007-limits.md).

Look before, outside any transaction; spend what was taken, after its commit. With the cache gone everything is allowed: a
limit is a convenience of ours, a comment is a right of theirs.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from normsite.foundation.cache import ForgivingRedisCache
from normsite.foundation.errors import Refused

LAST_MINUTE = timedelta(minutes=1)
Answer = TypeVar("Answer", bound=HttpResponse)

# The generic cell rate algorithm: for each bucket its key keeps the microsecond at which it will be full again. All buckets are
# looked at, or spent from, in one round trip, by the server's own clock. A bucket owes at most as much as it holds, so that
# what was spent without asking delays nothing by more than the time in which it fills.
_BUCKETS = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local waits = {}
for i, key in ipairs(KEYS) do
  local most, drop = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local full = math.max(tonumber(redis.call('GET', key) or 0), now)
  waits[i] = math.max(full + drop - most * drop - now, 0)
  if ARGV[1] == 'spend' then
    full = math.min(full + drop, now + 2 * most * drop)
    redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
  end
end
return waits
"""


class TooMany(Refused):
    """Asked too often. `seconds` says when to try again; answered with status 429 and `Retry-After` (`ask_to_wait`)."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__(
            "Many forms came from your network or browser within a short time, so this one was not taken.",
            f"Nothing you typed is lost. Send it again in {spoken(self.seconds)}.",
        )


def spoken(seconds: int) -> str:
    """How long to wait, for people: never shorter than it is, and from two minutes on in whole ones."""
    number, unit = (seconds, "second") if seconds < 120 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Limit:
    """`most` at once, and on average `most` in `seconds`: a bucket, of which everybody who is counted has their own."""

    name: str
    most: int
    seconds: int

    def of(self, who: str) -> "Bucket":
        return Bucket(self, who)


@dataclass(frozen=True)
class Bucket:
    """What is left of a limit to one browser, network or thing; the cache knows it only by a hash."""

    limit: Limit
    who: str

    @property
    def key(self) -> str:
        return f"throttle:{self.limit.name}:{hashlib.sha256(self.who.encode()).hexdigest()[:32]}"


def look(*buckets: Bucket) -> list[float]:
    """For each bucket the seconds until it holds something again, 0 where it does. Nothing is spent."""
    return _run("look", buckets)


def spend(*buckets: Bucket) -> None:
    """Take one from each bucket, also from an empty one. To be called once something was taken in, not before."""
    _run("spend", buckets)


def _run(act: str, buckets: tuple[Bucket, ...]) -> list[float]:
    if not buckets:
        return []
    sizes = [size for one in buckets for size in (one.limit.most, one.limit.seconds * 1_000_000 // one.limit.most)]
    cache = cast(ForgivingRedisCache, caches["default"])
    waits = cache.run(_BUCKETS, [bucket.key for bucket in buckets], [act, *sizes])
    return [0.0] * len(buckets) if waits is None else [wait / 1_000_000 for wait in waits]


def refuse_if_there_is_time(seconds: float, *, now: datetime, until: datetime) -> None:
    """Raise `TooMany` where the sender has to wait some seconds and more than the last minute before `until` is left then."""
    if seconds and now + timedelta(seconds=math.ceil(seconds)) + LAST_MINUTE < until:
        raise TooMany(seconds)


def ask_to_wait(response: Answer, refused: TooMany) -> Answer:
    """Make a page, or an answer of the interface, the one that says when to come back: every 429 of ours is made here."""
    response.status_code = 429
    response["Retry-After"] = str(refused.seconds)
    return response


def browser(request: HttpRequest) -> str:
    """The sender's browser, by its session; one that has none is counted with all the others of its network."""
    return request.session.session_key or network(request)


def network(request: HttpRequest, *, of_ipv4: int = 24, of_ipv6: int = 56) -> str:
    """The sender's network, by so many leading bits of the address. Never stored, only counted by its hash."""
    return network_of(address_of(request), of_ipv4=of_ipv4, of_ipv6=of_ipv6)


def network_of(told: str, *, of_ipv4: int = 24, of_ipv6: int = 56) -> str:
    """The network of an address; what is none is of an unknown one."""
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    bits = of_ipv4 if address.version == 4 else of_ipv6
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def address_of(request: HttpRequest) -> str:
    return outermost(request.headers.get("X-Forwarded-For", ""), str(request.META.get("REMOTE_ADDR", "")))


def outermost(forwarded: str, remote: str) -> str:
    """The address that the outermost proxy of ours has seen; what a client writes before it is not believed."""
    proxies: int = settings.PROXIES
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    return seen[-proxies] if proxies and len(seen) >= proxies else remote
