"""A small list in our own words, its next edition and the list of a neighbour; criteria in each of their states."""

from dataclasses import replace
from datetime import date

from normsite.foundation.controls.conditions import Suggestion
from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph, ParagraphKind
from normsite.foundation.controls.services import suggest_criteria
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition

CONVERTERS = "Converters with a resolution of 16 bit or more and a sample rate of more than 65 MHz."
MIXERS = "Mixers for soup that hold more than 20 litres."
NOTE = "A ladle is no mixer below 300 g."
Texts = dict[str, str]


def control_list(
    series: str = "zz-kitchen", edition: str = "2026-01", texts: Texts | None = None, **facts: object
) -> ControlList:
    """One edition; `texts` are paragraphs by code, and notes by their entry's code with `note`."""
    jurisdiction = str(facts.pop("jurisdiction", "ZZ"))
    made = ControlList.objects.create(
        series=series, edition=edition, jurisdiction=jurisdiction, name=f"List {series}", as_of=date(2026, 1, 1), **facts
    )
    for place, (code, text) in enumerate((texts if texts is not None else kitchen()).items()):
        _paragraph(made, code, text, place)
    return made


def kitchen(**others: str) -> Texts:
    return {"3A001.a": others.get("converters", CONVERTERS), "3A001.b": others.get("mixers", MIXERS), "3A001 note": NOTE}


def _paragraph(made: ControlList, code: str, text: str, place: int) -> None:
    name, _, note = code.partition(" ")
    entry_code = name.partition(".")[0]
    entry, _ = Entry.objects.get_or_create(
        control_list=made,
        code=entry_code,
        defaults={
            "category": int(entry_code[0]),
            "group": entry_code[1],
            "heading": f"Heading of {entry_code}",
            "position": place,
        },
    )
    kind = ParagraphKind.NOTE if note else ParagraphKind.ITEM
    parent = entry.paragraphs.filter(code=name.rpartition(".")[0]).first()
    Paragraph.objects.create(entry=entry, parent=parent, position=place, code="" if note else name, text=text, kind=kind)


def at(condition: Condition, code: str, text: str, words: str) -> Condition:
    """The same condition, with its words and their place."""
    start = text.index(words)
    return replace(condition, words=words, start=start, end=start + len(words), code=code)


RESOLUTION = at(Condition("resolution", Comparator.AT_LEAST, 16, "bit"), "3A001.a", CONVERTERS, "16 bit or more")
RATE = at(Condition("sample rate", Comparator.GREATER, 65, "MHz"), "3A001.a", CONVERTERS, "more than 65 MHz")
VOLUME = at(Condition("", Comparator.GREATER, 20, "litre"), "3A001.b", MIXERS, "more than 20 litres")
WEIGHT = at(Condition("", Comparator.LESS, 300, "g"), "3A001", NOTE, "below 300 g")


def read_out(made: ControlList) -> list[Suggestion]:
    """What the reading of such a list would suggest."""
    rows = Paragraph.objects.filter(entry__control_list=made).order_by("position")
    by_text = {row.text: row for row in rows}
    found = (
        (CONVERTERS, "3A001.a", Group("all", (RESOLUTION, RATE)), ("analogue-to-digital converters",)),
        (MIXERS, "3A001.b", Group("all", (VOLUME,)), ("mixers",)),
        (NOTE, "3A001", Group("all", (WEIGHT,)), ()),
    )
    return [Suggestion(code, by_text[text].pk, text, group, terms) for text, code, group, terms in found if text in by_text]


def suggested(made: ControlList | None = None) -> tuple[Criterion, Criterion, Criterion]:
    """The converters, the mixers and the ladle of the note."""
    made = made or control_list()
    suggest_criteria(control_list=made, suggestions=read_out(made))
    converters, mixers, ladle = Criterion.objects.filter(control_list=made).order_by("pk")
    return converters, mixers, ladle
