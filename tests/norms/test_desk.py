"""The drafting desk in the browser: who may come, what is shown, and that nothing typed is lost."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from norms.forms import StageForm
from norms.models import Norm
from norms.services import (
    add_clause,
    freeze_revision,
    register_norm,
    register_obligation,
    remove_clause,
    set_stage,
    start_revision,
)
from tests.norms.scenes import KEYS, address, clause, draft, norm_with_draft, numbers, text, typed


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


# --- who may come ----------------------------------------------------------------------------------------------------


def pages(norm):
    names = ["desk", "facts", "start", "draft"]
    found = [address(name, norm) for name in names]
    found += [address("clause", norm, "keys"), address("remove", norm, "keys")]
    return [*found, *(reverse(f"norms:{name}") for name in ("desk_list", "create", "import", "obligations", "obligation_new"))]


def test_every_page_asks_a_stranger_to_sign_in_first(norm):
    answers = {page: Client().get(page) for page in pages(norm)}
    assert {
        page: (answer.status_code, answer.headers["Location"].split("?")[0]) for page, answer in answers.items()
    } == dict.fromkeys(pages(norm), (302, reverse("account_login")))


def test_a_person_without_a_role_sees_nothing_of_a_draft(cast, as_user, norm):
    for page in pages(norm):
        answer = as_user(cast.rosa).get(page)
        assert answer.status_code == 403, page
        assert "erase its keys" not in text(answer)
        assert norm.title not in text(answer)


def test_an_observer_reads_the_desk_and_finds_no_form_to_write_in(cast, as_user, norm):
    olu = as_user(cast.olu)
    readable = [address("desk", norm), address("draft", norm), address("clause", norm, "keys"), reverse("norms:desk_list")]
    for page in readable:
        answer = olu.get(page)
        assert answer.status_code == 200
        main = text(answer).split("<main")[1].split("</main>")[0]
        assert 'method="post"' not in main
    assert "erase its keys" in text(olu.get(address("clause", norm, "keys")))


@pytest.mark.parametrize("name", ["facts", "start"])
def test_an_observer_changes_nothing(cast, as_user, norm, name):
    answer = as_user(cast.olu).post(address(name, norm), {})
    assert answer.status_code == 403
    assert draft(norm).number == 1


@pytest.mark.parametrize("who", ["olu", "april", "rhea", "ada"])
def test_only_writers_save_a_clause(cast, as_user, norm, who):
    client = as_user(getattr(cast, who))
    for more in ({}, {"autosave": "1"}, {"preview": "1"}):
        assert client.post(address("clause", norm, "keys"), typed(norm, body="Mine.", **more)).status_code == 403
    assert client.post(address("preview", norm, "keys"), typed(norm)).status_code == 403
    assert client.post(address("move", norm, "keys"), {"direction": "down"}).status_code == 403
    assert client.post(address("remove", norm, "keys")).status_code == 403
    assert client.post(address("add", norm), {"title": "More", "kind": "clause", "after": "end"}).status_code == 403
    assert clause(norm, "keys").body == KEYS
    assert list(numbers(norm)) == ["scope", "keys", "erasure", "alarms", "tests"]


def test_an_editor_changes_neither_facts_nor_stage(edda, norm):
    assert edda.get(address("facts", norm)).status_code == 403
    assert edda.post(address("stage", norm), {"stage": "60.60"}).status_code == 403
    assert Norm.objects.get().stage == "20.20"


# --- the norm --------------------------------------------------------------------------------------------------------


def test_an_editor_registers_a_norm_and_comes_to_its_empty_draft(edda, cast):
    facts = {"title": "Key modules", "summary": "For *makers*.", "scheme": "iso", "intended_publication": "2027-05-01"}
    answer = edda.post(reverse("norms:create"), facts, follow=True)
    norm = Norm.objects.get()
    assert answer.redirect_chain == [(address("draft", norm), 302)]
    assert "No clause yet" in text(answer)
    assert (norm.title, norm.summary_html, norm.created_by) == ("Key modules", "<p>For <em>makers</em>.</p>", cast.edda)


def test_a_norm_without_a_title_is_not_registered_and_the_rest_stays_typed(edda, cast):
    answer = edda.post(reverse("norms:create"), {"title": " ", "summary": "For makers of modules.", "scheme": "iso"})
    assert answer.status_code == 422
    assert "For makers of modules." in text(answer)
    assert Norm.objects.count() == 0


def test_two_secretaries_at_once_see_both_facts(cast, as_user, norm):
    sami = as_user(cast.sami)
    first = {"title": "First title", "summary": "One.", "scheme": "iso", "version": 1}
    assert sami.post(address("facts", norm), first).status_code == 302
    answer = sami.post(address("facts", norm), first | {"title": "Second title"})
    assert answer.status_code == 409
    assert "First title" in text(answer)
    assert "Second title" in text(answer)
    assert Norm.objects.get().title == "First title"


def test_facts_that_are_refused_stay_typed(cast, as_user, norm, frozen):
    facts = {"title": "Modules", "summary": "For makers.", "scheme": "rfc2119", "version": 1}
    answer = as_user(cast.sami).post(address("facts", norm), facts)
    assert answer.status_code == 409
    assert "The keyword scheme stays as it is: a frozen revision was read with it." in text(answer)
    assert "For makers." in text(answer)
    assert Norm.objects.get().title == "Quantum key modules"


def test_a_stage_that_follows_no_more_is_refused_beside_the_field(cast, as_user, norm, monkeypatch: pytest.MonkeyPatch):
    """Between the form and the service somebody else was quicker."""
    is_valid = StageForm.is_valid
    quicker = lambda form: is_valid(form) and bool(set_stage(norm=norm, stage="20.98", by=cast.ada))  # noqa: E731
    monkeypatch.setattr(StageForm, "is_valid", quicker)
    answer = as_user(cast.sami).post(address("stage", norm), {"stage": "20.60"})
    assert answer.status_code == 409
    assert answer.context["stage_form"].errors["stage"][0].startswith("A norm can't go from 20.98")
    assert Norm.objects.get().stage == "20.98"


def test_a_secretary_moves_the_norm_to_a_stage_that_follows(cast, as_user, norm):
    sami = as_user(cast.sami)
    offered = [code for code, _ in sami.get(address("desk", norm)).context["stage_form"].fields["stage"].choices]
    assert offered == ["", "20.60", "20.98"]
    assert sami.post(address("stage", norm), {"stage": "20.60"}).status_code == 302
    assert Norm.objects.get().stage == "20.60"


NOT_FROM_HERE = "From 20.20, Preparatory: working draft study, where the norm is now, it doesn't go there."


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [(stage, NOT_FROM_HERE) for stage in ("30.21", "10.00", "40.20", "60.60")]
    + [("", "Choose the stage to which the norm goes."), ("\0", NOT_FROM_HERE)],
)
def test_a_stage_that_does_not_follow_is_refused_beside_the_field(cast, as_user, norm, stage, sentence):
    answer = as_user(cast.sami).post(address("stage", norm), {"stage": stage})
    assert answer.status_code == 422
    assert answer.context["stage_form"].errors["stage"][0].startswith(sentence)
    assert text(answer).count(html.escape(sentence)) == 2  # above the page, and at the field
    assert Norm.objects.get().stage == "20.20"


def test_where_no_stage_follows_none_is_offered(cast, as_user, norm):
    Norm.objects.update(stage="60.00")
    assert "What follows is 60.60: the norm comes there when it is published." in text(
        as_user(cast.sami).get(address("desk", norm))
    )
    Norm.objects.update(stage="95.99")
    page = text(as_user(cast.sami).get(address("desk", norm)))
    assert "No stage follows this one." in page
    assert address("stage", norm) not in page


def test_the_list_of_norms_asks_the_same_number_of_questions_for_one_norm_and_three(
    cast, edda, norm, django_assert_num_queries
):
    with django_assert_num_queries(8):  # session, person, roles, how many, norms, revisions, notices unread, notices seen
        edda.get(reverse("norms:desk_list"))
    norm_with_draft(cast, "Second")
    norm_with_draft(cast, "Third")
    with django_assert_num_queries(8):
        answer = edda.get(reverse("norms:desk_list"))
    assert text(answer).count("listing-item") == 3


def test_long_lists_come_in_pages(cast, edda, obligation):
    for number in range(52):
        register_norm(title=f"Norm {number:02}", summary="", scheme="iso", by=cast.edda)
        facts = {"kind": "law", "instrument": f"Act {number:02}", "title": "x", "text": "x", "as_of": obligation.as_of}
        register_obligation(reference="", by=cast.edda, **facts)
    for name, last, count in (("desk_list", "Norm 51", 2), ("obligations", "Resolution 1540 (2004)", 3)):
        first, second = (text(edda.get(reverse(f"norms:{name}"), {"page": page})) for page in (1, 2))
        assert (first.count('class="listing-item"'), second.count('class="listing-item"')) == (50, count)
        assert (last in first, last in second, "Page 2 of 2" in second) == (False, True, True)


def test_moving_clauses_does_not_crowd_the_list_of_landmarks(edda, norm):
    moves = re.findall(r"<form[^>]*class=\"nudges\"[^>]*>", text(edda.get(address("draft", norm))))
    assert len(moves) == 5
    assert [form for form in moves if "aria-label" in form or "role" in form] == []


def test_a_norm_sent_twice_is_registered_once_and_its_code_is_named(edda, cast):
    facts = {"title": "Key modules", "summary": "For makers.", "scheme": "iso"}
    assert edda.post(reverse("norms:create"), facts).status_code == 302
    answer = edda.post(reverse("norms:create"), facts)
    assert answer.status_code == 409
    assert f"A norm with this title and no text yet is registered already, as {Norm.objects.get().code}." in text(answer)
    assert "For makers." in text(answer)


def three_revisions(cast, norm):
    for _ in range(2):
        freeze_revision(revision=draft(norm), by=cast.edda)
        start_revision(revision=norm.revisions.latest("number"), by=cast.edda)


def test_the_page_of_a_norm_asks_the_same_number_of_questions_for_one_revision_and_three(
    cast, edda, norm, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as one:
        edda.get(address("desk", norm))
    three_revisions(cast, norm)
    with django_assert_num_queries(len(one)):
        answer = edda.get(address("desk", norm))
    assert text(answer).count('class="listing-item"') == 3


def test_any_two_revisions_are_compared_the_older_first(cast, edda, norm):
    assert "Compare any two" not in text(edda.get(address("desk", norm)))
    three_revisions(cast, norm)
    assert "Compare any two" in text(edda.get(address("desk", norm)))
    for old, new in ((1, 3), (3, 1)):
        answer = edda.get(address("compare", norm), {"old": old, "new": new})
        assert answer.url == reverse("compare", args=[norm.code, 3, 1])
    assert edda.get(address("compare", norm), {"old": 1, "new": 9}).url == address("desk", norm)


def test_the_list_of_obligations_asks_the_same_number_of_questions_for_one_and_three(
    cast, edda, obligation, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8) as one:
        edda.get(reverse("norms:obligations"))
    for place in ("paragraph 1", "paragraph 2"):
        facts: dict[str, Any] = {"kind": "resolution", "instrument": "Resolution 1540 (2004)", "title": place, "text": "x"}
        register_obligation(reference=place, as_of=obligation.as_of, by=cast.edda, **facts)
    with django_assert_num_queries(len(one)):
        answer = edda.get(reverse("norms:obligations"))
    assert text(answer).count('class="listing-item"') == 3


@pytest.mark.parametrize("code", ["N-1%00", "%00", "N-99999999999999999999", "N-7", "nothing-at-all"])
def test_an_address_that_names_no_norm_is_not_found(edda, norm, code):
    assert edda.get(f"/desk/norms/{code}/").status_code == 404


# --- the outline -----------------------------------------------------------------------------------------------------


def test_a_clause_is_added_where_the_editor_says(edda, norm):
    for title, after in (("First below", "below keys"), ("After keys", "after keys"), ("Last", "end")):
        sent = {"title": title, "kind": "clause", "after": after}
        assert edda.post(address("add", norm), sent).status_code == 302
    assert numbers(norm) == {
        "scope": "1", "keys": "2", "erasure": "2.1", "first-below": "2.2", "after-keys": "3", "alarms": "4", "tests": "A",
        "last": "5",
    }  # fmt: skip


def test_a_clause_without_a_title_is_not_added_and_the_outline_stays_in_sight(edda, norm):
    answer = edda.post(address("add", norm), {"title": "", "kind": "annex", "after": "after keys"})
    assert answer.status_code == 422
    assert "Erasure" in text(answer)
    assert re.search(r'<option value="annex" selected\s', text(answer))


def test_a_button_moves_a_clause_and_leads_back_to_it(edda, norm):
    answer = edda.post(address("move", norm, "alarms"), {"direction": "up"})
    assert answer.url == f"{address('draft', norm)}?moved=up#c-alarms"
    assert list(numbers(norm)) == ["scope", "alarms", "keys", "erasure", "tests"]


def test_a_button_that_leads_nowhere_says_so(edda, norm):
    answer = edda.post(address("move", norm, "scope"), {"direction": "up"}, follow=True)
    assert "1 Scope can&#x27;t be moved up from where it is." in text(answer)
    assert list(numbers(norm)) == ["scope", "keys", "erasure", "alarms", "tests"]


def test_a_clause_is_dragged_to_a_place(edda, norm):
    answer = edda.post(address("move", norm, "alarms"), {"parent": "keys", "position": "0"})
    assert answer.json() == {"outline": f"{address('draft', norm)}#c-alarms"}
    assert numbers(norm) == {"scope": "1", "keys": "2", "alarms": "2.1", "erasure": "2.2", "tests": "A"}


def test_a_clause_is_not_dragged_below_itself(edda, norm):
    answer = edda.post(address("move", norm, "keys"), {"parent": "erasure", "position": "0"})
    assert (answer.status_code, answer.json()) == (409, {"refused": "A clause can't be put below itself."})


@pytest.mark.parametrize(
    ("parent", "position"), [("", ""), ("", "-1"), ("", "first"), ("", "9" * 30), ("\0", "0"), ("a b", "0")]
)
def test_a_place_that_is_none_is_refused(edda, norm, parent, position):
    assert edda.post(address("move", norm, "keys"), {"parent": parent, "position": position}).status_code == 422


def test_a_clause_is_not_dragged_below_one_that_is_gone(cast, edda, norm):
    remove_clause(clause=clause(norm, "alarms"), by=cast.sami)
    answer = edda.post(address("move", norm, "keys"), {"parent": "alarms", "position": "0"})
    assert answer.status_code == 409
    assert "was taken out meanwhile" in answer.json()["refused"]


def test_a_clause_sent_twice_is_added_once_and_its_title_stays_typed(edda, norm):
    sent = {"title": "Fibre", "kind": "clause", "after": "end"}
    assert edda.post(address("add", norm), sent).status_code == 302
    answer = edda.post(address("add", norm), sent)
    assert answer.status_code == 409
    assert "4 Fibre stands there already." in text(answer)
    assert 'value="Fibre"' in text(answer)


def test_removing_asks_first_and_names_what_goes_with_it(edda, norm):
    asked = text(edda.get(address("remove", norm, "keys")))
    assert "<li><bdi>2.1 Erasure</bdi></li>" in asked
    assert "Alarms" not in asked
    assert edda.post(address("remove", norm, "keys")).status_code == 302
    assert list(numbers(norm)) == ["scope", "alarms", "tests"]


def test_the_outline_asks_the_same_number_of_questions_however_long_it_is(cast, edda, norm, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as short:
        edda.get(address("draft", norm))
    for number in range(20):
        add_clause(revision=draft(norm), title=f"Clause {number}", by=cast.edda)
    with django_assert_max_num_queries(len(short)):
        edda.get(address("draft", norm))
