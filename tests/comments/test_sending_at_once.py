"""Who you are, the check and “Send” on one page, for whoever has one comment and a small screen."""

import re

import pytest

from comments.models import Comment, Submission
from comments.models.declaration import VERSION
from tests.comments.scenes import NADIA, Visitor, let_deadline_pass, opened


@pytest.fixture
def consultation(cast):
    return opened(cast)


@pytest.fixture
def visitor(consultation):
    visitor = Visitor(consultation)
    visitor.write(text="A year is long Quince")
    return visitor


def carried(visitor: Visitor) -> dict[str, str]:
    """What the form of the page carries along, with its button."""
    page = visitor.get(visitor.at("sender")).text
    return {
        **dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', page)),
        "send": "yes",
        "declaration": VERSION,
    }


def test_the_first_button_of_the_form_leads_to_the_page_with_send(consultation):
    visitor = Visitor(consultation)
    assert visitor.write(send="yes").url == visitor.at("sender")
    assert visitor.write().url == visitor.at("basket")


def test_the_page_shows_what_is_said_above_who_says_it(visitor):
    page = visitor.get(visitor.at("sender")).text
    assert page.index("A year is long Quince") < page.index('name="capacity"') < page.index('name="send"')


def test_one_form_says_who_and_sends_and_sent_twice_gives_one_receipt(visitor):
    form = carried(visitor)
    first, again = visitor.say_who(**form), visitor.say_who(**form)
    assert first.url == again.url
    assert first.url.startswith(f"/receipts/{Submission.objects.get().code}/?key=")
    assert (Comment.objects.get().text, Submission.objects.get().email) == ("A year is long Quince", NADIA["email"])
    assert visitor.get(visitor.at("start")).context["kept"] == 0


def test_who_has_not_said_who_they_are_sends_nothing_and_still_sees_the_comment(visitor):
    answer = visitor.say_who(**carried(visitor), name="", email="kept@home.example")
    assert (answer.status_code, Submission.objects.count()) == (422, 0)
    assert "A year is long Quince" in answer.text
    assert "kept@home.example" in answer.text


def test_what_another_tab_has_added_is_not_sent_unseen(visitor):
    form = carried(visitor)
    visitor.write(about="whole", text="Added elsewhere Medlar")
    answer = visitor.say_who(**form)
    assert (answer.status_code, Submission.objects.count()) == (409, 0)
    assert "Your list has changed since this page was shown." in answer.text
    assert "Added elsewhere Medlar" in answer.text
    visitor.send()
    assert Comment.objects.count() == 2


def test_after_the_deadline_all_that_was_said_is_given_back(visitor, consultation):
    form = carried(visitor)
    let_deadline_pass(consultation)
    answer = visitor.say_who(**form)
    assert (answer.status_code, Submission.objects.count()) == (409, 0)
    assert "A year is long Quince" in answer.text
