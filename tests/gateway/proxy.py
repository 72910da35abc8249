"""The proxy of production, with the settings that the compose file gives it."""

import os
import shutil
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]


def find_caddy() -> str:
    path = shutil.which("caddy")
    if path is None and os.environ.get("CI"):
        pytest.fail("There is no caddy, and on CI there must be one.")
    if path is None:
        pytest.skip("There is no caddy on this machine; .ci/run installs one.")
    return path


def caddyfile(address: str, upstream: str) -> str:
    """The settings of the compose file, for another address and another web server."""
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    content = str(compose["configs"]["caddyfile"]["content"])
    return content.replace("${NORMSITE_DOMAIN}", address).replace("web:8000", upstream)
