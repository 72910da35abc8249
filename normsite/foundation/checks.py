"""What is found before an act: what blocks it, and what is doubtful and blocks nothing.

Each room has a module `checks` with one function for each act, `before_<act>`. The page shows what it finds, and the service
refuses by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from normsite.foundation.errors import Refused

MOST_SAID = 3  # findings in one refusal; the page has the others


@dataclass(frozen=True)
class Finding:
    """One thing found: the sentence, how to mend it, and where (each of these two may be empty)."""

    sentence: str
    mend: str = ""
    href: str = ""


@dataclass(frozen=True)
class Findings:
    """Everything that was found before one act."""

    blocking: tuple[Finding, ...] = ()
    doubtful: tuple[Finding, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(self.blocking + other.blocking, self.doubtful + other.doubtful)

    def refuse(self) -> None:
        """Refused where something blocks (`refuse_for`)."""
        refuse_for(self.blocking)


def refuse_for(blocking: Iterable[Finding]) -> None:
    """Refused where something blocks: the first findings, each with how to mend it, and how many more there are.

    For an act that need not look for what is doubtful.
    """
    found = list(blocking)
    if not found:
        return
    first, *others = found[:MOST_SAID]
    said = [first.mend, *(words for one in others for words in (one.sentence, one.mend))]
    if len(found) > MOST_SAID:
        said.append(f"{len(found) - MOST_SAID} more such things stand in the way.")
    raise Refused(first.sentence, " ".join(filter(None, said)))
