"""What must be in the database before the site opens: the tables, and on a first start the demonstration."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from normsite.launcher.console import step
from normsite.launcher.folder import Folder
from normsite.launcher.processes import carry_out

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("normsite", "norms", "comments", "riskreviews")


def manage(*words: str) -> list[str]:
    return [sys.executable, str(PROJECT / "manage.py"), *words]


class Contents:
    """The contents of one database, and the marks in `marks` that say how far an earlier start came.

    `own` means that the launcher made the database, so nobody else migrates it and its marks can be believed.
    """

    def __init__(self, folder: Folder, marks: Path, environment: Mapping[str, str], *, own: bool) -> None:
        self.folder = folder
        self.environment = environment
        self.own = own
        self.migrated = marks / "migrated"
        self.wanted = marks / "demonstration-wanted"
        self.accounts = marks / "demonstration-accounts"

    def prepare(self, *, new: bool) -> None:
        """Bring the tables up to date; load the demonstration into a new database, or where that was interrupted."""
        if new and os.environ.get("NORMSITE_DEMO", "1") == "1":
            self.wanted.touch()
        self._migrate()
        if self.wanted.exists():
            self._load_demonstration()

    def is_empty(self) -> bool:
        """Whether nothing was ever migrated into this database."""
        asked = manage("showmigrations", "--plan")
        told = subprocess.run(asked, env=dict(self.environment), capture_output=True, text=True)
        return told.returncode == 0 and "[X]" not in told.stdout

    def demonstration_accounts(self) -> str:
        return self.accounts.read_text() if self.accounts.exists() else ""

    def _migrate(self) -> None:
        fingerprint = migrations_fingerprint()
        if self.own and self.migrated.exists() and self.migrated.read_text() == fingerprint:
            return
        with step("Bringing the database's tables up to date"):
            log = self.folder.log("migrate")
            carry_out("manage.py migrate", manage("migrate", "--no-input"), log=log, environment=self.environment)
        self.migrated.write_text(fingerprint)

    def _load_demonstration(self) -> None:
        with step("Loading the demonstration (a norms body with staff, three norms, their consultations)"):
            for words in (("demo", "--if-empty"), ("demo", "--accounts")):
                log = self.folder.log("demonstration")
                carry_out("manage.py demo", manage(*words), log=log, environment=self.environment)
        self.accounts.write_text(log.read_text())
        self.wanted.unlink()


def migrations_fingerprint() -> str:
    """Changes when a migration of ours or a version of somebody else's package does."""
    digest = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    for room in ROOMS:
        for migration in sorted((PROJECT / room).rglob("migrations/*.py")):
            digest.update(str(migration.relative_to(PROJECT)).encode() + migration.read_bytes())
    return digest.hexdigest()
