"""What a column can't hold, and what nobody could read, is refused by the service with a sentence, whoever calls it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeGuard

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

import comments.services as talk
import norms.services as text
import normsite.foundation.accounts.services as people
import riskreviews.services as risk
from comments.models import PARTS, Comment, Consultation, Disposition, NewComment
from norms.models import Clause, Norm, Obligation, Revision
from normsite.foundation.errors import Refused
from riskreviews.models import Assessment, PeerReview, Safeguard, Scenario
from tests import scenes
from tests.cast import Cast
from tests.comments import scenes as talks
from tests.riskreviews.scenes import asked, assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db
FORMS = (
    "norms.forms.circulation",
    "norms.forms.clauses",
    "norms.forms.facts",
    "norms.forms.imports",
    "norms.forms.obligations",
    "norms.forms.positions",
    "comments.forms.desk",
    "comments.forms.public",
    "riskreviews.forms.assessments",
    "riskreviews.forms.screenings",
    "normsite.foundation.accounts.forms",
)
FILLER = "\u3164\u200b"
Act = Callable[["Stage", str], Any]


@dataclass
class Stage:
    """Everything that somebody may write about."""

    cast: Cast
    norm: Norm
    draft: Revision
    frozen: Revision
    clause: Clause
    obligation: Obligation
    open: Consultation
    comment: Comment
    decided: Disposition
    answered: Comment
    assessment: Assessment
    scenario: Scenario
    safeguard: Safeguard
    review: PeerReview


@pytest.fixture
def stage(cast: Cast) -> Stage:
    revision = draft_text(cast)
    consultation = talks.opened(cast)
    comment = talks.published(cast, consultation)
    returned = talks.published(cast, consultation)
    decided = talk.decide_comment(comment=returned, outcome="rejected", reason="No.", effect="none", by=cast.edda)
    over = talks.closed(cast, revision=scenes.frozen(cast, "Other modules"))
    answered = talks.answered(cast, talks.published(cast, over, user=cast.rosa))
    talk.publish_dispositions(consultation=over, by=cast.sami)
    assessment = assessment_of(revision, cast)
    scenario = scenario_in(assessment, cast)
    in_review = assessment_of(revision, cast, title="Another")
    scenario_in(in_review, cast)
    obligation = text.register_obligation(
        kind="law", instrument="Law 1", reference="§ 1", title="Keys", text="Keep them.", as_of=date(2026, 1, 1), by=cast.edda
    )
    return Stage(
        cast=cast,
        norm=revision.norm,
        draft=revision,
        frozen=scenes.frozen(cast, "Third modules"),
        clause=Clause.objects.get(revision=revision, anchor="keys"),
        obligation=obligation,
        open=consultation,
        comment=comment,
        decided=decided,
        answered=answered,
        assessment=assessment,
        scenario=scenario,
        safeguard=safeguard_in(assessment, [scenario], cast),
        review=asked(in_review, cast),
    )


def norm(field: str) -> Act:
    given: dict[str, Any] = {"title": "New", "summary": "s", "scheme": "iso"}
    return lambda at, words: text.register_norm(by=at.cast.edda, **(given | {field: words}))


def new_clause(field: str) -> Act:
    given: dict[str, Any] = {"title": "New"}
    return lambda at, words: text.add_clause(revision=at.draft, by=at.cast.edda, **(given | {field: words}))


def clause(field: str) -> Act:
    given: dict[str, Any] = {"title": "Keys", "body": "b", "rationale": "r"}
    return lambda at, words: text.save_clause(
        clause=at.clause, version=at.clause.version, by=at.cast.edda, **(given | {field: words})
    )


def obligation(field: str) -> Act:
    given: dict[str, Any] = {
        "kind": "law",
        "instrument": "Law 2",
        "reference": "§ 2",
        "title": "T",
        "text": "Keep.",
        "as_of": date(2026, 1, 1),
    }
    return lambda at, words: text.register_obligation(by=at.cast.edda, **(given | {field: words}))


def consultation(field: str) -> Act:
    def act(at: Stage, words: str) -> None:
        now = timezone.now()
        given: dict[str, Any] = {"title": "New", "asks": "Is it right?", "short_reason": "Urgent.", "questions": ()}
        said = given | {field: [words] if field == "questions" else words}
        span: dict[str, Any] = {"opens_at": now, "closes_at": now + timedelta(days=9)}
        talk.open_consultation(revision=at.frozen, by=at.cast.sami, **span, **said)

    return act


def sender(field: str) -> Act:
    given: dict[str, Any] = {
        "capacity": "organisation",
        "organisation": "Aerolith",
        "organisation_kind": "academia",
        "name": "Nadia",
    }
    return lambda at, words: talks.send(at.open, "Yes.", **(given | {field: words}))


def remark(field: str) -> Act:
    given: dict[str, Any] = {"text": "Yes."}
    return lambda at, words: talks.send(at.open, NewComment(**(given | {field: words})))


def scenario(field: str) -> Act:
    return lambda at, words: scenario_in(at.assessment, at.cast, **({"title": "New"} | {field: words}))


def evidence(field: str) -> Act:
    return lambda at, words: risk.add_evidence(
        scenario=at.scenario, by=at.cast.rhea, **({"citation": "Report"} | {field: words})
    )


def safeguard(field: str) -> Act:
    return lambda at, words: safeguard_in(at.assessment, [at.scenario], at.cast, **({"title": "New"} | {field: words}))


# What a person may write, each with the most that fits (None: as much as a text may have).
LINES: dict[str, tuple[Act, int]] = {
    "title of a norm": (norm("title"), 240),
    "designation": (norm("designation"), 60),
    "committee": (norm("committee"), 120),
    "label of the first revision": (norm("label"), 80),
    "changed title of a norm": (
        lambda at, words: text.change_norm(norm=at.norm, version=at.norm.version, by=at.cast.edda, title=words),
        240,
    ),
    "label of a revision": (lambda at, words: text.start_revision(revision=at.frozen, by=at.cast.edda, label=words), 80),
    "title of an imported norm": (lambda at, words: text.import_markdown(text="# A\n\nb", title=words, by=at.cast.edda), 240),
    "label of an import": (
        lambda at, words: text.import_markdown(text="# A\n\nb", norm=at.frozen.norm, label=words, by=at.cast.edda),
        80,
    ),
    "title of a clause": (new_clause("title"), 300),
    "anchor of a clause": (new_clause("anchor"), 80),
    "changed title of a clause": (clause("title"), 300),
    "instrument": (obligation("instrument"), 160),
    "place in it": (obligation("reference"), 80),
    "title of an obligation": (obligation("title"), 240),
    "source": (obligation("source"), 300),
    "changed title of an obligation": (
        lambda at, words: text.change_obligation(obligation=at.obligation, version=1, by=at.cast.edda, title=words),
        240,
    ),
    "note of a link": (
        lambda at, words: text.link_obligation(
            provision=at.norm.provisions.first(), obligation=at.obligation, by=at.cast.edda, note=words
        ),
        400,
    ),
    "title of a consultation": (consultation("title"), 200),
    "question": (consultation("questions"), 400),
    **{f"{part.fact} of a comment": (remark(part.name), part.most) for part in PARTS if not part.rows},
    "reason for withholding": (
        lambda at, words: talk.withhold_comment(comment=at.comment, ground="abuse", reason=words, by=at.cast.sami),
        300,
    ),
    "title of an assessment": (lambda at, words: assessment_of(at.draft, at.cast, title=words), 200),
    "changed title of an assessment": (
        lambda at, words: risk.change_assessment(assessment=at.assessment, version=1, by=at.cast.rhea, title=words, scope="s"),
        200,
    ),
    "title of a scenario": (scenario("title"), 200),
    "threat source": (scenario("threat_source"), 200),
    "changed title of a scenario": (
        lambda at, words: risk.change_scenario(scenario=at.scenario, version=1, by=at.cast.rhea, title=words),
        200,
    ),
    "citation": (evidence("citation"), 300),
    "what it shows": (evidence("shows"), 400),
    "title of a safeguard": (safeguard("title"), 200),
    "what lifts it": (safeguard("declassification_trigger"), 300),
    "changed title of a safeguard": (
        lambda at, words: risk.change_safeguard(
            safeguard=at.safeguard, version=1, by=at.cast.rhea, scenarios=[at.scenario], title=words
        ),
        200,
    ),
}
NAMES: dict[str, tuple[Act, int]] = {
    "name of a sender": (lambda at, words: talks.send(at.open, "Yes.", capacity="individual", name=words), 120),
    "organisation of a sender": (sender("organisation"), 160),
    "name of an invited person": (
        lambda at, words: people.invite_person(email="nora@people.example", name=words, roles=[], by=at.cast.ada),
        120,
    ),
    "name in a profile": (lambda at, words: people.change_profile(person=at.cast.nils, name=words, time_zone="UTC"), 120),
    "name of an organisation": (
        lambda at, words: people.save_organisation(organisation=None, name=words, kind="academia", country="PL"),
        160,
    ),
}
TEXTS: dict[str, Act] = {
    "summary": norm("summary"),
    "note": norm("note"),
    "body of a clause": new_clause("body"),
    "changed body": clause("body"),
    "changed rationale": clause("rationale"),
    "what an obligation asks": obligation("text"),
    "what is asked": consultation("asks"),
    "reason of a short period": consultation("short_reason"),
    "reason of an extension": lambda at, words: talk.extend_consultation(
        consultation=at.open, closes_at=at.open.closes_at + timedelta(days=1), reason=words, by=at.cast.sami
    ),
    **{f"{part.fact} of a comment": remark(part.name) for part in PARTS if part.rows},
    "reason of an answer": lambda at, words: talk.decide_comment(
        comment=at.comment, outcome="rejected", reason=words, effect="none", by=at.cast.edda
    ),
    "remark of an approver": lambda at, words: talk.return_disposition(disposition=at.decided, remark=words, by=at.cast.april),
    "reaction": lambda at, words: talk.react(
        disposition=at.answered.disposition, reaction="objects", text=words, token=None, by=at.cast.rosa
    ),
    "scope of an assessment": lambda at, words: risk.change_assessment(
        assessment=at.assessment, version=1, by=at.cast.rhea, title="t", scope=words
    ),
    "description of a scenario": scenario("description"),
    "reasoning": scenario("reasoning"),
    "reason of an uncertainty": scenario("uncertainty_reason"),
    "benefit lost": scenario("benefit_lost"),
    "description of a safeguard": safeguard("description"),
    "legitimate aim": safeguard("legitimate_aim"),
    "judgement of a peer": lambda at, words: risk.give_peer_review(
        review=at.review, words=at.draft.fingerprint, verdict="disagree", text=words, by=at.cast.piet
    ),
}


def told(stage: Stage, act: Act, words: str) -> str:
    """What the service says to these words; the name of whatever else went wrong."""
    try:
        with transaction.atomic():
            act(stage, words)
    except Refused as refused:
        return str(refused)
    except Exception as trouble:
        return type(trouble).__name__
    return "taken"


def test_more_than_fits_is_refused_with_the_number_that_fits(stage):
    said = {what: told(stage, act, "x" * (most + 1)) for what, (act, most) in (LINES | NAMES).items()}
    pattern = re.compile(r"The [a-z -]+ has ([\d,]+) characters; the most is ([\d,]+)\. Shorten it\.")
    numbers = {what: (found[1], found[2]) if (found := pattern.fullmatch(said[what])) else said[what] for what in said}
    assert numbers == {what: (f"{most + 1}", f"{most}") for what, (_, most) in (LINES | NAMES).items()}


@pytest.mark.parametrize(("half", "number"), [("\0", "U+0000"), ("\ud800", "U+D800")], ids=["null", "half a character"])
def test_what_the_database_refuses_is_refused_with_its_number(stage, half, number):
    acts = {what: act for what, (act, _) in LINES.items()} | TEXTS
    said = {what: told(stage, act, f"a{half}b") for what, act in acts.items()}
    assert {what: words for what, words in said.items() if f"holds a control character ({number})" not in words} == {}


def test_what_nobody_sees_is_refused(stage):
    acts = {what: act for what, (act, _) in (LINES | NAMES).items()} | TEXTS
    said = {what: told(stage, act, FILLER) for what, act in acts.items()}
    asked = re.compile(r"that can be seen|has no words|needs |^Say |^Write|has to be justified")
    assert {what: words for what, words in said.items() if not asked.search(words)} == {}


@pytest.mark.parametrize("title", ["", "  ", FILLER])
def test_a_norm_has_a_title(cast, title):
    with pytest.raises(Refused, match=r"^The title says nothing that can be seen\. Write it in letters\.$"):
        text.register_norm(title=title, summary="s", scheme="iso", by=cast.edda)
    assert not Norm.objects.exists()


def test_a_heading_that_nobody_sees_is_imported_as_one_without_words(cast):
    report = text.import_markdown(text=f"# {FILLER}\n\nIt shall hold.\n\n# Keys\n\nThey shall be erased.", by=cast.edda)
    assert [clause.title for clause in report.revision.clauses.in_order()] == ["Untitled", "Keys"]


def fields_of_people() -> Iterator[tuple[str, forms.CharField]]:
    """Every field of every form of ours in which somebody writes in a language."""
    for module in FORMS:
        for name, form in vars(import_module(module)).items():
            if isinstance(form, type) and issubclass(form, forms.Form | forms.ModelForm) and form.__module__ == module:
                yield from ((f"{name}.{key}", field) for key, field in form.base_fields.items() if _is_for_words(field))


def _is_for_words(field: forms.Field) -> TypeGuard[forms.CharField]:
    other = (forms.EmailField, forms.URLField, forms.SlugField)
    hidden = isinstance(field.widget, forms.HiddenInput) or "tabindex" in field.widget.attrs  # a trap for programs
    return isinstance(field, forms.CharField) and not isinstance(field, other) and not hidden


def test_no_form_takes_what_nobody_sees():
    fields = dict(fields_of_people())
    assert len(fields) > 40
    assert {name for name, field in fields.items() if not _refuses(field)} == set()


def _refuses(field: forms.CharField) -> bool:
    """Whether the field takes it for nothing: asks again where it is needed, and leaves it out otherwise."""
    try:
        return field.clean(FILLER) in ("", [])
    except ValidationError as error:
        return error.messages == [str(field.error_messages["required"])]


def test_a_comment_of_nothing_is_asked_for_again_and_nothing_is_kept(cast, client):
    consultation = talks.opened(cast)
    path = f"/consultations/{consultation.code}/comment/"
    client.get(path)
    answer = client.post(path, {"about": "whole", "kind": "ge", "text": FILLER, "proposed_change": "at once"})
    assert answer.status_code == 422
    assert "Write your comment." in answer.text
    assert "at once</textarea>" in answer.text
    assert client.get(f"{path}list/").headers["Location"] == path


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    file = tmp_path / "edition.md"
    file.write_text("# Keys\n\nThe module shall erase keys.\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("option", "words", "sentence"),
    [
        ("title", "x" * 241, "The title has 241 characters; the most is 240. Shorten it."),
        ("label", "x" * 81, "The label has 81 characters; the most is 80. Shorten it."),
        ("label", FILLER, "The label says nothing that can be seen. Write it, or leave it out."),
    ],
)
def test_the_command_says_what_does_not_fit(cast, edition, option, words, sentence):
    with pytest.raises(CommandError) as said:
        call_command("import_norm", str(edition), **{option: words})
    assert str(said.value).startswith(sentence)
    assert not Norm.objects.exists()


@pytest.mark.parametrize("option", ["--title", "--label", "--norm", "--by"])
def test_the_command_says_that_an_argument_is_no_text(cast, edition, option):
    with pytest.raises(CommandError, match=f"{option}: this is no text in UTF-8"):
        call_command("import_norm", str(edition), f"{option}=Keys\udcff")
    assert not Norm.objects.exists()


def test_the_command_says_that_the_title_in_the_file_is_too_long(cast, edition):
    edition.write_text(f"# {'word ' * 50}\n\nThe module shall erase keys.\n", encoding="utf-8")
    with pytest.raises(CommandError, match="The title has 249 characters; the most is 240"):
        call_command("import_norm", str(edition))


def test_the_plan_of_an_import_says_that_the_title_in_the_file_is_too_long(cast, as_user):
    answer = as_user(cast.edda).post("/desk/norms/import/", {"text": f"# {'word ' * 50}\n\nb", "scheme": "iso"})
    assert answer.status_code == 409
    assert "The title has 249 characters; the most is 240." in answer.text


def test_a_role_is_given_to_no_address_that_is_no_text(cast):
    with pytest.raises(CommandError, match="email: this is no text in UTF-8"):
        call_command("appoint", "nora\udcff@people.example", "editor")
