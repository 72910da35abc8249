"""Limits on public forms: counters in the cache, by network and by browser session.

With the cache gone everything is allowed: a limit is a convenience of ours, a comment is a right of theirs.
"""

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from normsite.errors import Refused


class TooMany(Refused):
    """Asked too often. `seconds` says when to try again; answered with status 429 and `Retry-After`."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            "Many forms came from your network or browser within a short time, so this one was not taken.",
            f"Nothing you typed is lost. Send it again in {minutes} minute{'' if minutes == 1 else 's'}.",
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Limit:
    """At most `most` in each window of `seconds`."""

    name: str
    most: int
    seconds: int

    def spend(self, who: str) -> None:
        """Count one for `who`, or raise `TooMany`."""
        now = int(time.time())
        window = now // self.seconds
        key = f"throttle:{self.name}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # the counter expired between the two calls
            return
        if count > self.most:
            raise TooMany((window + 1) * self.seconds - now)


def network(request: HttpRequest) -> str:
    """The sender's network: the /24 of an IPv4 address, the /56 of an IPv6 one. Never stored, only counted by its hash."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    prefix = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def address_of(request: HttpRequest) -> str:
    """The address that the outermost proxy of ours has seen; what a client writes before it is not believed."""
    proxies: int = settings.PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
