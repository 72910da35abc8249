"""What nobody types by hand is answered with a sentence, beside the field where there is one, and never breaks a page."""

import pytest
from django.urls import reverse

from normsite.foundation.numbers import whole
from tests.comments import scenes as talks
from tests.norms.scenes import address, norm_with_draft
from tests.riskreviews import scenes as risks

pytestmark = pytest.mark.django_db
DIGITS = "9" * 5_000
DEEP = "> " * 40 + "deep"
TOO_DEEP = "Lists or quotations are nested more than 10 deep in line 1. Use fewer levels."
MARKS = "a" + "\u0315\u0316" * 20
TOO_MANY_MARKS = "The text has a letter with more than 30 marks above or below it in line 1. Delete most of them."


@pytest.mark.parametrize("words", ["-" * 50, "- " * 100, "-|" * 50, "--a", "-a " * 60, '-"a b" sub-keys', "a or " * 40])
def test_a_search_for_signs_alone_is_answered(client, words: str):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_numbers_of_ours_are_read_and_others_are_none():
    assert [whole(words) for words in ("0", "42", "9" * 18, "9" * 19, DIGITS, "-1", "", "a", "1.5")] == [
        0, 42, 10**18 - 1, None, None, None, None, None, None,
    ]  # fmt: skip


def test_a_number_of_thousands_of_digits_chooses_nothing(cast, as_user, client):
    ended = talks.closed(cast)
    comment = talks.published(cast, ended)
    talks.decide_comment(comment=comment, outcome="rejected", reason="No.", effect="none", by=cast.edda)
    approve = reverse("comments:approve", args=[ended.code])
    assert as_user(cast.april).post(approve, {"answer": f"{comment.code}:{DIGITS}"}).status_code == 302
    comment.refresh_from_db()
    assert comment.disposition.approved_at is None

    rhea, assessment = as_user(cast.rhea), risks.assessment_of(risks.draft_text(cast), cast)
    scenario = risks.scenario_in(assessment, cast)
    evidence = reverse("riskreviews:evidence", args=[assessment.code, scenario.code])
    assert rhea.post(evidence, {"remove": DIGITS}).status_code == 200
    assert client.post("/receipts/", CONTENT_LENGTH=DIGITS).status_code == 413


def test_provisions_of_thousands_of_digits_are_not_among_those_to_choose(cast, as_user):
    revision = risks.draft_text(cast)
    risks.add_clause(revision=revision, title="Many", body="It shall be. " * 60, by=cast.edda)
    assessment = risks.assessment_of(revision, cast)
    address_ = reverse("riskreviews:scenario_new", args=[assessment.code])
    assert as_user(cast.rhea).post(address_, {"provisions": DIGITS}).status_code == 422


def test_markdown_that_cannot_be_rendered_is_said_at_its_field_in_every_room(cast, as_user):
    norm = norm_with_draft(cast)
    assessment = risks.assessment_of(risks.draft_text(cast), cast)
    forms = {
        "edda": (address("clause", norm, "keys"), ("body", "rationale")),
        "sami": (reverse("comments:open"), ("asks",)),
        "rhea": (reverse("riskreviews:scenario_new", args=[assessment.code]), ("description",)),
    }
    for name, (page, fields) in forms.items():
        answer = as_user(getattr(cast, name)).post(page, dict.fromkeys(fields, DEEP))
        assert answer.status_code == 422
        assert {field: answer.context["form"].errors[field] for field in fields} == {field: [TOO_DEEP] for field in fields}
        assert answer.content.decode().count("deep</textarea>") == len(fields)


def test_text_that_cannot_be_shown_is_said_at_its_field_in_every_room(cast, as_user):
    ended = talks.closed(cast)
    comment = talks.published(cast, ended)
    assessment = risks.assessment_of(risks.draft_text(cast), cast)
    safeguard = risks.safeguard_in(assessment, [risks.scenario_in(assessment, cast)], cast)
    fields = (
        (cast.edda, reverse("norms:obligation_new"), "text"),
        (cast.sami, reverse("comments:extend", args=[ended.code]), "reason"),
        (cast.rhea, reverse("riskreviews:safeguard_proportionality", args=[assessment.code, safeguard.code]), "necessary"),
        (cast.edda, reverse("comments:decide", args=[comment.code]), "reason"),
    )
    for person, page, field in fields:
        answer = as_user(person).post(page, {field: MARKS, "outcome": "rejected", "effect": "none", "version": "0"})
        assert (answer.status_code, answer.context["form"].errors[field]) == (422, [TOO_MANY_MARKS])
