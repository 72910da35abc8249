"""A long text is read in a process of its own, before anything is held, and once for the plan and the import after it."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse

from norms.models import Clause, Norm
from norms.services import imports, plan_import
from norms.services.provisions import MOST_STATEMENTS
from normsite.foundation.apart import apart
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy
from tests.norms.scenes import address, clause, norm_with_draft, save, typed

pytestmark = pytest.mark.django_db
LONG = "\n\n".join(f"# Part {number}\n\n{'The module shall erase its keys. ' * 12}" for number in range(300))


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


@pytest.fixture
def read_apart(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each text that is read apart from now on, whether something was held meanwhile, but for the turn to do so."""
    cache.clear()
    asked: list[bool] = []
    outside = len(connection.savepoint_ids) + 1
    note = lambda *args, **limits: asked.append(len(connection.savepoint_ids) > outside) or apart(*args, **limits)  # noqa: E731
    monkeypatch.setattr(imports, "apart", note)
    return asked


def test_a_long_text_is_read_once_for_plan_and_import_and_holds_nothing(edda, read_apart):
    file = SimpleUploadedFile("norm.md", LONG.encode())
    plan = edda.post(reverse("norms:import"), {"file": file, "scheme": "iso", "title": "Long"})
    assert plan.status_code == 200
    written = edda.post(reverse("norms:import"), {"text": LONG, "scheme": "iso", "title": "Long", "confirm": "1"})
    assert written.status_code == 302
    assert read_apart == [False]
    assert Clause.objects.filter(revision__norm__title="Long").count() == 300


def test_a_short_text_is_read_here(read_apart):
    plan_import(text="# Keys\n\nIt shall.", scheme="iso")
    assert read_apart == []


def test_a_short_text_is_read_apart_where_the_norm_is_long(edda, read_apart):
    edda.post(reverse("norms:import"), {"text": LONG, "scheme": "iso", "title": "Long", "confirm": "1"})
    plan_import(text="# Keys\n\nIt shall.", scheme="iso", norm=Norm.objects.get(title="Long"))
    assert read_apart == [False, False]


def test_while_one_is_read_another_is_told_so_at_once(read_apart):
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('norms.import'))")
        with pytest.raises(Busy, match="Another long text is being read just now"):
            plan_import(text=LONG, scheme="iso")
    finally:
        other.close()
    assert read_apart == []


def test_whoever_sends_a_text_meanwhile_is_told_when_to_send_it_again_and_keeps_it(edda):
    cache.clear()
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('norms.import'))")
        response = edda.post(reverse("norms:import"), {"text": LONG, "scheme": "iso", "confirm": "1"})
    finally:
        other.close()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "Another long text is being read just now." in response.text
    assert dict(response.context["fields"]) == {"text": LONG, "scheme": "iso", "confirm": "1"}


def test_a_text_that_takes_too_long_is_refused_in_the_form_and_stays_in_it(edda, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "SECONDS", 0.01)
    cache.clear()
    response = edda.post(reverse("norms:import"), {"text": LONG, "scheme": "iso"})
    assert response.status_code == 409
    assert "Make several norms of it, or leave out what need not stand in it." in response.content.decode()
    assert "The module shall erase its keys." in response.content.decode()


def test_what_could_not_be_rendered_is_refused_by_the_plan_with_the_line_of_the_file(edda):
    text = "# Introduction\n\nWords.\n\n# Keys\n\nMore words.\n\n" + "![" * 9_000
    response = edda.post(reverse("norms:import"), {"text": text, "scheme": "iso"})
    assert response.status_code == 409
    assert "The text of “Keys” has too many small parts for its length" in response.content.decode()
    assert "in line 9" in response.content.decode()


def test_more_sentences_in_all_clauses_than_anybody_can_trace_are_refused():
    clauses = "".join(f"# Part {number}\n\n{'A shall. ' * MOST_STATEMENTS}\n\n" for number in range(10))
    plan_import(text=clauses, scheme="iso")
    with pytest.raises(Refused, match="The file has 10,001 sentences that require, recommend or allow; the most is 10,000"):
        plan_import(text=f"{clauses}# Alarms\n\nIt shall.\n", scheme="iso")


def test_more_sentences_than_anybody_can_trace_are_refused(cast, edda):
    norm = norm_with_draft(cast)
    body = "A shall. " * (MOST_STATEMENTS + 1)
    with pytest.raises(Refused, match="“Keys” has 1,001 sentences that require, recommend or allow; the most is 1,000"):
        save(clause(norm, "keys"), cast.edda, body=body)
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body=body))
    assert answer.status_code == 409
    with pytest.raises(Refused, match="“Keys” has 1,001 sentences"):
        plan_import(text=f"# Keys\n\n{body}", scheme="iso")
