"""How the forms of a page take up words that were typed before: an unsent form, given back."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property


@dataclass
class GivenBack:
    """The words for a page; `taken` once a form of it has shown them."""

    words: QueryDict
    taken: bool = False

    def fits(self, form: forms.BaseForm) -> bool:
        """Whether it is this form that was sent: something of it, and everything required that a browser sends in any case.

        Boxes that are not ticked and files that were not chosen are not sent.
        """
        sent = {name for name in form.fields if form.add_prefix(name) in self.words}
        expected = {name for name, field in form.fields.items() if field.required and not _may_be_missing(field.widget)}
        return not form.is_bound and bool(sent) and expected <= sent


_given_back: ContextVar[GivenBack | None] = ContextVar("given_back", default=None)


@contextmanager
def words_in_forms(words: QueryDict) -> Iterator[GivenBack]:
    """Let the form that these words were typed in begin with them, wherever it is shown within."""
    given = GivenBack(words)
    token = _given_back.set(given)
    try:
        yield given
    finally:
        _given_back.reset(token)


class Field(BoundField):
    """A field on a page."""

    @cached_property
    def initial(self) -> Any:
        given = _given_back.get()
        if given is None or self.form.fields.get(self.name) is not self.field or not given.fits(self.form):
            return self.form.get_initial_for_field(self.field, self.name)
        given.taken = True
        return self.field.widget.value_from_datadict(given.words, {}, self.html_name)


class Renderer(TemplatesSetting):
    """Forms as our templates show them, with fields that can take up words."""

    bound_field_class = Field


def _may_be_missing(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.SelectMultiple | forms.FileInput)
