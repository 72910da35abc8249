"""What can be followed, as a word: `norm:N-12`. An event carries the targets that it belongs to, a subscription has one.

The wider a target, the more it takes in; who mutes something within it hears no more of that, but still of what they follow
more closely.
"""

from enum import IntEnum

SITE = "site"


class Breadth(IntEnum):
    """How much a target takes in, the widest first."""

    SITE = 0
    FIELD = 1
    NORM = 2
    PART = 3
    OWN = 4


BREADTH = {
    SITE: Breadth.SITE,
    "topic": Breadth.FIELD,
    "committee": Breadth.FIELD,
    "organisation": Breadth.FIELD,
    "jurisdiction": Breadth.FIELD,
    "obligation": Breadth.FIELD,
    "search": Breadth.FIELD,
    "norm": Breadth.NORM,
    "consultation": Breadth.PART,
    "clause": Breadth.PART,
    "submission": Breadth.OWN,
    "person": Breadth.OWN,
}
LONGEST = 300
SMALL = {"clause", "organisation", "jurisdiction", "obligation"}  # only comments and corrections belong to these


def target(kind: str, *name: object) -> str:
    """`target("clause", "N-12", "keys")` is `clause:N-12/keys`."""
    if kind not in BREADTH or not name:
        raise ValueError(f"Nothing that can be followed: {kind}")
    return f"{kind}:{'/'.join(map(str, name))}"


def kind_of(target: str) -> str:
    return target.partition(":")[0]


def name_of(target: str) -> str:
    return target.partition(":")[2]


def breadth_of(target: str) -> Breadth:
    return BREADTH[kind_of(target)]
