"""A form or a button is shown, and shown again when its act came to nothing: with what was typed, why, and the right status."""

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_button, show_form

LATE = Refused("The consultation closed on 3 May.", "Write to the secretary.")
TEMPLATES = {
    "form.html": "{{ heading }}|{{ form.name.value|default:'' }}|{{ form.non_field_errors.0 }}|{{ form.name.errors.0 }}",
    "button.html": "{{ heading }}|{{ refused|default:'' }}",
}


class Form(forms.Form):
    name = forms.CharField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def templates(settings):
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}]


def sent(**typed: str) -> HttpRequest:
    return RequestFactory().post("/", typed)


def page(answer: HttpResponse) -> tuple[int, list[str]]:
    """Its status, and the parts of it."""
    return answer.status_code, answer.content.decode().split("|")


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 200), ("PUT", 405), ("DELETE", 405), ("HEAD", 405)])
def test_a_page_with_a_form_is_asked_for_or_sent(method: str, status: int):
    view = get_or_post(lambda request: HttpResponse("The form."))
    assert view(RequestFactory().generic(method, "/")).status_code == status


def test_a_form_is_bound_to_what_was_typed_also_when_that_is_nothing():
    assert posted(RequestFactory().get("/", {"name": "In the address"})) is None
    assert Form(posted(sent())).errors == {"name": ["This field is required."]}
    assert Form(posted(sent(name="Keys"))).is_valid()


def test_a_form_that_is_only_shown_is_a_page_like_any_other():
    request = RequestFactory().get("/")
    assert page(show_form(request, "form.html", Form(posted(request)), heading="Add")) == (200, ["Add", "", "", ""])


def test_a_form_of_a_wrong_shape_is_shown_again_with_what_is_wrong():
    request = sent(name="Keys", version="x")
    form = Form(posted(request))
    assert page(show_form(request, "form.html", form, heading="Add")) == (422, ["Add", "Keys", "", ""])
    assert form.errors == {"version": ["Enter a whole number."]}


@pytest.mark.parametrize(("beside", "shown"), [(None, [str(LATE), ""]), ("name", ["", str(LATE)])])
def test_a_refusal_stands_above_the_form_or_beside_its_field_and_what_was_typed_stays(beside: str | None, shown: list[str]):
    request = sent(name="Keys")
    answer = show_form(request, "form.html", Form(posted(request)), LATE, beside, heading="Add")
    assert page(answer) == (409, ["Add", "Keys", *shown])


def test_a_button_says_why_its_act_was_refused():
    assert page(show_button(sent(), "button.html", heading="Publish")) == (200, ["Publish", ""])
    assert page(show_button(sent(), "button.html", LATE, heading="Publish")) == (409, ["Publish", str(LATE)])


def test_hidden_fields_are_renewed_beside_what_was_typed():
    request = sent(name="Keys", version="1")
    form = Form(posted(request))
    renew_hidden(form, version=2)
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Keys", "version": 2}
    assert request.POST["version"] == "1"
