"""Where a webhook may go: to public addresses alone, over TLS.

Who adds an endpoint chooses what our worker connects to, and the worker stands beside servers that nobody outside reaches. So
the name is resolved once, all its addresses are looked at, and the connection goes to one of these and never to the name again:
a name whose address changes between looking and connecting gains nothing.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from normsite.foundation.errors import Refused

PORTS = {443, 8443}
HTTPS = "https"

# Networks that Python counts as public and that lead, or may lead, elsewhere: special purposes (RFC 6890), 6to4 (RFC 7526),
# protocols and tunnels (RFC 2928), documentation (RFC 9637). Addresses that hold an IPv4 address (mapped, NAT64) lie outside
# 2000::/3, from which all public IPv6 addresses are given.
_NOT_PUBLIC = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))
_PUBLIC_6 = ip_network("2000::/3")


class NotPublic(Exception):
    """The host has no address, or one that is not public. Which of both is not told: it would say what names are inside."""


@dataclass(frozen=True)
class Destination:
    """An endpoint's address, read. `host` is in ASCII, `path` with the query."""

    is_secure: bool
    host: str
    port: int
    path: str


def read_url(url: str) -> Destination:
    """Refuses, with a sentence, what is no address of an endpoint. Whether it is public is seen when something is sent."""
    if any(sign <= " " or sign in "\\\x7f" for sign in url):
        raise Refused("The address holds a space or another sign that no address has.", "Copy it again.")
    try:
        parts, port = urlsplit(url), urlsplit(url).port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except ValueError as problem:  # a UnicodeError is one too
        raise Refused("This is no address.", "It looks like https://example.org/hooks.") from problem
    if not host or "%" in host:
        raise Refused("The address names no host.", "It looks like https://example.org/hooks.")
    _check(parts, port, host)
    is_secure = parts.scheme == HTTPS
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Destination(is_secure, host, port or (443 if is_secure else 80), path)


def _check(parts: SplitResult, port: int | None, host: str) -> None:
    if parts.username is not None or parts.password is not None:
        raise Refused("The address holds a name or a password.", "Leave them out: each message is signed instead.")
    if parts.fragment:
        raise Refused("What follows # is never sent.", "Leave it out.")
    if parts.scheme != HTTPS and not (settings.WEBHOOKS_ANYWHERE and parts.scheme == "http"):
        raise Refused("Messages are sent by HTTPS alone.", "Give an address that begins with https://.")
    if settings.WEBHOOKS_ANYWHERE:
        return
    if port not in {None, *PORTS}:
        raise Refused(f"Nothing is sent to port {port}.", "Use 443 or 8443.")
    with suppress(ValueError):  # a name, which is looked up when something is sent
        if not is_public(str(ip_address(host))):
            raise Refused("This address is not a public one.", "Messages are sent through the internet alone.")


def addresses_of(destination: Destination) -> list[str]:
    """The addresses to connect to; all of them are public."""
    try:
        found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise NotPublic from problem
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not settings.WEBHOOKS_ANYWHERE and not all(map(is_public, addresses)):
        raise NotPublic
    return addresses


def is_public(address: str) -> bool:
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or ip.is_reserved or any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.version == 4 or ip in _PUBLIC_6
