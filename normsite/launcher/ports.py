"""Choosing the port of the web server."""

import socket

from normsite.launcher.errors import CannotStart

TRIES = 100


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether we can listen there, and nobody answers on the other address that `localhost` may mean."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return not _answers_on_ipv6(port)


def _answers_on_ipv6(port: int) -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.create_connection(("::1", port), timeout=0.2):
            return True
    except OSError:
        return False


def choose(wanted: int, host: str = "127.0.0.1") -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if is_free(port, host):
            return port
    raise CannotStart(f"None of the ports from {wanted} on is free. Set NORMSITE_PORT to another.")
