"""A comment on some words of a clause: they are found in it, or the comment is not taken."""

import re

import pytest

from comments.models import Comment, NewComment
from comments.models.declaration import VERSION
from comments.services import publish_comment, publish_dispositions, withhold_comment
from norms.services import add_clause, freeze_revision, register_norm
from normsite.foundation.errors import Refused
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments.scenes import Visitor, answered, closed, opened, published, send

BODY = "The module shall erase keys. It shall erase them at once."


def repeated(cast):
    """A consultation on a clause `twice` that says “shall erase” twice."""
    norm = register_norm(title="Quantum key modules", summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Keys", anchor="keys", body=BODY, by=cast.edda)
    return opened(cast, revision=freeze_revision(revision=revision, by=cast.edda))


def marked(consultation, passage: str, **more) -> Comment:
    return send(
        consultation, NewComment(text="Why?", **({"anchor": "keys", "passage": passage} | more))
    ).submission.comments.get()


def test_a_passage_is_kept_with_its_place_in_the_words_of_the_clause(cast):
    comment = marked(repeated(cast), "at once")
    assert (comment.passage, comment.passage_start) == ("at once", BODY.index("at once"))
    assert comment.clause.words[comment.passage_start :].startswith("at once")


def test_of_words_that_stand_twice_those_are_meant_that_the_sender_says(cast):
    consultation = repeated(cast)
    second = BODY.rindex("shall erase")
    assert marked(consultation, "shall erase", passage_start=second).passage_start == second
    with pytest.raises(Refused, match="stand in the clause more than once"):
        marked(consultation, "shall erase")


@pytest.mark.parametrize("start", [None, 0, 4, 10_000])
def test_words_that_the_clause_has_not_are_refused_wherever_they_are_said_to_stand(cast, start):
    with pytest.raises(Refused, match="don't stand in the clause"):
        marked(repeated(cast), "shall keep keys", passage_start=start)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("about", [{"anchor": ""}, {"anchor": "", "question": 1}])
def test_a_passage_has_a_clause(cast, about):
    with pytest.raises(Refused, match="in a clause only"):
        marked(repeated(cast), "at once", **about)


def test_words_marked_in_the_page_are_found_by_what_stands_beside_them(cast):
    visitor = Visitor(repeated(cast))
    page = visitor.get(visitor.at("start"), {"clause": "keys", "words": "shall erase", "before": "It ", "after": " them at"})
    kept = {name: page.context["form"][name].value() for name in ("passage", "passage_before", "passage_after")}
    assert kept == {"passage": "shall erase", "passage_before": "It ", "passage_after": " them at"}
    visitor.write(**kept)
    visitor.say_who()
    visitor.send()
    assert Comment.objects.get().passage_start == BODY.rindex("shall erase")


def test_words_copied_with_other_blanks_are_kept_as_the_clause_has_them(cast):
    visitor = Visitor(repeated(cast))
    visitor.write(passage="  erase\r\n  keys ")
    visitor.say_who()
    visitor.send()
    assert Comment.objects.get().passage == "erase keys"


@pytest.mark.parametrize("about", ["c:keys", "whole", "q:1"])
def test_a_passage_that_is_not_found_is_said_beside_its_field_and_nothing_typed_is_lost(cast, about):
    answer = Visitor(repeated(cast)).write(about=about, text="Kept words Quince", passage="shall melt")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["passage"]
    assert ["Kept words Quince" in answer.text, "shall melt" in answer.text] == [True, True]


def test_a_passage_stands_beside_the_words_and_is_withheld_with_them(cast):
    consultation = repeated(cast)
    comment = marked(consultation, "at once")
    publish_comment(comment=comment, by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    visitor = Visitor(consultation)
    pages = [comment.get_absolute_url(), docket]
    assert [visitor.get(page).text.count("On the words") for page in pages] == [1, 1]
    assert visitor.get(f"/api/v1{docket}").json()["results"][0]["passage"] == "at once"
    withhold_comment(comment=comment, ground="personal_data", reason="Names a neighbour.", by=cast.sami)
    assert [visitor.get(page).text.count("On the words") for page in pages] == [0, 0]
    assert visitor.get(f"/api/v1{docket}").json()["results"][0]["passage"] is None


def test_programs_send_a_passage_with_its_place(cast, client):
    consultation = repeated(cast)
    second = BODY.rindex("shall erase")
    comment = {"kind": "te", "text": "Why?", "clause": "keys", "passage": "shall erase", "passage_start": second}
    sent = {"idempotency_key": "k" * 40, "capacity": "individual", "name": "Petra Program", "comments": [comment]}
    sent |= {"declaration": VERSION}
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    assert client.post(address, sent, content_type="application/json").status_code == 201
    assert Comment.objects.get().passage_start == second


def test_programs_read_a_passage_as_the_web_annotation_model_selects_it(cast, client):
    consultation = repeated(cast)
    start = BODY.index("at once")
    shown = publish_comment(comment=marked(consultation, "at once"), by=cast.sami)
    whole = published(cast, consultation)
    read = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()["results"]
    assert {one["code"]: (one["passage_start"], one["selector"]) for one in read} == {
        whole.code: (None, []),
        shown.code: (
            start,
            [
                {
                    "type": "TextQuoteSelector",
                    "exact": "at once",
                    "prefix": BODY[max(0, start - 40) : start],
                    "suffix": BODY[start + 7 : start + 47],
                },
                {"type": "TextPositionSelector", "start": start, "end": start + 7},
            ],
        ),
    }
    withhold_comment(comment=shown, ground="personal_data", reason="Names a neighbour.", by=cast.sami)
    hidden = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()["results"]
    assert {one["code"]: (one["passage_start"], one["selector"]) for one in hidden}[shown.code] == (None, [])


def test_the_words_that_are_meant_are_marked_in_the_clause_beside_the_form(cast):
    visitor = Visitor(repeated(cast))
    page = visitor.get(visitor.at("start"), {"clause": "keys", "words": "shall erase", "before": "It "}).text
    assert page.count("<mark>") == 1
    assert re.search(r"It <mark><em[^>]*>shall</em> erase</mark> them", page)
    wrong = visitor.write(passage="shall melt").text
    assert "<mark>" not in wrong


def test_the_page_of_a_comment_shows_its_words_in_their_clause_and_hides_them_with_it(cast, client):
    comment = publish_comment(comment=marked(repeated(cast), "at once"), by=cast.sami)
    assert client.get(comment.get_absolute_url()).text.count("<mark>at once</mark>") == 1
    withhold_comment(comment=comment, ground="personal_data", reason="Names a neighbour.", by=cast.sami)
    assert "<mark>" not in client.get(comment.get_absolute_url()).text


def published_with(cast, passage: str, keys: str) -> Comment:
    """A comment on words of the clause `keys`, answered, and the norm published with another body of that clause."""
    consultation = closed(cast, revision=scenes.revised(cast, scenes.frozen(cast), keys=f"{BEFORE} {KEYS} {BEHIND}"))
    comment = marked(consultation, passage)
    publish_comment(comment=comment, by=cast.sami)
    answered(cast, comment)
    publish_dispositions(consultation=consultation, by=cast.sami)
    second = scenes.revised(cast, consultation.revision, keys=keys)
    scenes.agreed(cast, scenes.assessed(cast, second))
    second.refresh_from_db()
    publish(revision=second, by=cast.april)
    return comment


BEFORE, BEHIND = "Whoever holds a module that is found open", "before the alarm has been raised a second time."
KEYS = "shall erase all keys of the module"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (f"{BEFORE} {KEYS} {BEHIND}", "as they were."),
        (f"Everybody else {KEYS}. {BEFORE} does so {BEHIND}", "stand elsewhere in the published text"),
        (f"{BEFORE} shall destroy the module {BEHIND}", "These words changed"),
        ("Nothing is asked any more.", "These words are gone"),
    ],
)
def test_the_page_of_a_comment_tells_what_became_of_the_words(cast, client, keys, said):
    page = client.get(published_with(cast, KEYS, keys).get_absolute_url()).text
    sayings = ["as they were.", "stand elsewhere in the published text", "These words changed", "These words are gone"]
    assert [one for one in sayings if one in page] == [said]
