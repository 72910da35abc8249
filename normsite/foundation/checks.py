"""What is found before an act: what blocks it, and what is doubtful and blocks nothing.

Each room has a module `checks` with one function for each act, `before_<act>`. The page shows what it finds, and the service
refuses by it.
"""

from dataclasses import dataclass

from normsite.foundation.errors import Refused

MOST_SAID = 3  # sentences in one refusal; the page has the others


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
        """Refused where something blocks: the first sentences, and how to mend the first of them."""
        if self.blocking:
            sentences = (one.sentence for one in self.blocking[:MOST_SAID])
            raise Refused(" ".join(sentences), self.blocking[0].mend)
