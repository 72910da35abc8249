"""A real PostgreSQL that belongs to one state folder."""

import locale
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from normsite.launcher.binaries import find_postgres
from normsite.launcher.errors import CannotStart
from normsite.launcher.folder import Folder
from normsite.launcher.privileges import someone_for
from normsite.launcher.processes import Child, await_ready, end_leftovers, launch

NAME = "normsite"
BUILTIN_LOCALE_SINCE = 17
# Without these a test run is twice as fast, and a machine that loses power loses the test's data.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One cluster with one database. `lasting` is False for tests: made afresh each time, and nothing waits for the disk."""

    def __init__(self, folder: Folder, *, lasting: bool = True) -> None:
        self.folder = folder
        self.lasting = lasting
        self.place = folder.path / "postgres"
        self.data = self.place / "data"
        self.place.mkdir(mode=0o700, exist_ok=True)
        self.sockets = folder.sockets("postgres")
        self.programs = find_postgres(major=self._major_of_data())
        self.identity = someone_for(self.place, self.programs.server)
        self._hand_over()

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@{quote(str(self.sockets), safe='')}/{NAME}"

    @property
    def is_new(self) -> bool:
        return not self.data.exists()

    def start(self) -> Child:
        """Make the cluster where there is none, end what an earlier launcher left, and start the server."""
        if not self.lasting:
            self._end_leftover()
            shutil.rmtree(self.data, ignore_errors=True)
        if self.is_new:
            self._make()
        self._end_leftover()
        options = [f"unix_socket_directories={self.sockets}", "unix_socket_permissions=0700", "listen_addresses="]
        options += CARELESS if not self.lasting else ()
        command = [self.programs.server, "-D", str(self.data)]
        for option in options:
            command += ["-c", option]
        log = self.folder.log("postgres")
        # SIGINT is PostgreSQL's fast shutdown: ends the connections, loses nothing.
        return launch(
            "PostgreSQL", command, log=log, identity=self.identity, gentle=signal.SIGINT, patience=30, folder=self.data
        )

    def await_ready(self, child: Child) -> None:
        await_ready(child, lambda: self._is_ready(child))

    def _is_ready(self, child: Child) -> bool:
        """PostgreSQL itself notes its state in the last line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(child.process.pid) and lines[7].strip() == "ready"

    def _major_of_data(self) -> int | None:
        version = self.data / "PG_VERSION"
        try:
            return int(version.read_text()) if self.lasting and version.exists() else None
        except PermissionError as refused:
            raise CannotStart(
                f"{self.data} belongs to {self.data.owner()}. Run as {self.data.owner()}, or delete {self.folder.path}."
            ) from refused

    def _hand_over(self) -> None:
        """Where another account runs the server, it must get at its files, and pass through the folder above."""
        if not self.identity:
            return
        for path in {self.place, self.sockets}:
            self.identity.own(path)
        if not self.identity.in_namespace:
            self.folder.path.chmod(0o711)

    def _make(self) -> None:
        """Make the cluster aside and move it in place when it is whole, so an interrupted start leaves nothing half made."""
        unfinished = self.place / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [self.programs.initdb, "-D", str(unfinished), "-U", NAME, "--auth=trust", "--encoding=UTF8", *self._locale()]
        self._run([*command, "--no-sync"] if not self.lasting else command)
        single = [self.programs.server, "--single", "-D", str(unfinished), "postgres"]
        self._run(single, words=f"CREATE DATABASE {NAME};\n")
        unfinished.rename(self.data)

    def _locale(self) -> list[str]:
        """Sorting by code point and letters by Unicode, whatever the machine's language is."""
        letters = _c_utf8()
        if self.programs.major >= BUILTIN_LOCALE_SINCE:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={letters}"]
        return ["--locale=C", f"--lc-ctype={letters}"]

    def _run(self, command: list[str], words: str = "") -> None:
        become = self.identity.enter if self.identity else None
        done = subprocess.run(
            command, input=words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.place, preexec_fn=become
        )
        if done.returncode:
            raise CannotStart(f"The database could not be made. {Path(command[0]).name} said:\n{done.stdout.strip()}")

    def _end_leftover(self) -> None:
        """After a crash: stop a server that still runs on these files, and forget the pid of one that doesn't.

        PostgreSQL would do the second itself, except where the number now belongs to another process.
        """
        end_leftovers(self.data, self.programs.server, signal.SIGINT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def _c_utf8() -> str:
    """The C library's locale in which letters beyond ASCII are letters; plain C where it has none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"
