"""A comment form that was filled in elsewhere comes into the list of a visitor."""

import io

import pytest

from tests.comments.commenting_form.files import ISO, ONE, plain, workbook
from tests.comments.scenes import Visitor, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(cast) -> Visitor:
    return Visitor(opened(cast))


def upload(visitor: Visitor, data: bytes):
    file = io.BytesIO(data)
    file.name = "form.xlsx"
    return visitor.post(visitor.at("form"), {"file": file})


def keep(visitor: Visitor):
    return visitor.post(visitor.at("form"), {"keep": "yes"})


def kept(visitor: Visitor) -> list[tuple[str, str, str, str]]:
    items = visitor.session.get(f"comments:basket:{visitor.code}", {"items": []})["items"]
    return [(one["about"], one["kind"], one["text"], one["own_reference"]) for one in items]


ROWS = [
    ("DE-1", "", "2", "", "te", "Keys are erased too late.", "Erase them at once.", ""),
    ("DE-2", "12", "2 and throughout", "Table 1", "ed", "Say “shall”.", "", ""),
    ("DE-3", "", "TBD", "", "ge", "Good work.", "", ""),
    ("DE-4", "", "2", "", "te", "", "Nothing said.", ""),
]


def test_rows_are_shown_and_then_kept(visitor):
    assert upload(visitor, workbook(ISO, *ROWS)).url == visitor.at("form")
    assert "Row 5: There is no comment in it." in visitor.get(visitor.at("form")).text
    assert kept(visitor) == []
    assert keep(visitor).url == visitor.at("basket")
    placed = "Clause as given: 2 and throughout. Paragraph, figure or table as given: Table 1. Line as given: 12."
    assert kept(visitor) == [
        ("c:keys", "te", "Keys are erased too late.", "DE-1"),
        ("c:keys", "ed", f"{placed}\n\nSay “shall”.", "DE-2"),
        ("whole", "ge", "Clause as given: TBD.\n\nGood work.", "DE-3"),
    ]


def test_what_the_form_is_about_and_what_was_left_out_is_told(visitor):
    upload(visitor, workbook(("Document:", "ISO/DIS 7"), (*ISO[:7], "Mood"), (*ROWS[0][:7], "Glad")))
    page = visitor.get(visitor.at("form")).text
    assert "ISO/DIS 7" in page
    assert "The column “Mood” was left out, since its heading is not known." in page


def test_the_same_rows_uploaded_twice_are_kept_once(visitor):
    for data in (workbook(ISO, *ROWS), plain(ISO, *reversed(ROWS))):
        upload(visitor, data)
        keep(visitor)
    assert len(kept(visitor)) == 3


def test_what_came_from_a_file_is_sent_like_what_was_typed(visitor, settings):
    settings.FASTEST_COMMENT_SECONDS = 0
    upload(visitor, workbook(ISO, *ROWS))
    keep(visitor)
    visitor.say_who()
    assert visitor.send().url.startswith("/receipts/RC-")


def test_a_list_that_is_full_leaves_the_rest_waiting(visitor):
    upload(visitor, plain(ISO, *[(f"DE-{at}", *ONE[1:]) for at in range(60)]))
    assert keep(visitor).url == visitor.at("form")
    assert len(kept(visitor)) == 50
    assert "Put 10 into your list" in visitor.get(visitor.at("form")).text


@pytest.mark.parametrize(("data", "status"), [(b"%PDF-1.7", 409), (b"a,b,c\nd,e,f", 409)])
def test_a_file_that_is_no_form_is_refused_in_a_sentence(visitor, data, status):
    answer = upload(visitor, data)
    assert answer.status_code == status
    assert "Error: " in answer.text


def test_without_a_file_it_is_asked_for(visitor):
    answer = visitor.post(visitor.at("form"), {})
    assert (answer.status_code, "Choose the file." in answer.text) == (422, True)
