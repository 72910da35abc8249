"""A real caddy with the settings that docker-compose.yml gives the proxy, before a site on this machine."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from normsite.launcher.processes import launch
from tests.load.site import PROJECT

UPSTREAM = "web:8000"
DOMAINS = ("${NORMSITE_DOMAIN}", "{$NORMSITE_DOMAIN}")


@contextmanager
def caddy(upstream: int, port: int, folder: Path) -> Iterator[int]:
    """Caddy on `port` before the site on port `upstream`, until the end; its port."""
    program = shutil.which("caddy")
    if not program:
        raise SystemExit("There is no caddy on this machine; on Debian: apt install caddy.")
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    settings = folder / "Caddyfile"
    settings.write_text(caddyfile(compose, f"http://127.0.0.1:{port}", f"127.0.0.1:{upstream}"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    command = [program, "run", "--adapter", "caddyfile", "--config", str(settings)]
    child = launch("caddy", command, log=folder / "caddy.log", environment=environment, folder=folder)
    try:
        _await(port, child.last_words)
        yield port
    finally:
        child.stop()


def caddyfile(compose: Mapping[str, Any], site: str, upstream: str) -> str:
    """The proxy's own settings, with another address in place of the domain and of the container; no port for its keeper.

    A file without settings of its own starts `caddy reverse-proxy`, which is one line of a Caddyfile.
    """
    told = [content["content"] for content in compose.get("configs", {}).values() if UPSTREAM in content.get("content", "")]
    words = told[0].replace("$$", "$") if told else f"{DOMAINS[0]} {{\n\treverse_proxy {UPSTREAM}\n}}\n"
    for domain in DOMAINS:
        words = words.replace(domain, site)
    words = words.replace(UPSTREAM, upstream)
    if words.lstrip().startswith("{"):
        return words.replace("{", "{\n\tadmin off", 1)
    return "{\n\tadmin off\n}\n" + words


def _await(port: int, last_words: Any) -> None:
    for _ in range(100):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"caddy gave no answer:\n{last_words()}")
