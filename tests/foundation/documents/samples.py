"""Records the tests of this room share: one with every kind of block, and one as small as can be."""

from normsite.foundation.documents import (
    SECOND,
    Card,
    Document,
    Fact,
    Facts,
    Figure,
    Folded,
    Line,
    Notice,
    Point,
    Prose,
    Redline,
    Row,
    Run,
    Section,
    Table,
    Text,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img">'
    '<title>One dark square</title><rect x="1" y="1" width="8" height="8" fill="#14212B"/></svg>'
)
COMMENTS = Table(
    caption="Comments and answers",
    columns=("Comment", "Count", "Text", "Answer"),
    rows=(
        Row(("C-2026-00001", 3, "Zu kurz – größer wählen", "Accepted"), anchor="C-2026-00001"),
        Row(("C-2026-00002", -1, "=HYPERLINK(1)", None)),
    ),
    key="comments",
)
RISKS = Table(caption="Risks", columns=("Scenario", "Risk"), rows=(Row(("SC-1", "High")),), key="risks")


def full() -> Document:
    """A record that holds every kind of block."""
    return Document(
        code="PUB-3",
        title="Modules for quantum keys",
        subtitle="Why each clause is there.",
        facts=(Fact("Norm", "N-1", "https://norms.example/N-1/"), Fact("Published", "3 May 2026")),
        sections=(
            Section(
                "plain-words",
                "In plain words",
                (
                    Prose("<p>Keys <strong>shall</strong> be erased.</p>"),
                    Text(("First\nline.", "Tom & <Jerry>")),
                    Notice("Two parts are withheld.", "warning"),
                ),
            ),
            Section(
                "risk",
                "Risk",
                (Figure(SVG, "One scenario, High.", RISKS),),
                (
                    Section("P-1", "P-1 Erase keys", (Facts((Fact("Obligation", "O-1", "#risk"),)),)),
                    Section(
                        "P-2",
                        "P-2 Log use",
                        (Redline("<p>within <del>an hour</del><ins>a minute</ins></p>", "2 words added, 2 removed."),),
                    ),
                ),
            ),
            Section("comments", "Comments", (COMMENTS,)),
        ),
    )


def small(*blocks, **more) -> Document:
    """A record of one section with these blocks."""
    values = {"code": "PUB-1", "title": "T", "subtitle": "", "facts": (), "sections": (Section("a", "A", blocks),)}
    return Document(**{**values, **more})


def carded() -> Document:
    """A record with what the second schema has besides: a card, lines, a folded part."""
    high = Run("High", level="H")
    risk = Line((Run("SC-1", "#risk"), Run(" A thief: "), high, Run(" before, "), Run("Low", level="L"), Run(".")), SVG)
    words = Table("Words", ("Provision", "Words"), (Row(("P-1", "It shall."), anchor="P-1-in-keys"),))
    points = (
        Point("why", "Why", (Prose("<p>A key <em>left</em> behind.</p>"),)),
        Point("risk", "Without it", (risk,)),
        Point("requirement", "What it requires", (Line((Run("Erase."),)), Folded("The words in full", (words,)))),
        Point("elsewhere", "Elsewhere", (Line((Run("Others", "https://others.example/"),)),)),
    )
    sections = (
        Section("provisions", "Clauses", (), (Section("clause-keys", "2 Keys", (Card("2", points, ("risk",)),)),)),
        Section("risk", "SC-1 A thief", (Text(("Told.",)),)),
    )
    return small(sections=sections, schema=SECOND)
