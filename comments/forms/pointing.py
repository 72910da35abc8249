"""On what a comment is: a clause of the text, a part of it, or some of its words."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from django import forms

from comments.forms.fields import CONTROL
from comments.models import MOST_CHARACTERS, PASSAGE, Consultation
from norms.models import Clause
from norms.text.quotes import MOST_CONTEXT, Quote, quote_at, verified
from norms.text.units import Unit, find_sentences, find_units
from normsite.foundation.choices import offer
from normsite.foundation.errors import Refused
from normsite.foundation.markup.tree import read
from normsite.foundation.unseen import isolated

NOWHERE = -1  # so that of equal places none is meant
MOST_UNITS = 300  # of one clause that are offered; words of the others can be copied
SHOWN_OF_UNIT = 70  # characters
ALL_OF_IT = "All of it, or the words that I copy below"
OTHERS = "Paragraphs, items, tables and figures"


class Around(forms.CharField):
    """What stands beside a marked passage: the page says it, nobody types it, so none is wrong."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> str:
        return CONTROL.sub("", str(value or ""))[:MOST_CONTEXT]


class UnitField(forms.ChoiceField):
    """The form says whether a choice was offered: that depends on the clause."""

    def valid_value(self, value: Any) -> bool:
        return True


class PointingForm(forms.Form):
    """Which words of a clause are meant: those that were marked or copied, or a unit of it, which is chosen from a list.

    What `about` means is said by `CommentForm`. `unit` is where its words begin, how long they are, and the clause: a choice
    that was offered for another clause is none of this one, and none at all where the comment is about no clause.
    """

    unit = UnitField(
        label="Which part of the clause?",
        required=False,
        help_text="A provision, a paragraph, a table or a figure as a whole.",
    )
    passage_before = Around()
    passage_after = Around()

    consultation: Consultation

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["unit"], lambda: self.units)  # read only where it is shown, or something is chosen

    @cached_property
    def clause(self) -> Clause | None:
        """The clause that the comment is about, if it is about one which anybody may read now."""
        about = str(self["about"].value() or "").replace("\0", "")
        text = Clause.objects.public().filter(revision=self.consultation.revision_id)
        return text.filter(anchor=about[2:]).first() if about.startswith("c:") else None

    @cached_property
    def units(self) -> list[tuple[str, Any]]:
        """What may be chosen, in groups: nothing where the comment is about no clause."""
        return [("", ALL_OF_IT), *_units(self.clause)] if self.clause else []

    def clean(self) -> dict[str, Any]:
        """The passage as it stands in its clause, whatever blanks and quotation marks it was copied with."""
        given = super().clean() or self.cleaned_data
        given["passage_start"] = None
        given["unit"] = given["unit"] if given.get("unit") and self.clause else ""
        if given["unit"] and given["unit"] not in self._offered:
            self.add_error("unit", "This part stands in another clause. Choose again, or all of it.")
        elif given.get("about") and (given.get("passage") or given["unit"]):
            self._place_passage(given)
        return given

    @property
    def _offered(self) -> set[str]:
        return {value for _, choices in self.units[1:] for value, _ in choices}

    def _place_passage(self, given: dict[str, Any]) -> None:
        try:
            found = self._found(given)
        except Refused as refused:
            self.add_error("passage", str(refused))
        else:
            given |= {"passage": found.exact, "passage_start": found.start}
            given |= {"passage_before": found.prefix, "passage_after": found.suffix}

    def _found(self, given: dict[str, Any]) -> Quote:
        if self.clause is None:
            raise Refused("Words can be marked in a clause only.", "Choose the clause above, or leave this empty.")
        chosen = self._chosen(given["unit"]) if given["unit"] else None
        if chosen and given.get("passage") not in ("", chosen.exact):
            raise Refused("You have chosen a part of the clause, and given other words as well.", "Leave out one of the two.")
        found = chosen or verified(
            self.clause.words, Quote(given["passage"], given["passage_before"], given["passage_after"], NOWHERE)
        )
        if found is None:
            raise Refused(
                "These words don't stand in the clause, or stand there more than once.",
                "Copy them from it, with some words beside them, or leave this empty. Nothing you typed is lost.",
            )
        return found

    def _chosen(self, unit: str) -> Quote:
        """The words of a unit that was offered."""
        start, length, _ = unit.split("-", 2)
        words = self.clause.words if self.clause else ""
        return quote_at(words, int(start), int(start) + int(length))

    @property
    def meant(self) -> list[tuple[int, int]]:
        """Where the words stand that the form holds; nowhere where that can't be told, or none are there."""
        placed = getattr(self, "cleaned_data", {})
        if placed.get("passage_start") is not None:
            return [(placed["passage_start"], placed["passage_start"] + len(placed["passage"]))]
        given = (self[name].value() for name in (PASSAGE.name, "passage_before", "passage_after"))
        words, before, after = (str(value or "").replace("\0", "")[:MOST_CHARACTERS] for value in given)
        try:
            found = verified(self.clause.words, Quote(words, before, after, NOWHERE)) if self.clause and words.strip() else None
        except Refused:
            found = None  # the form says so beside the field
        return [(found.start, found.start + len(found.exact))] if found else []


def _units(clause: Clause) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    units = islice(find_units(read(clause.body_html)), MOST_UNITS)
    stated = clause.statements.order_by("position").values_list("provision__code", "text")[:MOST_UNITS]
    sentences = find_sentences(clause.words, (text for _, text in stated))
    provisions = [_choice(clause, code, unit) for (code, _), unit in zip(stated, sentences, strict=True) if unit]
    groups = [("Provisions", provisions), (OTHERS, [_choice(clause, unit.kind, unit) for unit in units])]
    return ((name, choices) for name, choices in groups if choices)


def _choice(clause: Clause, name: str, unit: Unit) -> tuple[str, str]:
    words = " ".join(unit.words[:SHOWN_OF_UNIT].split())
    more = " …" if len(unit.words) > SHOWN_OF_UNIT else ""
    whole = f", its first {len(unit.words)} characters" if unit.is_cut else ""
    return f"{unit.start}-{len(unit.words)}-{clause.anchor}", f"{name}{whole}: {isolated(words + more)}"
