"""The page on which a text is frozen: what is worth a second look, and what publishing will ask for one day."""

import pytest
from django.urls import reverse

from norms.models import Clause
from norms.services import add_clause, freeze_revision, register_norm, save_clause, start_revision
from normsite.foundation.checks import Finding
from tests import scenes

NO_ASSESSMENT = Finding("There is no risk assessment of this revision.", "Start one, or carry the last one on.", "/desk/risk/")


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


def at(norm):
    return reverse("pages:freeze", args=[norm.code])


def found(client, norm):
    """What the page finds: what blocks freezing, what is doubtful, what publishing will ask for."""
    context = client.get(at(norm)).context
    return list(context["check"].blocking), list(context["check"].doubtful), list(context["ahead"].blocking)


def editor(norm, anchor):
    return reverse("norms:clause", args=[norm.code, anchor])


def reword(draft, anchor, body, by, rationale=""):
    clause = draft.clauses.get(anchor=anchor)
    facts = {"kind": clause.kind, "normative": clause.normative, "title": clause.title}
    save_clause(clause=clause, version=clause.version, by=by, body=body, rationale=rationale, **facts)


def test_a_text_with_reasons_and_agreed_risks_raises_nothing(cast, edda):
    draft = scenes.drafted(cast)
    scenes.agreed(cast, scenes.assessed(cast, draft))
    assert found(edda, draft.norm) == ([], [], [])
    page = edda.get(at(draft.norm))
    assert (page.context["clauses"], page.context["statements"]) == (3, [("Requirement", 2)])
    assert "Publishing will ask of this text" not in page.text


def test_a_text_without_a_clause_can_not_be_frozen(cast, edda):
    norm = register_norm(title="Empty", summary="Nothing yet.", scheme="iso", by=cast.edda)
    no_text = Finding("The revision has no clause.", "Write or import the text.", reverse("norms:desk", args=[norm.code]))
    assert found(edda, norm) == ([no_text], [], [NO_ASSESSMENT])
    assert "Freeze the text</button>" not in edda.get(at(norm)).text
    answer = edda.post(at(norm))
    assert (answer.status_code, norm.revisions.get().is_draft) == (409, True)


def test_clauses_that_say_nothing_or_require_where_none_may_stand_are_worth_a_second_look(cast, edda):
    draft = scenes.drafted(cast)
    scenes.agreed(cast, scenes.assessed(cast, draft))
    reword(draft, "scope", "Modules shall be modules.", cast.edda)
    reword(draft, "alarms", " ", cast.edda)
    add_clause(revision=draft, title="Noise", anchor="noise", parent=draft.clauses.get(anchor="alarms"), body="", by=cast.edda)
    blocking, doubtful, _ = found(edda, draft.norm)
    assert blocking == []
    assert doubtful == [
        Finding(
            "Clause 1 Scope makes a requirement where none may stand.",
            "Scope, foreword, introduction and informative parts bind nobody: move the requirement, or word it as a fact.",
            editor(draft.norm, "scope"),
        ),
        Finding("Clause 3.1 Noise says nothing yet.", "Write it, or take it out.", editor(draft.norm, "noise")),
    ]


def test_a_draft_is_told_what_publishing_will_ask_for_and_can_be_frozen_all_the_same(cast, edda):
    draft = scenes.drafted(cast)
    reword(draft, "keys", "The module shall erase keys.", cast.edda)
    silent = Finding(
        "Clause 2 Keys makes a requirement and does not say why.", "Write its rationale.", editor(draft.norm, "keys")
    )
    assert found(edda, draft.norm) == ([], [], [silent, NO_ASSESSMENT])
    assert "Publishing will ask of this text" in edda.get(at(draft.norm)).text

    assert edda.post(at(draft.norm)).url == reverse("norms:desk", args=[draft.norm.code])
    draft.refresh_from_db()
    assert not draft.is_draft


def test_an_assessment_is_asked_for_until_a_peer_agrees_and_again_when_the_words_change(cast, edda):
    draft = scenes.drafted(cast)
    assessment = scenes.assessed(cast, draft)
    desk = f"/desk/risk/{assessment.code}/"
    waiting = f"No peer has agreed to the risk assessment {assessment.code} yet."
    assert found(edda, draft.norm) == ([], [], [Finding(waiting, "Finish it and ask for a peer review.", desk)])

    scenes.agreed(cast, assessment)
    reword(draft, "keys", "The module may keep keys.", cast.edda)
    assert found(edda, draft.norm) == (
        [],
        [],
        [
            Finding(
                f"The risk assessment {assessment.code} was agreed on other words than those of this text.",
                "Return it to draft, check it against the text, and ask for a peer review again.",
                desk,
            )
        ],
    )


def test_the_next_draft_is_told_of_changes_that_answers_promise(cast, edda):
    first = scenes.frozen(cast)
    _, (rosas, *_) = scenes.concluded(cast, first)
    draft = start_revision(revision=first, by=cast.edda)
    promise = Finding(
        f"Clause 2 Keys is as it was, but the answer to {rosas.code} promises a change of substance.",
        "Make the change, or have the answer decided again while that is possible.",
        editor(draft.norm, "keys"),
    )
    assert found(edda, draft.norm) == ([], [], [NO_ASSESSMENT, promise])
    why = Clause.objects.get(revision=draft, anchor="keys").rationale
    reword(draft, "keys", "The module shall erase keys within one second.", cast.edda, rationale=why)
    assert found(edda, draft.norm) == ([], [], [NO_ASSESSMENT])


def test_freezing_twice_is_refused_in_a_sentence(cast, edda):
    draft = scenes.drafted(cast)
    edda.post(at(draft.norm))
    answer = edda.post(at(draft.norm))
    assert answer.status_code == 409
    assert "Revision 1 was frozen on" in answer.text
    assert "Freeze the text</button>" not in answer.text


def test_the_page_is_for_writers(cast, as_user, client):
    norm = scenes.drafted(cast).norm
    for person in (cast.olu, cast.april, cast.rhea, cast.rosa):
        answer = as_user(person).post(at(norm))
        assert (answer.status_code, norm.title in answer.text) == (403, False), person.name
    assert client.get(at(norm)).status_code == 302
    assert norm.revisions.get().is_draft


def test_it_is_about_the_newest_text(cast, edda):
    first = scenes.frozen(cast)
    start_revision(revision=first, by=cast.edda, label="Second draft")
    assert edda.get(at(first.norm)).context["revision"].name == "Second draft"
    freeze_revision(revision=first.norm.revisions.get(number=2), by=cast.edda)
    assert edda.get(at(first.norm)).context["revision"].number == 2
