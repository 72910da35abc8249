"""A text that is imported, and what was chosen of its plan."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms

from norms.forms.fields import SPELLING
from norms.models import Dialect, Norm, Numbering
from norms.services.plans import Plan
from norms.text.parsing import MAX_UPLOAD, TOO_LARGE, decode_upload
from normsite.foundation.choices import offer_rows
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, Words, plain_lines
from normsite.foundation.markup.fields import MarkdownField
from normsite.foundation.markup.keywords import SCHEME_CHOICES
from normsite.foundation.unseen import isolated

NEW = "-"  # said of a clause that is none of those before; no anchor is like this


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
