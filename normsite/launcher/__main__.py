"""`make run`: start everything, print where it is, stop everything on Ctrl-C."""

import os
import signal
import sys
import threading
import time
import urllib.request
from pathlib import Path

from normsite.launcher import preparing
from normsite.launcher.home import CannotStart, Home
from normsite.launcher.ports import free_port
from normsite.launcher.postgres import Postgres
from normsite.launcher.processes import Service, wait_until
from normsite.launcher.valkey import Valkey

WANTED_PORT = 8000
BIN = Path(sys.executable).parent


class Launcher:
    """The processes of one site, in the order in which they were started."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.services: list[Service] = []
        self.ending = threading.Event()
        self.env = os.environ | {
            "NORMSITE_DATA": str(home.folder),
            "SECRET_KEY": os.environ.get("SECRET_KEY") or home.secret_key,
            "EMAIL_URL": os.environ.get("EMAIL_URL") or f"file://{home.folder / 'mail'}",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        began = time.monotonic()
        self._choose_port()
        self._start_servers()
        self._prepare()
        say("Starting web, worker and beat")
        for service in (self._web(), self._worker(), self._beat()):
            service.start()
            self.services.append(service)
        if not wait_until(self._web_answers, self.services[-3], 60):
            raise CannotStart(f"The web server did not start. Its last words:\n{self.services[-3].last_words()}")
        self._announce(time.monotonic() - began)

    def _choose_port(self) -> None:
        wanted = int(os.environ.get("NORMSITE_PORT", WANTED_PORT))
        self.port = free_port(wanted)
        if self.port != wanted:
            say(f"Port {wanted} is taken, so Normsite listens on {self.port}")
        self.env.setdefault("NORMSITE_BASE_URL", f"http://localhost:{self.port}")

    def _start_servers(self) -> None:
        """PostgreSQL and Valkey at the same time, each only where no address of one is given."""
        servers: list[Postgres | Valkey] = []
        log, sockets = self.home.folder / "log", self.home.sockets
        if "DATABASE_URL" not in os.environ:
            first = not (self.home.folder / "postgres").exists()
            say("Starting PostgreSQL" + (" (making its database cluster, once)" if first else ""))
            postgres = Postgres(self.home.folder / "postgres", sockets, log / "postgres.log")
            self.env["DATABASE_URL"] = postgres.url
            servers.append(postgres)
        if "REDIS_URL" not in os.environ:
            say("Starting Valkey")
            valkey = Valkey(self.home.folder / "valkey", sockets, log / "valkey.log")
            self.env["REDIS_URL"], self.env["CELERY_BROKER_URL"] = valkey.url, valkey.broker_url
            servers.append(valkey)
        for server in servers:
            self.services.append(server.start())
        preparing.collect_static(self.home, self.env)
        for server in servers:
            server.wait()

    def _prepare(self) -> None:
        say("Bringing the database up to date")
        preparing.migrate(self.home, self.env)
        if preparing.load_demonstration(self.home, self.env):
            say("Loaded the demonstration")

    def _web(self) -> Service:
        command = [str(BIN / "granian"), "--interface", "wsgi", "--host", os.environ.get("NORMSITE_BIND", "127.0.0.1")]
        command += ["--port", str(self.port), "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers"]
        return Service("web", [*command, "normsite.wsgi:application"], self._log("web"), self.env)

    def _worker(self) -> Service:
        command = [str(BIN / "celery"), "-A", "normsite", "worker", "--concurrency", "2", "--loglevel", "info"]
        return Service("worker", [*command, "--without-gossip", "--without-mingle"], self._log("worker"), self.env)

    def _beat(self) -> Service:
        schedule = str(self.home.folder / "beat-schedule")
        command = [str(BIN / "celery"), "-A", "normsite", "beat", "--schedule", schedule, "--pidfile", ""]
        return Service("beat", [*command, "--loglevel", "info"], self._log("beat"), self.env)

    def _log(self, name: str) -> Path:
        return self.home.folder / "log" / f"{name}.log"

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _announce(self, seconds: float) -> None:
        accounts = preparing.manage(self.env, "demo", "--accounts") if self._has_demonstration() else ""
        print(f"\nNormsite is ready after {seconds:.1f} s:  {self.env['NORMSITE_BASE_URL']}/\n")
        if accounts:
            print(accounts)
        print(f"Mail is written to {self.home.folder / 'mail'}, logs to {self.home.folder / 'log'}.")
        print("Press Ctrl-C to stop.", flush=True)

    def _has_demonstration(self) -> bool:
        return self.home.is_current("demonstration", self.env["DATABASE_URL"])

    def watch(self) -> int:
        """Restart what dies, until told to end; 1 when something will not live."""
        while not self.ending.wait(0.5):
            for service in self.services:
                if service.lives:
                    continue
                if not service.may_restart():
                    say(f"{service.name} keeps dying, so everything stops. Its last words ({service.log}):")
                    print(service.last_words())
                    return 1
                say(f"{service.name} has died; starting it again")
                service.start()
        return 0

    def stop(self) -> None:
        """Last started, first stopped, so that nothing loses what it works with."""
        for service in reversed(self.services):
            if service.lives:
                say(f"Stopping {service.name}")
            service.stop()


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


def main() -> int:
    home = Home.open(Path(os.environ.get("NORMSITE_DATA", preparing.PROJECT / ".normsite")))
    try:
        home.lock()
        launcher = Launcher(home)
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: launcher.ending.set())
    try:
        launcher.start()
        return launcher.watch()
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    finally:
        launcher.stop()


if __name__ == "__main__":
    sys.exit(main())
