"""What can be known from the text of a norm alone: keywords, structure, likeness, changes. No database, no request."""

import hashlib
import sys
import unicodedata
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from normsite import foundation
from normsite.foundation import apart, codes, conflicts, errors, lines, markup, numbers, unseen

LIBRARIES = ("bleach", "django", "markdown", "markdown-it-py", "mdit-py-plugins", "pyyaml", "rapidfuzz")
FILES = (
    *sorted(Path(__file__).parent.glob("*.py")),
    *sorted(Path(markup.__file__).parent.glob("*.py")),
    *(Path(str(module.__file__)) for module in (foundation, apart, codes, conflicts, errors, lines, numbers, unseen)),
)


def digest_of_code(files: Iterable[Path], libraries: Iterable[str]) -> str:
    """Of our own code by its words, of that of others by its version."""
    told = [f"python {sys.version_info[:3]}, unicode {unicodedata.unidata_version}"]
    told += [f"{name} {version(name)}" for name in libraries]
    told += [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


CODE = digest_of_code(FILES, LIBRARIES)
"""Changes with each change of the code that reads a text, ours and that of the libraries: what is kept of a reading holds for
the same code alone."""
