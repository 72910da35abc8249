"""Bring database and static files up to date, and nothing more than that: a second run skips what has not changed."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from normsite.launcher.home import CannotStart, Home

PROJECT = Path(__file__).resolve().parent.parent.parent


def fingerprint(paths: Iterable[Path]) -> str:
    """Names, sizes and times of files, as one digest."""
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(paths) if path.is_file()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def manage(env: Mapping[str, str], *words: str) -> str:
    """Run one management command; its output, or CannotStart with it."""
    done = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *words], env=env, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"`manage.py {' '.join(words)}` failed:\n{(done.stderr or done.stdout).strip()[-3000:]}")
    return done.stdout


def migrate(home: Home, env: Mapping[str, str]) -> bool:
    """Apply migrations, unless the same ones were applied to the same database before; True when it did."""
    migrations = [path for path in PROJECT.glob("**/migrations/*.py") if ".venv" not in path.parts]
    state = fingerprint([*migrations, PROJECT / "requirements.txt"]) + env["DATABASE_URL"]
    if home.is_current("migrated", state):
        return False
    manage(env, "migrate", "--noinput")
    home.mark_current("migrated", state)
    return True


def collect_static(home: Home, env: Mapping[str, str]) -> bool:
    """Gather static files under names that tell their content; True when something had changed."""
    state = fingerprint([*(PROJECT / "static").rglob("*"), PROJECT / "requirements.txt"])
    if home.is_current("static", state):
        return False
    manage(env, "collectstatic", "--noinput", "--clear", "-v", "0")
    home.mark_current("static", state)
    return True


def load_demonstration(home: Home, env: Mapping[str, str]) -> bool:
    """Load the demonstration into an empty database, once; True when it did. NORMSITE_DEMO=0 says never."""
    if os.environ.get("NORMSITE_DEMO", "1") == "0" or home.is_current("demonstration", env["DATABASE_URL"]):
        return False
    manage(env, "demo", "--if-empty")
    home.mark_current("demonstration", env["DATABASE_URL"])
    return True
