"""The same form sent twice, one after the other or at once: carried out once, and answered the same."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone

from comments.services import decide_comment
from norms.models import Clause, Obligation, Provision
from norms.services import imports, move_clause, register_obligation, start_revision
from normsite.foundation.accounts import once
from normsite.foundation.accounts.models import LastForm, Organisation, User
from normsite.foundation.accounts.services import save_organisation
from normsite.foundation.apart import apart
from tests import scenes
from tests.cast import Cast
from tests.comments import scenes as consulting
from tests.norms.races import race
from tests.norms.scenes import address, draft, norm_with_draft, numbers
from tests.plain_browser import PlainBrowser
from tests.riskreviews import scenes as risks

ONCE = "The same form came twice. It was carried out once."
LATER = (timezone.localtime() + timedelta(days=200)).strftime("%Y-%m-%dT17:00")
ROOMS = {"accounts", "norms", "comments", "riskreviews", "publication", "ledger", "notifications"}


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch):
    cache.clear()
    monkeypatch.setattr(once, "WAITS", 60)  # on however busy a machine


def signed_in(person: User) -> PlainBrowser:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    browser = PlainBrowser()
    browser.sign_in(person)
    return browser


def an_assessment(cast: Cast):
    return risks.assessment_of(risks.draft_text(cast), cast)


def an_obligation(cast: Cast) -> Obligation:
    facts: dict[str, Any] = {"kind": "resolution", "instrument": "Resolution 1540", "reference": "paragraph 2"}
    facts |= {"title": "Arms", "text": "x"}
    return register_obligation(**facts, as_of=date(2026, 1, 1), by=cast.edda)


def a_scenario(cast: Cast):
    return risks.scenario_in(an_assessment(cast), cast)


def carried_on(cast: Cast) -> str:
    assessment = risks.agreed(cast)
    start_revision(revision=assessment.revision, by=cast.edda)
    return f"/desk/risk/{assessment.code}/carry/"


def an_import(cast: Cast) -> str:
    return "/desk/norms/import/"


OBLIGATION: dict[str, Any] = {
    "kind": "resolution",
    "instrument": "R",
    "reference": "2",
    "title": "Arms",
    "text": "x",
    "as_of": "2026-01-01",
}
SCENARIO = {"title": "T", "description": "d"}
CONSULTATION = {"title": "Draft", "asks": "Is it right?", "opens_at": "", "closes_at": LATER, "questions": "One?"}

# Who, the page with the form, a field by which to know it, what is typed (or made out of the scene), what comes of it.
Scene = Callable[[Cast], str]
FORMS: dict[str, tuple[str, Scene, str, dict, str]] = {
    "invitation": ("ada", lambda cast: "/desk/people/invite/", "email", {"name": "N", "email": "n@x.example"}, "accounts.User"),
    "organisation": (
        "ada",
        lambda cast: "/desk/organisations/new/",
        "name",
        {"name": "Acme", "kind": "academia", "country": "DE"},
        "accounts.Organisation",
    ),
    "norm": ("edda", lambda cast: "/desk/norms/new/", "summary", {"title": "Drones", "summary": "x"}, "norms.Norm"),
    "import": ("edda", an_import, "text", {"text": "# Boats\n\n## 1 Scope\n\nAll.\n", "confirm": "1"}, "norms.Norm"),
    "clause": ("edda", lambda cast: address("draft", norm_with_draft(cast)), "title", {"title": "New"}, "norms.Clause"),
    "next revision": (
        "edda",
        lambda cast: f"/desk/norms/{consulting.frozen_revision(cast).norm.code}/next/",
        "note",
        {"note": "Next."},
        "norms.Revision",
    ),
    "obligation": ("edda", lambda cast: "/desk/obligations/new/", "reference", OBLIGATION, "norms.Obligation"),
    "consultation": (
        "sami",
        lambda cast: f"/desk/consultations/open/?revision={scenes.frozen(cast).pk}",
        "asks",
        CONSULTATION,
        "comments.Consultation",
    ),
    "extension": (
        "sami",
        lambda cast: f"/desk/consultations/{consulting.opened(cast).code}/extend/",
        "reason",
        {"closes_at": LATER, "reason": "More time."},
        "comments.Extension",
    ),
    "answer": (
        "edda",
        lambda cast: f"/desk/comments/{consulting.published(cast, consulting.closed(cast)).code}/decide/",
        "reason",
        {"outcome": "rejected", "effect": "none", "reason": "It says so already."},
        "comments.Disposition",
    ),
    "assessment": (
        "rhea",
        lambda cast: f"/desk/risk/new/?revision={scenes.frozen(cast).pk}",
        "scope",
        {"title": "Theft", "scope": "All."},
        "riskreviews.Assessment",
    ),
    "copy of an assessment": ("rhea", carried_on, "revision", {}, "riskreviews.Assessment"),
    "scenario": (
        "rhea",
        lambda cast: f"/desk/risk/{an_assessment(cast).code}/scenarios/new/",
        "threat_source",
        SCENARIO,
        "riskreviews.Scenario",
    ),
    "evidence": (
        "rhea",
        lambda cast: f"/desk/risk/{(one := a_scenario(cast)).assessment.code}/scenarios/{one.code}/evidence/",
        "citation",
        {"citation": "Report 7"},
        "riskreviews.Evidence",
    ),
    "safeguard": (
        "rhea",
        lambda cast: f"/desk/risk/{a_scenario(cast).assessment.code}/safeguards/new/",
        "provision",
        {"title": "S", "description": "d"},
        "riskreviews.Safeguard",
    ),
    "request for a peer review": (
        "rhea",
        lambda cast: f"/desk/risk/{a_scenario(cast).assessment.code}/",
        "reviewer",
        {},
        "riskreviews.PeerReview",
    ),
}


def filled_in(browser: PlainBrowser, cast: Cast, name: str):
    """The form named, ready to be sent: what only the scene knows is chosen here."""
    _, where, known_by, typed, _ = FORMS[name]
    browser.open(where(cast))
    form = browser.form_with(known_by)
    form.fields |= {field: [value] for field, value in typed.items()}
    if name == "safeguard":
        form.fields["scenarios"] = [str(risks.Scenario.objects.get().pk)]
    if name == "request for a peer review":
        form.fields["reviewer"] = [str(cast.piet.pk)]
    if name == "copy of an assessment":
        form.fields["revision"] = [str(risks.Revision.objects.latest("pk").pk)]
    return form


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.app_label in ROOMS}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_twice_makes_one_thing_and_leads_to_the_same_page(cast, name):
    browser = signed_in(getattr(cast, FORMS[name][0]))
    form, before = filled_in(browser, cast, name), counts()

    first = browser.send(form)
    after_the_first = counts()
    second = browser.send(form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second.headers["Location"] == first.headers["Location"]
    assert after_the_first[FORMS[name][4]] == before[FORMS[name][4]] + 1
    assert counts() == after_the_first
    assert ONCE in browser.follow(second).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["invitation", "organisation", "clause", "evidence", "extension", "answer", "import"])
def test_clicks_at_the_same_moment_make_one_thing_and_lead_to_the_same_page(cast, name):
    browser = signed_in(getattr(cast, FORMS[name][0]))
    form, before = filled_in(browser, cast, name), counts()

    def click():
        tab = PlainBrowser()
        tab.address = browser.address
        tab.cookies.update(browser.cookies)
        return tab.send(form).headers["Location"]

    locations = race(*[click] * 4)

    assert len(set(locations)) == 1, locations
    assert counts()[FORMS[name][4]] == before[FORMS[name][4]] + 1


def test_a_clause_moves_one_step_however_often_the_button_is_pressed(cast):
    norm = norm_with_draft(cast)
    edda = signed_in(cast.edda)
    edda.open(address("draft", norm))
    up = next(form for form in edda.forms() if form.action.endswith("/tests/move/"))

    for _ in range(3):
        edda.send(up, direction="up")
    assert list(numbers(norm))[-2:] == ["tests", "alarms"]
    edda.open(address("draft", norm))  # shown anew, the button means another step
    edda.send(next(form for form in edda.forms() if form.action.endswith("/tests/move/")), direction="up")
    assert list(numbers(norm))[:2] == ["scope", "tests"]


def test_a_clause_taken_out_by_two_clicks_leads_to_the_outline_and_not_to_nowhere(cast):
    norm = norm_with_draft(cast)
    edda = signed_in(cast.edda)
    edda.open(address("remove", norm, "alarms"))
    removing = next(form for form in edda.forms() if not form.action)

    answers = [edda.send(removing) for _ in range(2)]

    assert [answer.headers.get("Location") for answer in answers] == [address("draft", norm)] * 2


def test_other_words_in_the_same_form_are_another_act(cast):
    """As somebody does who lists several obligations by the back button."""
    edda = signed_in(cast.edda)
    edda.open("/desk/obligations/new/")
    form = edda.form_with("reference")

    for reference in ("paragraph 2", "paragraph 3"):
        edda.send(form, **OBLIGATION | {"reference": reference})

    assert sorted(Obligation.objects.values_list("reference", flat=True)) == ["paragraph 2", "paragraph 3"]


def test_the_same_words_in_a_form_shown_anew_are_judged_anew(cast):
    edda = signed_in(cast.edda)
    for _ in range(2):
        edda.open("/desk/obligations/new/")
        answer = edda.send(edda.form_with("reference"), **OBLIGATION)

    assert (answer.status_code, "is in the list already" in answer.text) == (409, True)


def test_what_was_taken_away_in_between_can_be_brought_back_with_the_back_button(cast):
    norm = norm_with_draft(cast)
    edda = signed_in(cast.edda)
    edda.open(address("draft", norm))
    adding = edda.form_with("title")
    edda.send(adding, title="New")
    edda.open(address("remove", norm, "new"))
    edda.send(next(form for form in edda.forms() if not form.action))
    assert not Clause.objects.filter(revision=draft(norm), title="New").exists()

    edda.send(adding, title="New")

    assert Clause.objects.filter(revision=draft(norm), title="New").count() == 1


def test_a_form_that_was_refused_is_judged_anew(cast):
    ada = signed_in(cast.ada)
    ada.open("/desk/organisations/new/")
    form = ada.form_with("name")
    wanted: dict[str, Any] = {"name": "Aerolith GmbH", "kind": "academia", "country": "DE"}
    assert ada.send(form, **wanted).status_code == 409
    Organisation.objects.update(name="Aerolith SE")

    assert ada.send(form, **wanted).status_code == 302


def test_after_ten_minutes_the_same_form_is_judged_anew(cast):
    edda = signed_in(cast.edda)
    edda.open("/desk/obligations/new/")
    form = edda.form_with("reference")
    edda.send(form, **OBLIGATION)
    LastForm.objects.update(sent_at=timezone.now() - timedelta(minutes=11))

    assert edda.send(form, **OBLIGATION).status_code == 409


def test_two_people_are_never_answered_for_each_other(cast):
    edda, sami = signed_in(cast.edda), signed_in(cast.sami)
    edda.open("/desk/obligations/new/")
    edda.send(edda.form_with("reference"), **OBLIGATION)
    sami.open("/desk/obligations/new/")

    assert sami.send(sami.form_with("reference"), **OBLIGATION).status_code == 409


def test_a_link_to_an_obligation_is_made_once(cast):
    norm_with_draft(cast)
    obligation, provision = an_obligation(cast), Provision.objects.earliest("pk")
    edda = signed_in(cast.edda)
    edda.open(f"/desk/provisions/{provision.code}/link/")
    form = edda.form_with("note")

    answers = [edda.send(form, obligation=str(obligation.pk), note="It serves.") for _ in range(2)]

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert obligation.provision_links.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_add_the_same_organisation_at_once_one_is_told(cast):
    def add():
        save_organisation(organisation=None, name="Acme", kind="academia", country="DE")

    assert consulting.behind(add, add) == "An organisation named Acme is in the list already."
    assert Organisation.objects.filter(name="Acme").count() == 1


class Elsewhere:
    """Somebody who has a turn in another process, until the end of the block."""

    def __init__(self, name: str) -> None:
        self.name, self.other = name, connections["default"].copy()

    def __enter__(self) -> None:
        with self.other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [self.name])

    def __exit__(self, *_: object) -> None:
        self.other.close()


def under_way(person: User) -> Elsewhere:
    """A form of this person that takes long."""
    return Elsewhere(f"accounts.form.{person.pk}")


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_long_text_is_read(cast, monkeypatch):
    monkeypatch.setattr(imports, "LONG", 0)
    held: list[bool] = []
    note = lambda *args, **limits: held.append(connection.in_atomic_block) or apart(*args, **limits)  # noqa: E731
    monkeypatch.setattr(imports, "apart", note)
    edda = signed_in(cast.edda)

    assert edda.send(filled_in(edda, cast, "import")).status_code == 302
    assert held == [False]


def test_a_form_that_comes_while_another_takes_long_is_told_so_and_loses_nothing(cast, monkeypatch):
    monkeypatch.setattr(once, "WAITS", 0.1)
    edda = signed_in(cast.edda)
    form = filled_in(edda, cast, "obligation")

    with under_way(cast.edda):
        told = edda.page = edda.send(form)
    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert "The form that you sent last is still under way" in told.text
    assert not Obligation.objects.exists()

    again = edda.form_with("reference")
    kept = {name: values for name, values in form.fields.items() if name != "csrfmiddlewaretoken"}
    assert {name: again.fields[name] for name in kept} == kept
    first, second = edda.send(again), edda.send(form)  # the very same form: the button, and the back button after it
    assert (first.status_code, second.status_code, Obligation.objects.count()) == (302, 302, 1)
    assert ONCE in edda.follow(second).text


def test_a_form_with_a_file_is_sent_again_by_going_back(cast, monkeypatch):
    monkeypatch.setattr(once, "WAITS", 0.1)
    edda = signed_in(cast.edda)
    form = filled_in(edda, cast, "import")
    form.fields["file"] = [SimpleUploadedFile("norm.md", b"# Boats")]

    with under_way(cast.edda):
        told = edda.page = edda.send(form)
    assert (told.status_code, "go back and send it again" in told.text) == (503, True)
    assert not any("scheme" in shown.fields for shown in edda.forms())


def test_nobody_waits_for_the_form_of_another_person(cast, monkeypatch):
    monkeypatch.setattr(once, "WAITS", 0.1)
    sami = signed_in(cast.sami)
    form = filled_in(sami, cast, "consultation")

    with under_way(cast.edda):
        assert sami.send(form).status_code == 302


def test_after_a_refusal_that_is_said_on_the_next_page_the_same_form_is_tried_again(cast):
    norm = norm_with_draft(cast)
    edda = signed_in(cast.edda)
    edda.open(address("draft", norm))
    first = Clause.objects.filter(revision=draft(norm)).in_order()[0]
    moving = next(form for form in edda.forms() if form.action.endswith(f"/{first.anchor}/move/"))

    refused = edda.follow(edda.send(moving, direction="up")).text
    assert ("can&#x27;t be moved up" in refused, ONCE in refused) == (True, False)
    move_clause(clause=first, parent=None, position=1, by=cast.ada)

    moved = edda.follow(edda.send(moving, direction="up")).text
    assert ("is moved up" in moved, ONCE in moved) == (True, False)


def test_an_approval_that_was_refused_is_tried_again(cast):
    comment = consulting.published(cast, consulting.closed(cast))
    decide = {"comment": comment, "outcome": "rejected", "effect": "none", "by": cast.edda}
    decide_comment(**decide, reason="It says so.")
    april = signed_in(cast.april)
    april.open(f"/desk/consultations/{comment.consultation.code}/approve/")
    form = next(form for form in april.forms() if not form.action and "stamp" in form.fields)
    decide_comment(**decide, reason="It says so already.")

    answers = [april.send(form, answer=f"{comment.code}:1") for _ in range(2)]
    page = april.follow(answers[-1]).text

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (page.count("was changed by Edda"), ONCE in page) == (2, False)
