"""What a file is called: the name that its sender gave, made harmless."""

import re
from unicodedata import normalize

from normsite.foundation.lines import one_line
from normsite.foundation.unseen import UNKEPT, without_joiners
from normsite.foundation.uploads.kinds import Kind

MOST_CHARACTERS = 100
_UNUSABLE = re.compile('[<>:"|?*%;]')  # for a file system, or for the header that tells the name


def clean_name(given: str, kind: Kind) -> str:
    """One line of at most 100 characters without a path, hidden signs or an end that belongs to another kind."""
    name = re.split(r"[/\\]", UNKEPT.sub("", given))[-1][: 4 * MOST_CHARACTERS]
    name = one_line(_UNUSABLE.sub("_", without_joiners(normalize("NFC", name)))).strip(". ")
    end = next((end for end in (kind.end, *kind.also) if name.lower().endswith(end)), "")
    stem = name[: len(name) - len(end)].rstrip(". ")[: MOST_CHARACTERS - 5].rstrip(". ") or "file"
    return f"{stem}{end.lower() or kind.end}"
