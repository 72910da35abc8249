"""A letter as bytes says in each copy exactly what `words_of` says of it, whatever its words and links are."""

import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normsite.foundation.notifications.letters import Writing, slot, words_of
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.foundation.notifications.stencils import Stencil

LINK = "https://norms.example/following/stop/eyJhIjoxfQ==:1x_y=/?a=b&c=.d"


def a_copy(letter: Letter, slots: dict[str, str], to: str = "fay@followers.example") -> tuple[OutboxMail, bytes]:
    mail = OutboxMail(to=to, letter=letter, slots=slots, message_id=f"<{uuid.UUID(int=7)}@norms.example>")
    return mail, Stencil(Writing(letter.subject, letter.text, letter.html, letter.headers)).copy(mail)


def read(content: bytes) -> EmailMessage:
    """By Python's own parser, which notes what it finds wrong."""
    message = message_from_bytes(content, policy=policy.default)
    assert [part.defects for part in message.walk()] == [[]] * len(list(message.walk()))
    return message


def body(part: Any) -> str:
    return str(part.get_payload(decode=True).decode()).replace("\r\n", "\n")


def lines(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


# A line's end stands within words or within a link, never half in each.
anything = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ue000\ue001"), max_size=200)
widths = ["x" * 75, "x" * 76, "x" * 77, "=" * 76]
slots = [slot("stop"), slot("manage"), slot("none")]
awkward = st.sampled_from(
    ["=", "==20", ".", "\n.\n", "\n..", " \n", "\t", "schlüssel ", "鍵", "\r\n", "From ", *widths, *slots]
)
texts = st.lists(st.one_of(anything, awkward), max_size=12).map("".join)
links = st.one_of(st.just(LINK), st.just(""), st.just("https://norms.example/" + "a=b/" * 300), anything)


@settings(max_examples=400, deadline=None)
@given(text=texts, html=texts.map(lambda words: words + "<p>"), stop=links, manage=links)
@example(text=slot("stop"), html=f"<a href='{slot('stop')}'>", stop=LINK, manage="")
@example(text=f"{slot('stop')}\n{slot('manage')}", html=f"{slot('stop')}{slot('manage')}", stop="", manage="")
@example(text="x" * 74 + " \n", html="x" * 75 + " \n<p>", stop="y" * 75 + " ", manage="")
@example(text="x" * 76 + slot("stop"), html="x" * 75 + "=" + slot("stop") + "<p>", stop="y" * 76, manage="")
def test_text_and_html_of_a_copy_are_those_of_its_words(text, html, stop, manage):
    letter = Letter(subject="Open for comments", text=text, html=html)
    mail, content = a_copy(letter, {"stop": stop, "manage": manage})
    words, message = words_of(mail), read(content)
    plain, rich = message.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert body(plain) == lines(words.text)
    assert body(rich) == lines(words.html)
    assert max(map(len, content.split(b"\r\n\r\n", 1)[1].split(b"\r\n"))) <= 76
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


@settings(max_examples=200, deadline=None)
@given(text=texts, stop=links)
def test_a_letter_without_html_is_its_text_alone(text, stop):
    mail, content = a_copy(Letter(subject="New password", text=text), {"stop": stop})
    message = read(content)
    assert message.get_content_type() == "text/plain"
    assert body(message) == lines(words_of(mail).text)


@settings(max_examples=300, deadline=None)
@given(subject=st.one_of(anything, st.text("äöü鍵 ", max_size=120), st.text("ab ", max_size=250), st.just("=?utf-8?q?no?=")))
def test_a_subject_in_any_script_stays_what_it_is(subject):
    subject = " ".join(subject.split())
    _, content = a_copy(Letter(subject=subject, text="Here."), {})
    head = content.split(b"\r\n\r\n", 1)[0]
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert str(message_from_bytes(content, policy=policy.default)["Subject"] or "") == subject


@settings(max_examples=200, deadline=None)
@given(link=links)
def test_a_link_in_a_header_is_on_one_line_unless_it_is_longer_than_mail_servers_take(link):
    headers = {"List-Unsubscribe": f"<{slot('stop')}>", "List-Id": "Normsite <n-1.notices.norms.example>"}
    mail, content = a_copy(Letter(subject="Open", text="Here.", headers=headers), {"stop": link})
    message = message_from_bytes(content)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert message["List-Id"] == headers["List-Id"]
    assert set(message.keys()) == {
        *("To", "Date", "Message-ID", "Subject", "From", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe"),
        *("List-Id", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    if link.isascii() and link.isprintable():
        assert message["List-Unsubscribe"].replace("\r\n ", "") == words_of(mail).headers["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("address", "written"),
    [("fay@followers.example", "fay@followers.example"), ("fay@schlüssel.example", "fay@xn--schlssel-95a.example")],
)
def test_a_domain_in_another_script_is_written_as_name_servers_know_it(address, written):
    _, content = a_copy(Letter(subject="Open", text="Here."), {}, address)
    assert read(content)["To"] == written
