"""The web server of the container and its proxy run under the settings that were tried."""

import json
import re
import subprocess
from pathlib import Path

from normsite.launcher.site import SERVING
from tests.gateway.proxy import caddyfile, find_caddy

PROJECT = Path(__file__).parents[2]


def test_the_container_serves_as_the_launcher_does():
    command = (PROJECT / "Dockerfile").read_text().split("\nCMD ")[1].replace("\\\n", "")
    words = json.loads(command)
    where = words.index(SERVING[0])
    assert words[where : where + len(SERVING)] == SERVING
    assert words[-1] == "normsite.asgi:application"


def test_caddy_understands_the_settings_of_the_compose_file(tmp_path):
    (tmp_path / "Caddyfile").write_text(caddyfile("http://localhost:8999", "127.0.0.1:8998"))
    told = subprocess.run(
        [find_caddy(), "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    assert re.search(r'"read_header_timeout":\s*10000000000', told.stdout)
