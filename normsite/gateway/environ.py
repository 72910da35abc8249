"""A request as ASGI tells it, in the words of WSGI (PEP 3333)."""

import sys
from typing import Any

from normsite.foundation.left_out import BROKEN_OFF, NAME
from normsite.gateway.bodies import Body

Scope = dict[str, Any]


def header(scope: Scope, name: bytes) -> str:
    """The last header of this name, in lower case; empty without one."""
    for key, value in reversed(scope["headers"]):
        if key == name:
            return str(value, "latin-1")
    return ""


def environ_of(scope: Scope, body: Body) -> dict[str, Any]:
    """The WSGI environment. The body is whole, so its length is known even where the sender gave none.

    Headers with an underscore in their name are left out: in this notation they could pass for one with a hyphen.
    """
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope["headers"]:
        name = key.decode("latin-1").upper()
        if "_" not in name:
            _add(environ, "HTTP_" + name.replace("-", "_"), value.decode("latin-1"))
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    claimed = environ.pop("HTTP_CONTENT_LENGTH", "")
    # Of a body that was too long only a part was read: Django refuses it by what it claims, or by what there was.
    environ["CONTENT_LENGTH"] = (claimed or str(body.passed)) if body.cut else str(body.length)
    if body.left_out:
        environ[NAME] = body.left_out
        environ[BROKEN_OFF] = body.broken_off
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    """Headers given twice count as one with a comma; cookies with a semicolon (RFC 9110, section 5.3; RFC 9113, 8.2.3)."""
    earlier = environ.get(name)
    between = "; " if name == "HTTP_COOKIE" else ","
    environ[name] = value if earlier is None else earlier + between + value
