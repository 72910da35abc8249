"""Public codes: what people see instead of primary keys.

A code is a prefix and a number (`N-12`), for comments and receipts with the year between (`C-2026-00042`).
"""

import re
from enum import Enum


class Kind(Enum):
    """The prefix of each kind of public code, and whether it bears the year."""

    NORM = ("N", False)
    PROVISION = ("P", False)
    OBLIGATION = ("O", False)
    ASSESSMENT = ("R", False)
    SCENARIO = ("SC", False)
    SAFEGUARD = ("SG", False)
    SCREENING = ("SCR", False)
    CONSULTATION = ("CN", False)
    COMMENT = ("C", True)
    RECEIPT = ("RC", True)
    PUBLICATION = ("PUB", False)
    CRITERION = ("CR", False)
    WITHHOLDING = ("WH", False)
    NORM_REVIEW = ("NR", False)
    INDICATOR = ("IND", False)

    @property
    def prefix(self) -> str:
        return self.value[0]

    @property
    def is_dated(self) -> bool:
        return self.value[1]


_DATED, _UNDATED = ("|".join(kind.prefix for kind in Kind if kind.is_dated is dated) for dated in (True, False))
DATED_CODE = rf"(?:{_DATED})-20[0-9][0-9]-[0-9]{{5,9}}"
"""The pattern of a code with a year: nothing else looks so, wherever it stands."""
ANY_CODE = rf"(?:{DATED_CODE}|(?:{_UNDATED})-[1-9][0-9]{{0,8}})"
_WHOLE = re.compile(ANY_CODE)
_BY_PREFIX = {kind.prefix: kind for kind in Kind}


def parse(code: str) -> Kind | None:
    """The kind that `code` names, or None when it isn't a code of ours."""
    code = code.strip().upper()
    return _BY_PREFIX[code.partition("-")[0]] if _WHOLE.fullmatch(code) else None
