"""The words of a clause, its place, what it does for an obligation, and what is compared with what."""

from collections.abc import Mapping
from typing import Any

from django import forms

from norms.forms.fields import SPELLING
from norms.models import Clause, ClauseKind, Obligation, Relation, Revision
from norms.services.tree import DEEPEST
from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import MarkdownField
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionField

EDITOR = SPELLING | {"class": "editor"}
INDENT = "\u2007\u2007"  # blanks as wide as a figure, which a select does not swallow


class ClauseForm(forms.Form):
    """The words of one clause; `version` is the one that the writer began from."""

    title = Line(label="Title", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=ClauseKind.choices)
    normative = forms.BooleanField(
        label="Normative: its requirements bind", required=False, help_text="Without the tick the clause informs only."
    )
    body = MarkdownField(label="Text", required=False, rows=18, attrs=EDITOR)
    rationale = MarkdownField(
        label="Rationale",
        required=False,
        rows=6,
        attrs=SPELLING,
        help_text="Why the clause is there. Anybody who reads the norm reads this too.",
    )
    version = VersionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, clause: Clause) -> None:
        words = {name: getattr(clause, name) for name in self.base_fields}
        super().__init__(data, initial=words)
        self.fields["body"].dialect = clause.revision.norm.dialect  # type: ignore[attr-defined]  # a MarkdownField


class AddClauseForm(forms.Form):
    """A new clause and the place where it comes."""

    title = Line(label="Title of the new clause", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=ClauseKind.choices)
    after = forms.ChoiceField(label="Where")

    def __init__(self, *args: Any, clauses: list[Clause], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_anchor = {clause.anchor: clause for clause in clauses}
        places = [("end", "At the end")]
        for clause in clauses:
            name = INDENT * (clause.depth - 1) + isolated(clause)
            places.append((f"after {clause.anchor}", f"After {name}"))
            if clause.depth < DEEPEST:
                places.append((f"below {clause.anchor}", f"Below {name}"))
        offer(self.fields["after"], places)

    def place(self) -> dict[str, Any]:
        """`parent` and `position` as `add_clause` wants them."""
        where, _, anchor = self.cleaned_data["after"].partition(" ")
        neighbour = self.by_anchor.get(anchor)
        if neighbour is None:
            return {"parent": None, "position": None}
        if where == "below":
            return {"parent": neighbour, "position": None}
        return {"parent": neighbour.parent, "position": neighbour.position + 1}


class PlaceForm(forms.Form):
    """Where a dragged clause was dropped: below which one (by anchor; empty: at the top), and its place among its siblings."""

    parent = forms.SlugField(required=False, max_length=80, allow_unicode=True)
    position = forms.IntegerField(min_value=0, max_value=99_999)


class CompareForm(forms.Form):
    """Two revisions of one norm."""

    old = forms.TypedChoiceField(label="From", coerce=int)
    new = forms.TypedChoiceField(label="To", coerce=int)

    def __init__(self, *args: Any, revisions: list[Revision], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("old", "new"):
            choices = [(one.number, f"r{one.number}: {isolated(one.name)}") for one in revisions]
            offer(self.fields[name], choices)


class LinkForm(forms.Form):
    """What a provision does for which obligation, and why."""

    obligation = forms.ModelChoiceField(Obligation.objects.none(), label="Obligation", empty_label="Choose one")
    relation = forms.ChoiceField(
        label="What it does",
        choices=Relation.choices,
        help_text="It implements the obligation as far as it goes, supports it, limits it, or can't be met beside it.",
    )
    note = Line(label="Reason", max_length=400, help_text="How, in one sentence. Anybody who reads the norm reads this too.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = Obligation.objects.order_by("instrument", "reference")
        offer_rows(self.fields["obligation"], known, lambda one: f"{isolated(one)}: {isolated(one.title)}")
