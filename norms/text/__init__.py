"""What can be known from the text of a norm alone: keywords, structure, likeness, changes. No database, no request."""

import hashlib
from pathlib import Path

from normsite import markup

_ROOMS = (Path(__file__).parent, Path(markup.__file__).parent)
CODE = hashlib.sha256(b"".join(path.read_bytes() for room in _ROOMS for path in sorted(room.glob("*.py")))).hexdigest()
"""Changes with each change of the code here and in `normsite.markup`: what is kept of a reading holds for the same code."""
