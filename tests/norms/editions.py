"""Three real editions of one standard (NIST SP 800-63B, public domain), read from beside the project, never copied into it."""

from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR).parent / "shared/data/nist-sp800-63b"
DRAFT, FINAL, REVISION = (
    "sp800-63b-2017-01-public-draft.md",
    "sp800-63b-2017-06-final.md",
    "sp800-63b-4-2022-12-initial-public-draft.md",
)
EDITIONS = (DRAFT, FINAL, REVISION)


def edition(name: str) -> str:
    """The text of an edition; the test is skipped where the material is not at hand."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the real edition {name} in {FOLDER.name}, which is not part of the project")
    return path.read_text(encoding="utf-8")


def example(name: str) -> str:
    """One of the small texts that real drafts taught us; the test is skipped where they are not at hand."""
    path = FOLDER.parent / "texts/inputs" / f"{name}.md"
    if not path.exists():
        pytest.skip(f"needs {path.name}, which is not part of the project")
    return path.read_text(encoding="utf-8")
