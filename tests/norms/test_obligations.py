"""What an obligation was compared with, by whom, and what the public is shown of one that nobody has compared."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from norms.models import Obligation
from norms.services import change_obligation, link_obligation
from normsite.foundation.errors import Refused
from tests.norms.scenes import clause, text

EDITION = "S/RES/1540 (2004), English"
SENTENCE = "States keep effective border controls."


def read(page: str) -> Any:
    return Client().get(page)


@pytest.fixture
def compared(cast, obligation):
    day = timezone.localdate() - timedelta(days=3)
    return change_obligation(obligation=obligation, version=1, edition=EDITION, compared_on=day, by=cast.edda)


def test_whoever_gives_the_day_has_compared_the_words(cast, compared):
    assert (compared.is_compared, compared.compared_by) == (True, cast.edda)
    again = change_obligation(obligation=compared, version=2, compared_on=timezone.localdate(), by=cast.sami)
    assert again.compared_by == cast.sami


def test_other_facts_leave_a_comparison_as_it_was(cast, compared):
    changed = change_obligation(obligation=compared, version=2, title="Borders", by=cast.sami)
    assert (changed.title, changed.compared_by) == ("Borders", cast.edda)


def test_words_that_were_changed_are_compared_anew_or_not_at_all(cast, compared):
    with pytest.raises(Refused, match="changed after they had been compared"):
        change_obligation(obligation=compared, version=2, text="States guard borders.", by=cast.sami)
    compared.refresh_from_db()
    assert compared.text == SENTENCE
    bare = change_obligation(obligation=compared, version=2, text="States guard borders.", compared_on=None, by=cast.sami)
    assert (bare.is_compared, bare.compared_by) == (False, None)
    today = timezone.localdate()
    anew = change_obligation(obligation=bare, version=3, text="States guard them.", compared_on=today, by=cast.sami)
    corrected = change_obligation(obligation=anew, version=4, text="States guard all of them.", by=cast.edda)
    assert (anew.compared_by, corrected.compared_by) == (cast.sami, cast.edda)


def test_a_comparison_names_its_edition(cast, obligation):
    with pytest.raises(Refused, match="with which edition"):
        change_obligation(obligation=obligation, version=1, compared_on=date(2026, 1, 2), by=cast.edda)


def test_the_address_of_the_text_is_one_of_the_web(cast, obligation):
    with pytest.raises(Refused, match="The address of the official text leads nowhere"):
        change_obligation(obligation=obligation, version=1, address="javascript:alert(1)", by=cast.edda)


def test_a_provision_does_one_of_four_things(cast, norm, obligation):
    provision = clause(norm, "alarms").statements.get().provision
    with pytest.raises(Refused, match="no such relation"):
        link_obligation(provision=provision, obligation=obligation, relation="likes", by=cast.edda)
    link_obligation(provision=provision, obligation=obligation, relation="limits", note="Only at sea.", by=cast.edda)
    link = link_obligation(provision=provision, obligation=obligation, relation="conflicts", note="Only at sea.", by=cast.edda)
    assert str(link) == f"{provision.code} conflicts with {obligation}"
    assert provision.obligation_links.get() == link


def test_the_form_wants_an_edition_and_a_day_that_has_come(as_user, cast, obligation):
    facts = {"kind": "treaty", "instrument": "Law", "title": "T", "text": "Words.", "as_of": "2026-01-01"}
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = as_user(cast.edda).post(reverse("norms:obligation_new"), facts | {"compared_on": tomorrow.isoformat()})
    assert answer.context["form"].errors == {"compared_on": ["That day is still to come."]}
    answer = as_user(cast.edda).post(reverse("norms:obligation_new"), facts | {"compared_on": "2026-01-01"})
    assert list(answer.context["form"].errors) == ["edition"]


def test_the_public_reads_a_sentence_only_once_it_was_compared(cast, as_user, obligation):
    page = obligation.get_absolute_url()
    public, desk = text(read(page)), text(as_user(cast.olu).get(page))
    assert (SENTENCE in public, SENTENCE in desk) == (False, True)
    assert "Nobody has compared our sentence" in public
    change_obligation(obligation=obligation, version=1, edition=EDITION, compared_on=date(2026, 2, 3), by=cast.edda)
    public, desk = text(read(page)), text(as_user(cast.olu).get(page))
    assert (SENTENCE in public, EDITION in public, "3 February 2026" in public) == (True, True, True)
    assert ("Edda" in public, "Edda" in desk) == (False, True)


def test_what_was_marked_as_compared_before_keeps_that(obligation):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE norms_obligation SET verified = true, source = 'A source'")
        for _ in range(2):
            cursor.execute(import_module("norms.migrations.0022_earlier_comparisons").COMPARED)
    known = Obligation.objects.get()
    assert (known.compared_on, known.edition, known.compared_by) == (known.as_of, "A source", None)
