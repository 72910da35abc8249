"""Shapes of input about norms."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django_countries import countries

from norms.models import (
    Adoption,
    Clause,
    ClauseKind,
    Decision,
    Dialect,
    Norm,
    Numbering,
    Obligation,
    ObligationKind,
    Position,
    Relation,
    Revision,
)
from norms.services import ReaderFacts
from norms.services.plans import Plan
from norms.services.tree import DEEPEST
from norms.stages import MOVES, STAGE_CHOICES
from norms.text.parsing import MAX_UPLOAD, TOO_LARGE, decode_upload
from norms.topics import TOPICS
from normsite.foundation.accounts.models import User
from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.days import DayField
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, Words, plain_lines
from normsite.foundation.markup.fields import MarkdownField, PlainField
from normsite.foundation.markup.keywords import SCHEME_CHOICES
from normsite.foundation.unseen import isolated

SPELLING = {"spellcheck": "true"}
NEW = "-"  # said of a clause that is none of those before; no anchor is like this
EDITOR = SPELLING | {"class": "editor"}
INDENT = "\u2007\u2007"  # blanks as wide as a figure, which a select does not swallow


CARVE_OUT_COLUMNS = {  # of a table of carve-outs, as it is taken in and given out, and the field of each
    "clause": "clause",
    "reason": "reason",
    "legal_basis": "legal_basis",
    "source": "source",
    "from": "starts_on",
    "until": "ends_on",
}
MOST_ROWS = 2_000
LARGEST_TABLE = 2_000_000  # bytes


def web_address(label: str, **options: Any) -> forms.URLField:
    said = "Give an address that starts with https:// or http://."
    validator, errors = URLValidator(["http", "https"], message=said), {"invalid": said}
    return forms.URLField(
        label=label, max_length=400, assume_scheme="https", validators=[validator], error_messages=errors, **options
    )


def day(label: str, **options: Any) -> DayField:
    return DayField(label=label, **options)


class FactsForm(forms.Form):
    """The facts of a norm."""

    title = Line(label="Title", max_length=240)
    summary = MarkdownField(
        label="Plain-language summary", attrs=SPELLING, help_text="What the norm is for, for whom, in plain words."
    )
    designation = Line(label="Designation", max_length=60, required=False, help_text="For example MSI 4021.")
    committee = Line(label="Committee", max_length=120, required=False)
    topic = forms.ChoiceField(
        label="Topic",
        choices=[("", "None of these"), *TOPICS],
        required=False,
        help_text="A field of the International Classification for Standards; people can follow all norms of one.",
    )
    scheme = forms.ChoiceField(
        label="Keyword scheme", choices=SCHEME_CHOICES, help_text="Which words make a sentence a requirement."
    )
    intended_publication = day(
        "Intended publication", required=False, help_text="Export-control rules ask that the intent to publish is on record."
    )


class FactsChangeForm(FactsForm):
    numbering = forms.ChoiceField(label="Numbers of the clauses", choices=Numbering.choices, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, norm: Norm) -> None:
        facts = {name: getattr(norm, name) for name in self.base_fields}
        super().__init__(data, initial=facts)
        self.norm = norm
        self.fields["summary"].required = bool(norm.summary)  # an imported text may have none yet

    def clean_numbering(self) -> str:
        return str(self.cleaned_data["numbering"] or self.norm.numbering)


class StageForm(forms.Form):
    """The stages to which a norm may go from where it is."""

    stage = forms.ChoiceField(label="Move it to", error_messages={"required": "Choose the stage to which the norm goes."})

    def __init__(self, *args: Any, norm: Norm, **options: Any) -> None:
        super().__init__(*args, **options)
        onward = [choice for choice in STAGE_CHOICES if choice[0] in MOVES[norm.stage]]
        field = self.fields["stage"]
        offer(field, [("", "Choose a stage"), *onward] if onward else [])
        field.error_messages["invalid_choice"] = (
            f"From {norm.stage}, {norm.stage_name}, where the norm is now, it doesn't go there. Choose a stage from the list."
        )


class RevisionForm(forms.Form):
    """What the next revision is called, and what it is for."""

    label = Line(label="Name", max_length=80, required=False, help_text="For example Committee draft 2.")
    note = PlainField(label="What this revision is for", max_length=2_000, required=False, rows=3)


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
    version = forms.IntegerField(widget=forms.HiddenInput)

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


class ImportForm(forms.Form):
    """A file or a pasted text, and what becomes of it."""

    file = forms.FileField(label="Markdown file", required=False, help_text="UTF-8, at most 2 MB and 100,000 lines.")
    text = Words(
        label="Or paste the text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10, "class": "editor"})
    )
    norm = forms.ModelChoiceField(
        Norm.objects.none(),
        label="What it becomes",
        required=False,
        empty_label="A new norm",
        help_text="As the next revision of a norm, clauses that live on keep their identity.",
    )
    freeze_first = forms.BooleanField(
        label="Freeze the present draft of that norm first", required=False, help_text="A frozen text never changes again."
    )
    label = Line(label="Name of the revision", max_length=80, required=False)
    title = Line(
        label="Title of a new norm", max_length=240, required=False, help_text="Left empty, the title in the file is taken."
    )
    scheme = forms.ChoiceField(
        label="Keyword scheme of a new norm", choices=[("", "As the text looks"), *SCHEME_CHOICES], required=False
    )
    summary = MarkdownField(label="Plain-language summary of a new norm", rows=3, attrs=SPELLING, required=False)
    dialect = forms.ChoiceField(
        label="How the text is marked up", choices=[("", "As the text looks"), *Dialect.choices], required=False
    )
    numbering = forms.ChoiceField(
        label="Numbers of the clauses",
        choices=[("", "As before, or as the text has them"), *Numbering.choices],
        required=False,
        help_text="A next revision goes on as the norm did; a new norm keeps numbers that counting would change.",
    )
    seen = forms.CharField(required=False, max_length=90, widget=forms.HiddenInput)
    planned = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    chosen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    from_file = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("norm", "scheme", "dialect", "numbering"):
            self.fields[name].has_default = True  # type: ignore[attr-defined]  # the first choice says what nothing means
        norms = Norm.objects.order_by("title")
        offer_rows(self.fields["norm"], norms, lambda one: f"Next revision of {isolated(one.title)} ({one.code})")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        upload, from_file = given.pop("file", None), given.pop("from_file", "")
        self._planned, self._chosen = given.pop("planned", ""), given.pop("chosen", "")
        if upload is not None and given.get("text", "").strip() and from_file != _digest(given["text"]):
            self.add_error("file", "Choose a file or paste a text, not both.")
        elif upload is not None:
            given["text"] = self._read(upload)
        elif "file" not in self.errors and not given.get("text", "").strip():
            self.add_error("text", "Choose a file or paste a text.")
        if upload is not None and given["text"] and "file" not in self.errors:
            # A browser does not send a file a second time; the text of one makes room for another file.
            self._put(text=given["text"], from_file=_digest(given["text"]))
        given["pairing"] = self._pairing(given)
        self._look_for_draft(given)
        return given

    @property
    def how(self) -> dict[str, Any]:
        """What the service that plans wants to know."""
        return {name: self.cleaned_data[name] for name in ("text", "scheme", "norm", "dialect", "numbering", "pairing")}

    @property
    def sent(self) -> dict[str, str]:
        """All that was sent, with the text of a file, as it may be kept."""
        fields = {name: value for name, value in self.data.items() if isinstance(value, str) and name in self.fields}
        sent = {name: value.replace("\0", "") for name, value in (fields | self.said).items()}
        return sent | {"text": self.cleaned_data["text"]}

    @property
    def said(self) -> dict[str, str]:
        """What a person said of single clauses, as it was sent: of each in doubt beside it, of any one at the end."""
        said = {name: value for name, value in self.data.items() if value and re.fullmatch(r"pair-\d{1,4}", name)}
        now, before = self.data.get("pair-now", ""), self.data.get("pair-before", "")
        return said | ({f"pair-{now}": before} if before and re.fullmatch(r"\d{1,4}", now) else {})

    def _pairing(self, given: dict[str, Any]) -> dict[int, str]:
        """The same for the service. It was said of the places of one reading: those of another are other clauses."""
        self.is_planned = self._planned == _reading(given, given.get("dialect", ""))
        pairing = {int(name.removeprefix("pair-")): value for name, value in self.said.items() if self.is_planned}
        counts = Counter(value for value in pairing.values() if value != NEW)
        self.is_unclear = any(count > 1 for count in counts.values())
        return {place: value if value != NEW else "" for place, value in pairing.items() if counts[value] < 2}

    def hindrance(self, *, confirmed: bool) -> Refused | None:
        """Why the plan is to be looked at once more; None where it need not be."""
        if bool(self.data.get("pair-now")) != bool(self.data.get("pair-before")):
            return Refused("Of a clause that was found wrongly, choose both which it is and what it was before.")
        if self.is_unclear:
            return Refused("One clause was chosen for two clauses of the text; neither has it now.")
        if confirmed and self._planned and not self.is_planned:
            return Refused("The text is read otherwise than in the plan you saw.")
        given = self.cleaned_data
        if confirmed and self._chosen and self._chosen != _choice(given["scheme"], given["numbering"], given["pairing"]):
            return Refused("You chose otherwise than in the plan you saw.")
        return None

    def follow(self, plan: Plan) -> None:
        """Choose what the plan chose, where nothing was."""
        scheme = "" if self.cleaned_data["norm"] else plan.scheme
        self._put(
            dialect=plan.parsed.dialect,
            scheme=scheme,
            numbering=plan.numbering,
            seen=plan.standing,
            planned=_reading(self.cleaned_data, plan.parsed.dialect),
            chosen=_choice(scheme, plan.numbering, plan.pairing),
        )

    def _put(self, **values: str) -> None:
        self.data = dict(self.data.items()) | values

    def _look_for_draft(self, given: dict[str, Any]) -> None:
        """Say at once what the service would refuse at the end."""
        draft = given["norm"].revisions.drafts().first() if given.get("norm") else None
        if draft is not None and draft.clauses.exists() and not given.get("freeze_first"):
            self.add_error(
                "freeze_first", f"{isolated(draft.name)} of this norm is still a draft. Tick this, or freeze it yourself first."
            )

    def _read(self, upload: Any) -> str:
        try:
            if upload.size > MAX_UPLOAD:
                raise Refused(f"The file has {upload.size:,} bytes; the most is {MAX_UPLOAD:,}.", TOO_LARGE)
            return decode_upload(upload.read())
        except Refused as refused:
            self.add_error("file", str(refused))
            return ""


def _reading(given: dict[str, Any], dialect: str) -> str:
    """What is read, how, and for which norm, in short."""
    norm, text = given.get("norm"), plain_lines(given.get("text", "")).strip()
    return hashlib.sha256(f"{norm and norm.pk}\0{dialect}\0{text}".encode(errors="replace")).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(plain_lines(text).strip().encode(errors="replace")).hexdigest()


def _choice(scheme: str, numbering: str, pairing: Mapping[int, str]) -> str:
    """What was chosen of a plan, in short."""
    return hashlib.sha256(json.dumps([scheme, numbering, sorted(pairing.items())]).encode()).hexdigest()


class ObligationForm(forms.Form):
    """An obligation, paraphrased, with its source."""

    kind = forms.ChoiceField(label="Kind", choices=ObligationKind.choices)
    instrument = Line(label="Instrument", max_length=160, help_text="For example Resolution 1540 (2004).")
    reference = Line(label="Place in it", max_length=80, required=False, help_text="For example paragraph 3 (d).")
    title = Line(label="Title", max_length=240)
    text = PlainField(label="What it asks", max_length=20_000, rows=6, help_text="One sentence in our words, not a quotation.")
    source = Line(label="Source", max_length=300, required=False, help_text="As one cites it.")
    address = web_address("Address of the official text", required=False)
    as_of = day("As of", help_text="The date of that text, or the day on which it was read.")
    edition = Line(
        label="Edition compared",
        max_length=200,
        required=False,
        help_text="With what exactly our sentence was compared, for example OJ L 206, 11.6.2021, page 1.",
    )
    compared_on = day(
        "Compared on",
        required=False,
        help_text="When you compared our sentence with that edition. While this is empty, the public is not shown it.",
    )

    def clean_compared_on(self) -> date | None:
        compared: date | None = self.cleaned_data["compared_on"]
        if compared and compared > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return compared

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("compared_on") and not given.get("edition") and "edition" not in self.errors:
            self.add_error("edition", "Name the edition with which it was compared, or leave the day empty.")
        return given


class ObligationChangeForm(ObligationForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, obligation: Obligation) -> None:
        known = {name: getattr(obligation, name) for name in self.base_fields}
        super().__init__(data, initial=known)


class ReasonForm(forms.Form):
    """Why something about the circulation of a text is decided."""

    reason = PlainField(
        label="Why", max_length=2_000, rows=3, help_text="Kept with the decision. Don't quote the text: others see this."
    )


class ReaderForm(forms.Form):
    """A person who is to read a restricted text, with what must be known of them."""

    person = forms.EmailField(label="E-mail address of the account", help_text="Anybody with an account, also without a role.")
    nationality = forms.ChoiceField(label="Nationality", choices=[("", "Choose"), *countries])
    location = forms.ChoiceField(label="Where the person reads", choices=[("", "Choose"), *countries])
    employer = Line(label="Employer", max_length=160, help_text="Its name is checked too.")
    grounds = PlainField(
        label="Why it may be released abroad",
        max_length=2_000,
        rows=3,
        required=False,
        help_text="Needed where nationality or place lies in another jurisdiction than that of a control list in force.",
    )

    def clean_person(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["person"]).first()
        if found is None:
            raise ValidationError("Nobody has an account with this address.")
        return found

    @property
    def facts(self) -> ReaderFacts:
        return ReaderFacts(**self.cleaned_data)


class MatchForm(forms.Form):
    """Whether a reader is one of those whose entries look alike."""

    decision = forms.ChoiceField(
        label="The reader is", choices=Decision.choices, widget=forms.RadioSelect, error_messages={"required": "Say which."}
    )
    reason = PlainField(
        label="How you know", max_length=2_000, rows=3, help_text="For example the day of birth, and where it was seen."
    )


LARGEST_SANCTIONS_LIST = 15_000_000  # bytes; larger ones come in by `manage.py import_sanctions_list`


class SanctionsListForm(forms.Form):
    issuer = Line(
        label="Whose list it is", max_length=120, help_text="A newer list of the same issuer takes the place of the one before."
    )
    as_of = day("As of", help_text="The day that the file bears.")
    file = forms.FileField(
        label="File", help_text="XML or CSV of the United Nations, the EU or OFAC, or CSV with the columns name and aliases."
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_SANCTIONS_LIST:
            raise ValidationError(
                "The file has more than 15 MB. An operator can take it in by manage.py import_sanctions_list."
            )
        return bytes(file.read())


class PositionForm(forms.Form):
    """How far a national body adopts a norm."""

    adoption = forms.ChoiceField(
        label="How far it is adopted",
        choices=Adoption.choices,
        widget=forms.RadioSelect,
        help_text="Identical has no carve-outs; modified has one for each clause that holds otherwise.",
    )
    designation = Line(label="What it is called there", max_length=60, required=False, help_text="For example NX 4021.")
    statement = PlainField(
        label="In the body's own words",
        max_length=4_000,
        required=False,
        rows=5,
        help_text="What readers should know; why, if the norm is not adopted or not equivalent.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, position: Position) -> None:
        super().__init__(data, initial={name: getattr(position, name) for name in self.base_fields})


class CarveOutForm(forms.Form):
    """A clause that doesn't hold as written, named by its anchor."""

    clause = forms.ChoiceField(
        label="Clause",
        error_messages={"required": "Say which clause.", "invalid_choice": "The text has no such clause."},
    )
    reason = Line(label="Reason", max_length=600, help_text="What holds instead, or what is not done there, and why.")
    legal_basis = Line(label="Legal basis", max_length=300, help_text="Law and place in it.")
    source = web_address("Address of the legal basis")
    starts_on = day("From")
    ends_on = day("Until", required=False, help_text="The last day; left empty, it has no end yet.")

    def __init__(self, *args: Any, clauses: dict[str, Clause], **options: Any) -> None:
        super().__init__(*args, **options)
        self.clauses = clauses
        offer(self.fields["clause"], [("", "Choose"), *((anchor, isolated(clause)) for anchor, clause in clauses.items())])

    def clean_clause(self) -> Clause:
        return self.clauses[self.cleaned_data["clause"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ends_on") and given.get("starts_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", "It would end before it begins.")
        return given


class CarveOutsForm(forms.Form):
    """A table of carve-outs. After `is_valid`, `rows` are those that can be taken, `bad` those that can't; each with its number
    as a spreadsheet counts, the headings being row 1."""

    file = forms.FileField(label="CSV file", help_text="UTF-8, with the columns " + ", ".join(CARVE_OUT_COLUMNS) + ".")

    def __init__(self, *args: Any, clauses: dict[str, Clause], **options: Any) -> None:
        super().__init__(*args, **options)
        self.clauses = clauses
        self.by_number = {clause.number: anchor for anchor, clause in clauses.items() if clause.number}
        self.rows: list[tuple[int, dict[str, Any]]] = []
        self.bad: list[tuple[int, str]] = []

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_TABLE:
            raise forms.ValidationError(f"The file has {upload.size:,} bytes; the most is {LARGEST_TABLE:,}.")
        try:
            for number, row in self._read(upload.read().decode("utf-8-sig")):
                self._take(number, row)
        except (UnicodeDecodeError, csv.Error) as problem:
            raise forms.ValidationError("This is no CSV file in UTF-8. Save it as one, and try again.") from problem
        return upload

    def _read(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        lines = csv.reader(io.StringIO(text), strict=True)
        headings = [heading.strip().casefold() for heading in next(lines, [])]
        missing = [name for name in CARVE_OUT_COLUMNS if name not in headings and name != "until"]
        if missing:
            raise forms.ValidationError(f"The first row has no column {', '.join(missing)}.")
        for number, cells in enumerate(lines, 2):
            if number > MOST_ROWS + 1:
                raise forms.ValidationError(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
            if any(cell.strip() for cell in cells):
                yield number, dict(zip(headings, cells, strict=False))

    def _take(self, number: int, row: dict[str, str]) -> None:
        given = {field: row.get(column, "").strip() for column, field in CARVE_OUT_COLUMNS.items()}
        anchor = given["clause"] = self.by_number.get(given["clause"], given["clause"])
        # The one clause of the row alone: to offer all of a long text in each of many rows takes seconds.
        form = CarveOutForm(given, clauses={anchor: self.clauses[anchor]} if anchor in self.clauses else {})
        if form.is_valid():
            self.rows.append((number, form.cleaned_data))
            return
        columns = {field: column for column, field in CARVE_OUT_COLUMNS.items()}
        told = [f"{columns[field]}: {' '.join(dict.fromkeys(map(str, errors)))}" for field, errors in form.errors.items()]
        self.bad.append((number, " ".join(told)))
