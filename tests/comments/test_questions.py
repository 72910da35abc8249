"""A consultation asks: for free words, for one answer of several, for a step of a scale."""

from importlib import import_module

import pytest
from django.db import connection

from comments.models import Comment, NewComment, Tally
from comments.queries import tallies
from comments.services import fold_tallies, publish_comment, withdraw_comment, withhold_comment
from normsite.foundation.errors import Refused
from tests.comments.scenes import Visitor, only_comment, opened, published, send

ASKED = ["Is a year long enough?", "Is a second enough? | Yes | No | Can't say", "How clear is it? | not at all ... fully"]
STEPS = ["1, not at all", "2", "3", "4", "5, fully"]


def choice(answer: str, text: str = "As measured.") -> NewComment:
    return NewComment(text=text, question=2, answer=answer)


def test_a_line_of_the_desk_is_a_question_with_its_answers(cast):
    asked = opened(cast, questions=ASKED).questions.all()
    assert [(one.text, one.answers) for one in asked] == [
        ("Is a year long enough?", []),
        ("Is a second enough?", ["Yes", "No", "Can't say"]),
        ("How clear is it?", STEPS),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "| Yes | No",
        "Is it? | Yes",
        "Is it? | Yes | Yes",
        "Is it? | " + "x" * 81 + " | No",
        "Is it? |" + "|".join("abcdefghijklm"),
    ],
)
def test_a_question_that_cant_be_answered_is_refused_beside_its_field(cast, as_user, line):
    with pytest.raises(Refused):
        opened(cast, questions=[line])
    answer = as_user(cast.sami).post("/desk/consultations/open/", {"questions": line, "title": "Kept Quince"})
    assert [list(answer.context["form"].errors["questions"]) != [], "Kept Quince" in answer.text] == [True, True]


def test_an_answer_is_chosen_in_the_form_and_no_more_words_are_needed(cast):
    visitor = Visitor(opened(cast, questions=ASKED))
    page = visitor.get(visitor.at("start") + "?question=2").text
    assert [page.count(f'value="{said}"') for said in ("Yes", "No", "Can&#x27;t say")] == [1, 1, 1]
    visitor.write(about="q:2", answer="No", text="")
    visitor.say_who()
    visitor.send()
    comment = Comment.objects.get()
    assert (comment.answer, comment.text, comment.question.position) == ("No", "No", 2)


@pytest.mark.parametrize("answer", ["", "Perhaps", "Yes\0"])
def test_without_one_of_the_answers_the_form_says_so_and_keeps_what_was_typed(cast, answer):
    visitor = Visitor(opened(cast, questions=ASKED))
    page = visitor.write(about="q:2", answer=answer, text="Kept Quince")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["answer"])
    assert "Kept Quince" in page.text


def test_the_service_takes_no_answer_but_those_of_the_question(cast):
    consultation = opened(cast, questions=ASKED)
    wrong = [choice("Perhaps"), choice(""), NewComment(text="x", question=1, answer="Yes"), NewComment(text="x", answer="Yes")]
    for item in wrong:
        with pytest.raises(Refused):
            send(consultation, item)
    assert Comment.objects.count() == 0


def test_the_answer_stands_on_the_record_with_the_words(cast, client):
    consultation = opened(cast, questions=ASKED)
    comment = published(cast, consultation, choice("Can't say"))
    docket = f"/consultations/{consultation.code}/comments/"
    pages = [comment.get_absolute_url(), docket, f"{docket}?words=say"]
    assert [client.get(page).text.count("Answer: <bdi>Can&#x27;t say</bdi>") for page in pages] == [1, 1, 1]
    assert client.get(f"/api/v1{docket}").json()["results"][0]["answer"] == "Can't say"
    assert client.get(f"/api/v1/consultations/{consultation.code}/").json()["answers"] == [
        [],
        ["Yes", "No", "Can't say"],
        STEPS,
    ]
    assert "answer 1" in comment.submission.entry.leaf


def test_the_page_of_the_consultation_counts_what_anybody_may_read(cast, client):
    consultation = opened(cast, questions=ASKED)
    for answer in ("Yes", "Yes", "No"):
        published(cast, consultation, choice(answer))
    withheld = published(cast, consultation, choice("Can't say", "Marked Quince"))
    withhold_comment(comment=withheld, ground="abuse", reason="Rude.", by=cast.sami)
    taken_back = send(consultation, choice("Can't say"))
    withdraw_comment(comment=publish_comment(comment=only_comment(taken_back), by=cast.sami), token=taken_back.token)
    send(consultation, choice("Can't say"))
    chosen = client.get(consultation.get_absolute_url()).context["chosen"]
    assert [(one.question.position, [(said.label, said.number) for said in one.answers]) for one in chosen] == [
        (2, [("Yes", 2), ("No", 1), ("Can't say", 0)]),
        (3, [(step, 0) for step in STEPS]),
    ]


def test_answers_that_were_published_before_they_were_counted_are_taken_in(cast):
    consultation = opened(cast, questions=ASKED)
    for answer in ("Yes", "Yes", "No"):
        published(cast, consultation, choice(answer))
    send(consultation, choice("No"))
    Tally.objects.filter(figure="answer").delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("comments.migrations.0024_chosen_answers_counted").TAKE_IN)
    fold_tallies()
    assert tallies(consultation, "answer") == {"answer": {"2 1": 2, "2 2": 1}}


def test_an_answer_that_was_kept_is_still_chosen_when_the_comment_is_changed(cast):
    visitor = Visitor(opened(cast, questions=ASKED))
    visitor.write(about="q:3", answer="4", text="")
    page = visitor.get(visitor.at("change", 1))
    assert page.context["form"]["answer"].value() == "4"


def test_a_comment_that_leaves_its_question_loses_the_answer(cast):
    visitor = Visitor(opened(cast, questions=ASKED))
    visitor.write(about="q:3", answer="4", text="Clear.")
    visitor.post(visitor.at("change", 1), {"about": "c:keys", "kind": "te", "text": "Clear.", "answer": "4"})
    visitor.say_who()
    visitor.send()
    comment = Comment.objects.get()
    publish_comment(comment=comment, by=cast.sami)
    assert (comment.answer, comment.question, comment.clause.anchor) == ("", None, "keys")


def test_who_changes_an_answer_that_had_no_words_is_not_left_with_the_old_one(cast):
    visitor = Visitor(opened(cast, questions=ASKED))
    visitor.write(about="q:2", answer="No", text="")
    assert visitor.get(visitor.at("change", 1)).context["form"]["text"].value() == ""
