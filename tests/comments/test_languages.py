"""In which language a comment is written: asked for, kept as a tag of BCP 47, and said wherever its words are."""

import json
import re

import pytest

from comments.forms import first_language
from comments.models import Comment, NewComment, Submission
from comments.models.language import LANGUAGES, language_name, language_tag
from comments.services import publish_comment, publish_dispositions, withhold_comment
from normsite.foundation.errors import Refused
from tests.comments.scenes import Visitor, answered, closed, only_comment, opened, send

ARABIC = "لماذا سنة؟"


@pytest.fixture
def consultation(cast):
    return opened(cast)


def test_the_language_of_the_browser_is_chosen_beforehand(consultation):
    visitor = Visitor(consultation)
    visitor.write()
    page = visitor.get(visitor.at("sender"), headers={"Accept-Language": "xx, de-CH;q=0.9, fr;q=0.8"})
    assert page.context["form"]["language"].value() == "de"
    assert "German (Deutsch)" in re.findall(r"<option[^>]* selected[^>]*>\s*(.*?)\s*</option>", page.text)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("", "en"), ("*", "en"), ("xx", "en"), ("pt-BR", "pt-BR"), ("SR-LATN", "sr-Latn"), ("de-x-\0" * 999, "en"), ("ar", "ar")],
)
def test_what_a_browser_asks_for_is_one_of_the_choices_or_english(accepted, chosen):
    assert first_language(accepted) == chosen
    assert chosen in dict(LANGUAGES)


def test_the_language_stands_beside_the_words_on_every_page(cast, consultation, client):
    visitor = Visitor(consultation)
    visitor.write(text=ARABIC)
    visitor.say_who(language="ar")
    receipt = visitor.send().url
    comment = publish_comment(comment=Comment.objects.get(), by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    pages = [visitor.get(page).text for page in (receipt, comment.get_absolute_url(), docket)]
    around = f'<div class="prose comment__text" lang="ar"><p class="typed" dir="auto">{ARABIC}</p>'
    assert [around in page for page in pages] == [True] * 3
    assert "· in Arabic" in pages[1]
    assert [one["language"] for one in client.get(f"/api/v1{docket}").json()["results"]] == ["ar"]


def test_their_sender_reads_them_in_their_language_before_reacting_or_withdrawing(cast, client):
    consultation = closed(cast)
    receipt = send(consultation, ARABIC, language="ar")
    comment = publish_comment(comment=only_comment(receipt), by=cast.sami)
    around = f'<div class="quoted prose" lang="ar"><p class="typed" dir="auto">{ARABIC}</p>'
    page = f"/receipts/{receipt.submission.code}/{{}}/{comment.code}/?key={receipt.token}"
    assert around in client.get(page.format("withdraw")).text
    answered(cast, comment)
    publish_dispositions(consultation=consultation, by=cast.sami)
    assert around in client.get(page.format("answer")).text


def test_colleagues_at_the_desk_and_readers_of_the_text_hear_it_too(cast, consultation, client):
    comments = [
        publish_comment(
            comment=only_comment(send(consultation, NewComment(ARABIC, anchor="keys"), language="ar")), by=cast.sami
        )
        for _ in range(2)
    ]
    told = 'dir="auto" lang="ar"'
    beside = consultation.revision.get_absolute_url() + "clauses/keys/comments/"
    assert client.get(beside).text.count(told) == 2
    client.force_login(cast.edda)
    assert f'<div class="prose comment__text" lang="ar"><p class="typed" dir="auto">{ARABIC}</p>' in (
        client.get(f"/desk/comments/{comments[0].code}/decide/").text
    )


def test_the_language_of_words_that_are_withheld_is_told_to_nobody(cast, consultation, client):
    comment = only_comment(send(consultation, language="ar"))
    withhold_comment(comment=comment, ground="abuse", reason="Rude.", by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    assert [one["language"] for one in client.get(f"/api/v1{docket}").json()["results"]] == [""]
    assert ["Arabic" in client.get(page).text for page in (comment.get_absolute_url(), docket)] == [False, False]


def test_whoever_does_not_say_it_has_said_nothing(consultation):
    visitor = Visitor(consultation)
    visitor.write()
    visitor.say_who()
    page = visitor.get(visitor.send().url).text
    assert Submission.objects.get().language == ""
    assert ["Written in" in page, 'comment__text" lang=' in page] == [False, False]


@pytest.mark.parametrize(
    ("given", "kept"), [("PT-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("de-1996", "de-1996"), ("ga", "ga")]
)
def test_a_tag_is_kept_as_it_is_usually_written(given, kept):
    assert language_tag(given) == kept


@pytest.mark.parametrize(
    "wrong", ["e", "1en", "german language", "en-", "-", "en_GB", "de-123456789", "\u0434\u0435", "en" + "-a" * 20]
)
def test_what_is_no_tag_is_refused(consultation, wrong):
    with pytest.raises(Refused, match="is no tag of a language"):
        send(consultation, language=wrong)
    assert not Submission.objects.exists()


def test_a_language_is_called_by_its_name_where_there_is_one():
    assert [language_name(tag) for tag in ("de", "pt-BR", "de-AT", "tlh")] == [
        "German",
        "Brazilian Portuguese",
        "German",
        "tlh",
    ]


def test_the_public_record_commits_to_the_language(consultation, client):
    receipt = send(consultation, language="de")
    told = client.get(f"/receipts/{receipt.submission.code}/record.json?key={receipt.token}").json()
    assert told["values"]["language"] == "de"
    assert "language" in json.loads(told["leaf"])["commitments"]


def test_the_same_form_in_another_language_is_another_form(consultation):
    first = send(consultation, language="de", key="k" * 40)
    assert send(consultation, language="DE", key="k" * 40).submission == first.submission
    with pytest.raises(Refused, match="sent already, with other words"):
        send(consultation, language="fr", key="k" * 40)
