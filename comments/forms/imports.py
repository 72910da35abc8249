"""What the desk fills in to take over another system's comments: the file, then what each of its columns is."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from comments.forms.fields import Instant
from comments.guards.imported import Mapping, Outside
from comments.models import CommentImport
from comments.other_systems import FIELDS
from normsite.foundation.accounts.forms import zones
from normsite.foundation.lines import Line

DAY_FIRST, MONTH_FIRST = "day", "month"
_CHOICES = [("", "Leave it out"), *((field.name, field.label) for field in FIELDS)]


class ImportFileForm(forms.Form):
    """A file of another system. What is in it tells what it is, so its name is not looked at."""

    file = forms.FileField(
        label="File",
        help_text="CSV with a row of headings, or JSON; as it is or packed alone as .zip or .gz. Up to 15 MB (200 MB unpacked)"
        " and 200,000 comments; more than that in several files, one after another.",
        error_messages={"required": "Choose the file."},
    )


class MappingForm(forms.Form):
    """What each column of the file is, and what holds for all of its rows."""

    source = Line(
        label="The other system",
        max_length=80,
        help_text="As people know it, such as regulations.gov. Shown beside each comment.",
        error_messages={"required": "Say which system received the comments."},
    )
    outside = forms.ChoiceField(
        label="Comments received before the opening or after the deadline",
        choices=Outside.choices,
        widget=forms.RadioSelect,
        help_text="None of them counts as in time. A day without a time is taken for its last second.",
    )
    zone = forms.ChoiceField(label="Time zone of times that don't name one", choices=zones)
    order = forms.ChoiceField(
        label="What 3/4/2026 means",
        choices=[(DAY_FIRST, "3 April"), (MONTH_FIRST, "4 March")],
        widget=forms.RadioSelect,
    )
    undated = Instant(
        label="When rows without a time were received",
        required=False,
        help_text="In your time zone. Leave it empty to leave such rows out.",
    )
    html = forms.BooleanField(label="The words are HTML: show them without its tags", required=False)

    def __init__(self, data: QueryDict | None, *, job: CommentImport, samples: list[list[str]]) -> None:
        super().__init__(data, initial=self._initial(Mapping.of(job.mapping)))
        self.samples = samples
        for place, heading in enumerate(job.headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading,
                choices=_CHOICES,
                required=False,
                initial=job.mapping["fields"][place],
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )

    def _initial(self, mapping: Mapping) -> dict[str, Any]:
        order = DAY_FIRST if mapping.day_first else MONTH_FIRST
        kept = {name: getattr(mapping, name) for name in ("source", "outside", "zone", "html")}
        return {**kept, "order": order, "undated": mapping.undated_at}

    @property
    def columns(self) -> Iterator[tuple[BoundField, list[str]]]:
        """Each column's choice, and some of what stands in it."""
        yield from zip(self._of_columns(), self.samples, strict=True)

    @property
    def others(self) -> Iterator[BoundField]:
        return (field for field in self if not field.name.startswith("column-"))

    def _of_columns(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("column-")]

    @property
    def mapping(self) -> Mapping:
        given = self.cleaned_data
        return Mapping(
            fields=tuple(given[field.name] for field in self._of_columns()),
            source=given["source"],
            zone=given["zone"],
            day_first=given["order"] == DAY_FIRST,
            outside=given["outside"],
            undated=given["undated"].isoformat() if given["undated"] else "",
            html=given["html"],
        )
