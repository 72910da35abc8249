"""A small control list of a kitchen, in two editions, and the list of the neighbours."""

from datetime import date
from typing import Any

from normsite.foundation.controls.models import ControlList, Entry, Paragraph, ParagraphKind

KINDS = {
    "Note": ParagraphKind.NOTE,
    "Technical note": ParagraphKind.TECHNICAL_NOTE,
    "?": ParagraphKind.ITEM,
}
# Code or name, and words; what follows "in" is the paragraph in which a note stands.
KITCHEN = {
    "2B001": (
        "Ovens and parts for them",
        [
            ("2B001.a", 'Ovens for "slow baking", having any of the following:'),
            ("2B001.a.1", "A temperature of 300 K or more; or"),
            ("2B001.a.2", "A door that 3A001.b covers, see also 3A001.z and 4A999."),
            ("Note in 2B001.a", "Ovens for bread are not covered; see 2B001.b."),
            ("2B001.b", "Toasters with a 'crumb tray', whatever 5A002 says."),
            ("? in 2B001.b", "Trays without a mark."),
            ("Technical note", "'Crumb tray' means a plate that takes up crumbs."),
        ],
    ),
    "3A001": (
        "Doors for ovens",
        [
            ("3A001.a", "Doors of glass."),
            ("3A001.b", 'Doors for "slow baking" of cryptographic cakes.'),
            ("Technical note", '"Slow baking" means baking for 12 h or longer.'),
        ],
    ),
    "3B001": ("Machines that make doors", []),
}


def kitchen(
    edition: str = "2026-01", entries: dict[str, Any] | None = None, series: str = "zz-kitchen", **facts: Any
) -> ControlList:
    """One edition; not in force unless asked for, so that no text has to be cleared by it."""
    told = {"jurisdiction": "ZZ", "name": "Kitchen list", "as_of": date(2026, 1, 1), "source": "https://kitchen.example/list"}
    made = ControlList.objects.create(series=series, edition=edition, **told | facts)
    for place, (code, (heading, lines)) in enumerate((entries if entries is not None else KITCHEN).items(), start=1):
        entry = Entry.objects.create(
            control_list=made,
            code=code,
            category=int(code[0]),
            category_name="Baking" if code[0] == "2" else "Doors",
            group=code[1],
            group_name="Equipment" if code[1] == "A" else "Machines",
            heading=heading,
            facts={"reasons": "burns, crumbs", "chart": [["burns", "Column 1"]]} if code == "2B001" else {},
            position=place,
        )
        _paragraphs(entry, lines)
    return made


def _paragraphs(entry: Entry, lines: list[tuple[str, str]]) -> None:
    there: dict[str, Paragraph] = {}
    for place, (name, text) in enumerate(lines, start=1):
        name, _, above = name.partition(" in ")
        is_item = name not in KINDS
        parent = there.get(above or (name.rpartition(".")[0] if is_item else ""))
        row = Paragraph.objects.create(
            entry=entry,
            parent=parent,
            position=place,
            depth=parent.depth + 1 if parent else 1,
            kind=KINDS.get(name, ParagraphKind.ITEM),
            mark="" if name == "?" else name if name in KINDS else f"{name.rpartition('.')[2]}.",
            code=name if is_item else "",
            text=text,
            problem="Its mark can't be read." if name == "?" else "",
        )
        there[name] = row
