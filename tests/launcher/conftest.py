"""What the tests of the launcher share: a state folder, and an environment that names no server."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from normsite.launcher.folder import Folder

NAMED_SERVERS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "PYTEST_VERSION")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a path so short that sockets fit in, which every account may enter."""
    path = Path(tempfile.mkdtemp(prefix="n-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def folder(place: Path) -> Folder:
    return Folder(place / "state")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """No server is named, so the launcher must start its own; the same for a process that is given this environment."""
    for name in NAMED_SERVERS:
        monkeypatch.delenv(name, raising=False)
    return dict(os.environ)
