"""`python -m normsite.launcher` is what `make run` runs; `… manage COMMAND` gives manage.py the servers that run."""

import hashlib
import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from normsite.launcher import ports
from normsite.launcher.console import complain, say, step
from normsite.launcher.database import PROJECT, Contents, manage
from normsite.launcher.errors import CannotStart
from normsite.launcher.folder import Folder
from normsite.launcher.processes import await_ready
from normsite.launcher.servers import Servers, servers
from normsite.launcher.site import Site, StaticFiles
from normsite.launcher.supervision import Service, Stopped, deaf_to_signals, stop_services, stopped_by_signals, watch

DEFAULT_PORT = "8000"


def main(words: list[str]) -> int:
    try:
        folder = Folder(Path(os.environ.get("NORMSITE_DATA") or PROJECT / ".normsite"))
        if words[:1] == ["manage"]:
            return run_manage(folder, words[1:])
        with stopped_by_signals(), folder.locked():
            run(folder)
    except Stopped:
        say("Everything has stopped; nothing is lost.")
    except CannotStart as hindrance:
        complain(f"\n{hindrance}")
        return 1
    return 0


def run(folder: Folder) -> None:
    """Start everything and watch over it; in the end stop all of it, the last first."""
    with ExitStack() as ending:
        try:
            start_and_watch(folder, ending)
        finally:
            deaf_to_signals()


def start_and_watch(folder: Folder, ending: ExitStack) -> None:
    """Start everything in order, say where it is, and watch over it. `ending` learns how to stop each thing."""
    began = time.monotonic()
    host = os.environ.get("NORMSITE_BIND") or "127.0.0.1"
    port = choose_port(host)
    environment = environment_for(folder, port)
    static = StaticFiles(folder, environment)
    ending.callback(static.stop)
    with step(starting()):
        stores = ending.enter_context(servers(folder))
    environment |= stores.environment
    remember(folder, environment)
    contents = fill(folder, stores, environment)
    static.finish()
    site = Site(folder, environment, host, port)
    services: list[Service] = []
    ending.callback(stop_services, services)
    with step("Starting web, worker and beat"):
        for start in (site.web, site.worker, site.beat):
            services.append(Service(start, start()))
        await_ready(services[0].child, site.answers)
    welcome(folder, environment, contents, time.monotonic() - began)
    ending.callback(say, "\nStopping …")
    watch(stores.children, services)


def starting() -> str:
    """Which servers are ours to start, and which are named."""
    names = {"DATABASE_URL": "PostgreSQL", "REDIS_URL": "Redis"}
    ours = [server for name, server in names.items() if not os.environ.get(name)]
    named = [name for name in names if os.environ.get(name)]
    said = [f"Starting {' and '.join(ours)}"] if ours else []
    said += [f"Using what {' and '.join(named)} say" + ("s" if len(named) == 1 else "")] if named else []
    return ". ".join(said)


def choose_port(host: str) -> int:
    wanted = os.environ.get("NORMSITE_PORT") or DEFAULT_PORT
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise CannotStart(f"NORMSITE_PORT is {wanted!r}; it must be a number from 1 to 65535.")
    port = ports.choose(int(wanted), host)
    if port != int(wanted):
        say(f"  Port {wanted} is taken by another program, so Normsite listens on {port}.")
    return port


def environment_for(folder: Folder, port: int) -> dict[str, str]:
    """What Django reads; what the person has set is never changed."""
    ours = {
        "NORMSITE_DATA": str(folder.path),
        "NORMSITE_BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"file://{folder.mail}",
        "DJANGO_SETTINGS_MODULE": "normsite.settings",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or folder.secret_key(),
    }
    return ours | {name: value for name, value in os.environ.items() if value}


def fill(folder: Folder, stores: Servers, environment: dict[str, str]) -> Contents:
    """Tables and demonstration; the marks of our own database lie beside it, so that they go when it goes."""
    if stores.postgres:
        contents = Contents(folder, stores.postgres.place, environment, own=True)
        contents.prepare(new=not contents.migrated.exists())
        return contents
    name = hashlib.sha256(environment["DATABASE_URL"].encode()).hexdigest()[:12]
    marks = folder.path / f"database-{name}"
    marks.mkdir(mode=0o700, exist_ok=True)
    contents = Contents(folder, marks, environment, own=False)
    contents.prepare(new=contents.is_empty())
    return contents


def welcome(folder: Folder, environment: dict[str, str], contents: Contents, seconds: float) -> None:
    say(f"\nNormsite is ready after {seconds:.1f} s:  {environment['NORMSITE_BASE_URL']}/\n")
    if accounts := contents.demonstration_accounts():
        say(accounts + "\n")
    if environment["EMAIL_URL"].startswith("file:"):
        say(f"Mail is not sent but written to {folder.mail}")
    say(f"Logs are in {folder.logs}")
    say("Ctrl-C stops everything and keeps the data.")


def remember(folder: Folder, environment: dict[str, str]) -> None:
    """Note how to reach the servers, for `make manage`."""
    names = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY", "EMAIL_URL", "NORMSITE_BASE_URL", "NORMSITE_DATA")
    path = folder.path / "environment.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({name: environment[name] for name in names if name in environment}))


def run_manage(folder: Folder, words: list[str]) -> int:
    """Become manage.py with the servers of the site that runs from this folder."""
    path = folder.path / "environment.json"
    if not path.exists():
        raise CannotStart("Nothing has run from this folder yet. Start the site with `make run`, then try again.")
    command = manage(*words)
    os.execve(command[0], command, json.loads(path.read_text()) | os.environ)  # noqa: S606 - no shell: our own manage.py, with the words of whoever runs it
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
