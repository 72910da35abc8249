"""A comment form that was filled in elsewhere comes into the list of a visitor."""

import io
import re
import time
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from comments.models import MOST_COMMENTS, Comment, Consultation, KeptForm, NamedColumns
from comments.services import forget_form, forget_old_forms, keep_form
from comments.services import uploads as kept_forms
from comments.views import unsent, uploads
from normsite.foundation.accounts.models import Membership
from tests.comments.commenting_form.files import ISO, ONE, plain, workbook
from tests.comments.scenes import SAID, Visitor, let_deadline_pass, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings):
    settings.FASTEST_COMMENT_SECONDS = 0


@pytest.fixture
def consultation(cast):
    return opened(cast)


@pytest.fixture
def visitor(consultation) -> Visitor:
    return Visitor(consultation)


def _file(data: bytes, name: str = "form.xlsx") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def upload(visitor: Visitor, data: bytes, name: str = "form.xlsx"):
    return visitor.post(visitor.at("form"), {"file": _file(data, name)})


def words(answer) -> str:
    """What a page says, without its marks."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace(" ,", ",").replace(" .", ".")


def shown(visitor: Visitor, page: str = "form") -> str:
    return words(visitor.get(visitor.at(page)))


def which(visitor: Visitor) -> str:
    """Which form the page shows, as it carries that along."""
    found = re.search(r'name="upload" value="([^"]+)"', visitor.get(visitor.at("form")).text)
    return found[1] if found else ""


def keep(visitor: Visitor, how: str = "rest", **fields: Any):
    said = {name.replace("__", "-"): value for name, value in fields.items()}
    return visitor.post(visitor.at("form"), {"keep": how, "upload": which(visitor), **said})


def mended(which: int, **fields: str) -> dict[str, str]:
    """The first row that is wrong, or another, as the page sends it to be put right."""
    said = {"about": "c:keys", "kind": "te", "text": "Say how fast.", "proposed_change": "", "own_reference": "", **fields}
    return {f"row-w{which}-{name}": value for name, value in said.items()}


def name_columns(visitor: Visitor, *names: str):
    page = visitor.get(visitor.at("columns")).text
    known = re.search(r'name="upload" value="([^"]+)"', page)
    said = {f"column_{index}": name for index, name in enumerate(names)}
    return visitor.post(visitor.at("columns"), {"upload": known[1] if known else "", **said})


def items(visitor: Visitor) -> list[dict]:
    return visitor.session.get(f"comments:basket:{visitor.code}", {"items": []})["items"]


def kept(visitor: Visitor) -> list[tuple[str, str, str, str]]:
    return [(one["about"], one["kind"], one["text"], one["own_reference"]) for one in items(visitor)]


def send(visitor: Visitor):
    visitor.say_who()
    return visitor.send()


ROWS = [
    ("DE-1", "", "2", "", "te", "Keys are erased too late.", "Erase them at once.", ""),
    ("DE-2", "12", "2 and throughout", "Table 1", "ed", "Say “shall”.", "", ""),
    ("DE-3", "", "TBD", "", "ge", "Good work.", "", ""),
    ("DE-4", "", "2", "", "te", "", "Nothing said.", ""),
]
STRANGE = ("Stelle", "Was uns stört", "Wunsch", "Laune")
SAYS = [("2", "Zu spät.", "Sofort.", "gut"), ("3", "Zu laut.", "", "")]
NAMES = ("clause", "comments", "proposed_change", "")
AS_THEY_ARE = ("mb", "line", "clause", "paragraph", "kind", "comments", "proposed_change", "observations")


def many(count: int) -> list[tuple[str, ...]]:
    return [(f"DE-{at}", *ONE[1:5], f"Reason {at}.", *ONE[6:]) for at in range(count)]


# ---- Read, shown, kept


def test_rows_are_shown_and_then_kept_and_the_next_page_asks_who_sends_them(visitor):
    assert upload(visitor, workbook(ISO, *ROWS)).url == visitor.at("form")
    page = shown(visitor)
    assert "3 comments were read, 1 row needs you." in page
    assert "2 of the comments have remarks beside them: row 3, row 4." in page
    assert kept(visitor) == []
    assert keep(visitor).url == visitor.at("sender")
    placed = "Clause as given: 2 and throughout. Paragraph, figure or table as given: Table 1. Line as given: 12."
    assert kept(visitor) == [
        ("c:keys", "te", "Keys are erased too late.", "DE-1"),
        ("c:keys", "ed", f"{placed}\n\nSay “shall”.", "DE-2"),
        ("whole", "ge", "Clause as given: TBD.\n\nGood work.", "DE-3"),
    ]


def test_what_the_form_is_about_and_what_was_left_out_is_told(visitor):
    upload(visitor, workbook(("Document:", "ISO/DIS 7"), (*ISO[:7], "Mood"), (*ROWS[0][:7], "Glad")))
    page = shown(visitor)
    assert "1 comment was read, 1 column was left out. The form says: ISO/DIS 7 Left out: “ Mood ”." in page


@pytest.mark.parametrize("count", [80 if MOST_COMMENTS >= 80 else MOST_COMMENTS])
def test_a_whole_form_goes_from_file_to_receipt_over_four_pages_within_ten_seconds(visitor, count):
    began = time.monotonic()
    data = workbook(ISO, *many(count))
    walked = [visitor.at("form"), upload(visitor, data).url, keep(visitor, "all").url, visitor.say_who().url]
    receipt = visitor.send().url
    assert walked == [visitor.at("form"), visitor.at("form"), visitor.at("sender"), visitor.at("check")]
    assert receipt.startswith("/receipts/RC-")
    assert time.monotonic() - began < 10
    assert Comment.objects.count() == count


def test_who_acts_for_an_organisation_is_not_asked_who_they_are(visitor, cast):
    visitor.force_login(cast.rosa)
    upload(visitor, workbook(ISO, ROWS[0]))
    assert keep(visitor).url == visitor.at("check")
    assert "Organisation Aerolith GmbH" in shown(visitor, "check")


def test_a_list_that_is_full_leaves_the_rest_waiting(visitor):
    upload(visitor, plain(ISO, *many(MOST_COMMENTS)))
    keep(visitor)
    upload(visitor, plain(ISO, *ROWS[:2]))
    assert keep(visitor).url == visitor.at("form")
    assert len(kept(visitor)) == MOST_COMMENTS
    assert "Go on with 2 comments" in shown(visitor)


# ---- Nothing doubles


def test_the_same_rows_uploaded_twice_are_kept_once(visitor):
    for data in (workbook(ISO, *ROWS), plain(ISO, *reversed(ROWS))):
        upload(visitor, data)
        keep(visitor)
    assert len(kept(visitor)) == 3


def test_a_row_that_was_changed_in_the_list_is_not_added_again(visitor):
    upload(visitor, workbook(ISO, ROWS[0]))
    keep(visitor)
    visitor.post(visitor.at("change", items(visitor)[0]["number"]), SAID | {"text": "Keys are never erased."})
    upload(visitor, workbook(ISO, ROWS[0]))
    assert "1 of them is in your list already, and is not added again." in shown(visitor)
    keep(visitor)
    assert [text for _, _, text, _ in kept(visitor)] == ["Keys are never erased."]


def test_a_row_that_was_put_right_is_not_asked_for_again(visitor):
    upload(visitor, workbook(ISO, ROWS[3]))
    keep(visitor, "mended", **mended(1))
    upload(visitor, workbook(ISO, ROWS[3]))
    assert "to put right" not in shown(visitor)


def test_what_was_sent_is_taken_in_once_more_only_where_that_is_wanted(visitor):
    upload(visitor, workbook(ISO, ROWS[0]))
    keep(visitor)
    send(visitor)
    upload(visitor, workbook(ISO, ROWS[0]))
    assert "Take in once more the 1 comment that you have sent from here already" in shown(visitor)
    keep(visitor)
    assert kept(visitor) == []
    upload(visitor, workbook(ISO, ROWS[0]))
    keep(visitor, again="yes")
    assert len(kept(visitor)) == 1


def test_a_page_of_another_form_changes_nothing(visitor):
    upload(visitor, workbook(ISO, ROWS[0]))
    earlier = which(visitor)
    upload(visitor, workbook(ISO, ROWS[1]))
    assert visitor.post(visitor.at("form"), {"keep": "all", "upload": earlier}).url == visitor.at("form")
    assert "Nothing was taken from the page before: this is what was read last." in visitor.get(visitor.at("form")).text
    assert kept(visitor) == []


def test_a_second_click_leads_on_and_adds_nothing(visitor):
    upload(visitor, workbook(ISO, ROWS[0]))
    form = {"keep": "all", "upload": which(visitor)}
    assert [visitor.post(visitor.at("form"), form).url for _ in range(2)] == [visitor.at("sender")] * 2
    assert len(kept(visitor)) == 1


def meanwhile(monkeypatch, visitor: Visitor, act) -> None:
    """While a form is being read, another tab of the same browser does this."""
    read, tab = uploads.read, Visitor(Consultation.objects.get(code=visitor.code))
    tab.cookies = visitor.cookies

    def slowly(*args):
        monkeypatch.undo()
        act(tab)
        return read(*args)

    monkeypatch.setattr(uploads, "read", slowly)


def test_what_another_tab_keeps_while_columns_are_named_stays_in_the_list(visitor, monkeypatch):
    visitor.write(text="The first.")
    upload(visitor, workbook(STRANGE, *SAYS))
    meanwhile(monkeypatch, visitor, lambda tab: tab.write(text="From the other tab."))
    name_columns(visitor, *NAMES)
    keep(visitor)
    assert [one["text"] for one in items(visitor)] == ["The first.", "From the other tab.", "Zu spät.", "Zu laut."]


def test_what_another_tab_sends_while_columns_are_named_is_not_in_the_list_again(visitor, monkeypatch):
    visitor.write(text="The first.")
    upload(visitor, workbook(STRANGE, *SAYS))
    meanwhile(monkeypatch, visitor, send)
    name_columns(visitor, *NAMES)
    assert (items(visitor), Comment.objects.count()) == ([], 1)


# ---- Rows are put right


def test_a_bad_row_is_put_right_on_the_page_with_what_the_form_says_of_its_place(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ("DE-4", "7", "3", "", "te", "", "Nothing said.", "")))
    page = visitor.get(visitor.at("form")).text
    assert re.search(r'value="c:alarms" selected', page)
    assert "Nothing said." in page
    keep(visitor, "mended", **mended(1, about="c:alarms", own_reference="DE-4"))
    assert kept(visitor)[1] == ("c:alarms", "te", "Line as given: 7.\n\nSay how fast.", "DE-4")


def test_of_rows_that_are_still_wrong_nothing_typed_is_lost_and_the_others_are_right(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3], ("DE-5", *ROWS[3][1:])))
    answer = keep(visitor, "mended", **mended(1), **mended(2, text="", proposed_change="Twice a day."))
    assert answer.status_code == 422
    assert "Row 4, comment: Write your comment." in words(answer)
    assert "Twice a day." in answer.text
    assert "2 comments were read, 1 row" in words(answer)
    assert kept(visitor) == []
    keep(visitor, "mended", **mended(2, text="Once."))
    assert [text for _, _, text, _ in kept(visitor)] == ["Keys are erased too late.", "Say how fast.", "Once."]


def test_a_row_that_is_left_out_need_not_be_right(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3]))
    assert keep(visitor, "mended", **mended(1, text="", leave="on")).url == visitor.at("sender")
    assert len(kept(visitor)) == 1


def test_what_is_still_wrong_is_left_out_where_that_is_wanted_and_what_is_right_is_taken(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3], ("DE-5", *ROWS[3][1:])))
    keep(visitor, "rest", **mended(1, text="", own_reference="DE-4"), **mended(2, own_reference="DE-5"))
    assert [reference for _, _, _, reference in kept(visitor)] == ["DE-1", "DE-5"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ("DE-1", "", "2", "", "te", "x" * 10_001, "", ""),
            "There are 10,001 characters under “comments”; at most 10,000 are taken.",
        ),
        (("DE-1", "1", "2", "", "te", "x" * 9_990, "", ""), "This is 10,009 characters long; at most 10,000 fit."),
        (("D" * 301, "", "2", "", "te", "Long.", "", ""), "There are 301 characters under “mb”"),
    ],
)
def test_what_is_too_long_says_so_and_stands_in_its_field(visitor, row, reason):
    upload(visitor, workbook(ISO, row))
    page = visitor.get(visitor.at("form"))
    assert reason in words(page)
    assert (row[5] if len(row[5]) > 100 else row[0]) in page.text


def test_a_twin_is_left_out_unless_somebody_wants_it(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[0]))
    page = visitor.get(visitor.at("form"))
    assert "It says the same as row 2." in words(page)
    assert re.search(r'name="row-w1-leave"[^>]* checked', page.text)
    keep(visitor, "mended", **mended(1, text="Another."))
    assert [text for _, _, text, _ in kept(visitor)] == ["Keys are erased too late.", "Another."]


def test_a_comment_whose_clause_was_not_found_is_placed_on_the_page(visitor):
    upload(visitor, workbook(ISO, ("DE-3", "", "Kapitel 9", "", "re", "Good work.", "", "")))
    page = shown(visitor)
    assert "“re” is no type of comment: taken as general. “Kapitel 9” names no clause of the text by its number" in page
    keep(visitor, "all", **{"row-1-about": "c:alarms", "row-1-kind": "ed", "row-1-own_reference": "DE-3"})
    assert kept(visitor) == [("c:alarms", "ed", "Clause as given: Kapitel 9.\n\nGood work.", "DE-3")]


def test_what_all_rows_lack_is_said_once(visitor):
    upload(visitor, workbook(("Clause", "Comments", "Proposed change"), *[("2", f"Reason {at}.", "") for at in range(6)]))
    page = shown(visitor)
    assert "6 comments were read. Of all comments: No type is given: taken as general." in page
    assert page.count("No type is given") == 1


def test_a_clause_that_is_not_in_the_text_is_refused_beside_its_field(visitor):
    upload(visitor, workbook(ISO, ROWS[2]))
    answer = keep(visitor, "all", **{"row-1-about": "c:nowhere", "row-1-kind": "ed", "row-1-own_reference": "x\0"})
    assert answer.status_code == 422
    assert "Row 2, on: Select a valid choice" in words(answer)
    assert kept(visitor) == []


def test_what_was_typed_when_the_deadline_passed_can_be_kept(visitor, consultation):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3]))
    form = {"keep": "mended", "upload": which(visitor), **mended(1, text="x" * 10_001, proposed_change="Twice a day.")}
    let_deadline_pass(consultation)
    assert visitor.post(visitor.at("form"), form).url == visitor.at("basket")
    page = visitor.get(visitor.at("basket"))
    assert [word in page.text for word in ("Keys are erased too late.", "x" * 10_001, "Twice a day.")] == [True] * 3


@pytest.mark.parametrize("page", ["form", "columns", "basket", "check"])
def test_whichever_page_is_opened_after_the_deadline_gives_the_rows_back_that_waited(visitor, consultation, page):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3]))
    let_deadline_pass(consultation)
    shown = visitor.get(visitor.at(page), follow=True)
    assert (shown.status_code, [one["proposed_change"] for one in shown.context["items"]]) == (
        409,
        ["Erase them at once.", "Nothing said."],
    )
    visitor.get(visitor.at(page), follow=True)
    assert len(items(visitor)) == 2


def test_all_rows_of_a_late_form_are_written_into_a_shared_list_at_once(visitor, consultation, monkeypatch):
    visitor.write()
    visitor.post(visitor.at("later"), {"email": "nadia@home.example"})
    upload(visitor, plain(ISO, *many(30)))
    form = {"keep": "all", "upload": which(visitor)}
    let_deadline_pass(consultation)
    written: list[int] = []
    monkeypatch.setattr(unsent, "write_draft", lambda **draft: written.append(len(draft["items"])))
    visitor.post(visitor.at("form"), form)
    assert written == [31]


def test_very_many_bad_rows_come_one_page_after_another(visitor):
    upload(visitor, workbook(ISO, *[(f"DE-{at}", *ROWS[3][1:]) for at in range(30)]))
    assert "30 rows to put right" in shown(visitor)
    first = keep(visitor, "mended", **{k: v for at in range(1, 21) for k, v in mended(at, leave="on").items()})
    assert "10 rows to put right" in words(first)
    assert first.status_code == 200


# ---- Sent from another browser


def sent_as(consultation, person, **sender) -> Visitor:
    """A browser in which a person has sent the first rows, for their organisation unless it is said otherwise."""
    browser = Visitor(consultation)
    browser.force_login(person)
    upload(browser, workbook(ISO, *ROWS[:2]))
    keep(browser)
    if sender:
        browser.say_who(**sender)
    browser.send()
    assert Comment.objects.count() == 2
    return browser


def told_there(consultation, person) -> str:
    """What a page says of the same rows and another in a new browser, and how many it would take in."""
    browser = Visitor(consultation)
    if person:
        browser.force_login(person)
    upload(browser, workbook(ISO, *ROWS[:3]))
    found = re.search("Take in once more (.+?) Go on with (\\d)|Go on with (\\d)", shown(browser))
    assert found
    return f"{found[1] or 'nothing'}: {found[2] or found[3]}"


ELSEWHERE = "the 2 that were sent from elsewhere, word for word, by you or in your organisation's name: 1"


def test_rows_that_were_sent_from_another_browser_are_taken_in_again_only_where_that_is_wanted(consultation, cast):
    sent_as(consultation, cast.rosa)
    Membership.objects.create(user=cast.nils, organisation=cast.aerolith)
    assert [told_there(consultation, person) for person in (cast.rosa, cast.nils)] == [ELSEWHERE] * 2
    browser = Visitor(consultation)
    browser.force_login(cast.nils)
    upload(browser, workbook(ISO, *ROWS[:3]))
    keep(browser, again="yes")
    assert len(kept(browser)) == 3


def test_what_somebody_else_has_sent_is_told_to_nobody(consultation, cast):
    sent_as(consultation, cast.rosa)
    assert [told_there(consultation, person) for person in (None, cast.olu, cast.nils)] == ["nothing: 3"] * 3


def test_what_a_colleague_has_sent_for_themselves_is_not_told(consultation, cast):
    sent_as(consultation, cast.rosa, organisation="", organisation_kind="", capacity="individual")
    Membership.objects.create(user=cast.nils, organisation=cast.aerolith)
    assert [told_there(consultation, person) for person in (cast.rosa, cast.nils)] == [ELSEWHERE, "nothing: 3"]


# ---- Another form, while rows wait


def test_rows_that_were_put_right_wait_on_when_another_form_is_uploaded(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[2], ROWS[3], ("DE-5", *ROWS[3][1:])))
    placed = {"row-2-about": "c:alarms", "row-2-kind": "ed", "row-2-own_reference": "DE-3"}
    keep(visitor, "mended", **mended(1), **mended(2, text=""), **placed)
    upload(visitor, workbook(ISO, ROWS[1]))
    page = shown(visitor)
    assert "3 rows that you had put right or begun to are here too." in page
    assert page.count("It stands in the form that was uploaded before.") == 3
    keep(visitor)
    assert [(about, text.split("\n")[-1]) for about, _, text, _ in kept(visitor)] == [
        ("c:keys", "Say “shall”."),
        ("c:alarms", "Good work."),
        ("c:keys", "Say how fast."),
    ]


@pytest.mark.parametrize("how", ["another", "columns"])
def test_what_is_typed_into_rows_is_kept_when_their_page_is_left_for_another(visitor, how):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3], ("DE-5", *ROWS[3][1:])))
    typed = {**mended(1), **mended(2, text="", proposed_change="Twice a day.\r\nOr more.")}
    file = {"file": _file(workbook(ISO, ROWS[1]))} if how == "another" else {}
    keep(visitor, how, **typed, **file)
    if how == "columns":
        name_columns(visitor, *AS_THEY_ARE)
    page = visitor.get(visitor.at("form"))
    assert "Twice a day.\nOr more." in unescape(page.text)
    assert "Say how fast." in page.text
    keep(visitor, "rest")
    first = "Say “shall”." if how == "another" else "Keys are erased too late."
    assert [text.split("\n")[-1] for _, _, text, _ in kept(visitor)] == [first, "Say how fast."]


def test_rows_that_nobody_has_touched_go_with_their_form(visitor):
    upload(visitor, workbook(ISO, ROWS[3], ("DE-6", "", "2", "", "te", "Long.\nLonger.", "x" * 10_001, "")))
    untouched = mended(2, text="Long.\r\nLonger.", proposed_change="x" * 10_001, own_reference="DE-6")
    keep(visitor, "another", **untouched, file=_file(workbook(ISO, ROWS[0])))
    page = shown(visitor)
    assert ["1 comment was read." in page, "to put right" in page] == [True, False]


def test_the_same_file_read_again_doubles_no_row_that_was_put_right(visitor):
    upload(visitor, workbook(ISO, ROWS[0], ROWS[3], before=[ISO, ROWS[2], ROWS[1]]))
    keep(visitor, "columns", **mended(1))
    name_columns(visitor, *AS_THEY_ARE)
    keep(visitor)
    assert sorted(text.split("\n")[-1] for _, _, text, _ in kept(visitor)) == [
        "Good work.",
        "Keys are erased too late.",
        "Say how fast.",
        "Say “shall”.",
    ]


def test_a_row_that_waits_from_one_form_takes_the_place_of_no_row_of_the_next(visitor):
    upload(visitor, workbook(ISO, ROWS[3]))
    keep(visitor, "columns", **mended(1))
    upload(visitor, workbook(ISO, ROWS[0]))
    name_columns(visitor, *AS_THEY_ARE)
    page = shown(visitor)
    assert "2 comments were read." in page
    assert page.count("It stands in the form that was uploaded before.") == 1
    keep(visitor)
    assert sorted(text for _, _, text, _ in kept(visitor)) == ["Keys are erased too late.", "Say how fast."]


def test_a_row_that_stayed_from_the_form_before_can_be_left_out(visitor):
    upload(visitor, workbook(ISO, ROWS[3]))
    keep(visitor, "columns", **mended(1))
    upload(visitor, workbook(ISO, ("DE-4", "", "2", "", "te", "Corrected in the file too.", "", "")))
    page = visitor.get(visitor.at("form")).text
    (stayed,) = re.findall(r'name="row-(\w+)-leave"', page)
    keep(visitor, "all", **{f"row-{stayed}-leave": "on", f"row-{stayed}-about": "c:keys"})
    assert [text for _, _, text, _ in kept(visitor)] == ["Corrected in the file too."]


def test_rows_that_stay_count_into_how_much_is_kept(visitor):
    upload(visitor, plain(ISO, *[(f"A-{at}", *ROWS[3][1:6], "y" * 9_000, "") for at in range(20)]))
    typed = {key: said for at in range(1, 21) for key, said in mended(at, text="", proposed_change="y" * 9_999).items()}
    keep(visitor, "columns", **typed)
    further = [(f"B-{at}", *ONE[1:5], "x" * 9_000, "y" * 9_000, "") for at in range(45)]
    refused = upload(visitor, plain(ISO, *further))
    assert (refused.status_code, "longer than a million characters" in refused.text) == (409, True)
    keep(visitor, "rest")
    assert upload(visitor, plain(ISO, *further)).status_code == 302


@pytest.mark.parametrize("how", ["another", "columns"])
def test_what_is_chosen_for_a_row_that_is_still_wrong_is_kept_when_its_page_is_left(visitor, how):
    upload(visitor, workbook(ISO, ROWS[3], ("DE-5", *ROWS[3][1:])))
    chosen = {**mended(1, text="", about="c:alarms", kind="ed"), **mended(2, text="", leave="on")}
    file = {"file": _file(workbook(ISO, ROWS[1]))} if how == "another" else {}
    keep(visitor, how, **chosen, **file)
    if how == "columns":
        name_columns(visitor, *AS_THEY_ARE)
    page = visitor.get(visitor.at("form")).text
    wrong = page.partition("to put right")[2].partition("<table")[0]
    assert re.findall(r'value="(c:alarms|ed)" selected', wrong) == ["c:alarms", "ed"]
    ticks = re.findall(r'name="row-\w+-leave"([^>]*)>', wrong)
    assert ["checked" in tick for tick in ticks] == [False, True]


def test_rows_that_are_in_the_list_as_they_were_put_right_are_told_when_their_file_comes_again(visitor):
    upload(visitor, workbook(ISO, ROWS[3]))
    keep(visitor, "mended", **mended(1))
    upload(visitor, workbook(ISO, ROWS[3]))
    assert "1 row that you had put right before is in your list already." in shown(visitor)


# ---- Columns that nobody knows


def test_columns_that_nobody_knows_are_named_and_the_form_is_read_by_that(visitor):
    assert upload(visitor, workbook(STRANGE, *SAYS)).url == visitor.at("columns")
    assert "Stelle 2 Leave it out" in shown(visitor, "columns")
    assert name_columns(visitor, *NAMES).url == visitor.at("form")
    keep(visitor)
    assert kept(visitor) == [("c:keys", "ge", "Zu spät.", ""), ("c:alarms", "ge", "Zu laut.", "")]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("clause", "", "", ""), "Say which column holds the comments"),
        (("clause", "comments", "comments", ""), "Another column is said to be the same"),
        (("clause", "nonsense", "comments", ""), "Select a valid choice"),
    ],
)
def test_columns_that_can_not_be_so_are_refused_in_a_sentence(visitor, names, sentence):
    upload(visitor, workbook(STRANGE, *SAYS))
    answer = name_columns(visitor, *names)
    assert (answer.status_code, sentence in words(answer)) == (422, True)


def test_what_was_recognised_can_be_corrected(visitor):
    upload(visitor, workbook((*ISO[:5], "Comments", "Proposed change", "Rationale"), (*ONE[:5], "Swapped.", "Why.", "")))
    name_columns(visitor, "mb", "line", "clause", "paragraph", "kind", "proposed_change", "comments", "")
    keep(visitor)
    assert [one["proposed_change"] for one in items(visitor)] == ["Swapped."]


def test_the_next_form_with_the_same_headings_is_read_as_the_browser_has_said(visitor):
    upload(visitor, workbook(STRANGE, *SAYS))
    name_columns(visitor, *NAMES)
    assert upload(visitor, workbook(STRANGE, ("2", "Zu teuer.", "", ""))).url == visitor.at("form")
    assert f"Read with the columns as they were named on {timezone.now():%-d %B %Y}." in shown(visitor)


def test_a_stranger_names_no_columns_for_anybody_else(visitor, consultation, cast):
    upload(visitor, workbook(STRANGE, *SAYS))
    name_columns(visitor, *NAMES)
    other = Visitor(consultation)
    assert upload(other, workbook(STRANGE, *SAYS)).url == other.at("columns")
    member = Visitor(consultation)
    member.force_login(cast.rosa)
    assert upload(member, workbook(STRANGE, *SAYS)).url == member.at("columns")
    assert not NamedColumns.objects.exists()


def test_the_members_of_a_body_share_what_they_have_said_of_columns(consultation, cast):
    Membership.objects.create(user=cast.nils, organisation=cast.aerolith)
    rosa, nils, olu = (Visitor(consultation) for _ in range(3))
    for browser, person in ((rosa, cast.rosa), (nils, cast.nils), (olu, cast.olu)):
        browser.force_login(person)
    upload(rosa, workbook(STRANGE, *SAYS))
    name_columns(rosa, *NAMES)
    assert upload(nils, workbook(STRANGE, *SAYS)).url == nils.at("form")
    assert upload(olu, workbook(STRANGE, *SAYS)).url == olu.at("columns")
    assert [(one.organisation, one.named_by) for one in NamedColumns.objects.all()] == [(cast.aerolith, cast.rosa)]


def test_until_columns_are_named_the_upload_page_leads_there(visitor):
    upload(visitor, workbook(STRANGE, *SAYS))
    assert "It isn't known yet which column holds the comments. Say what the columns are." in shown(visitor)


def test_columns_of_another_form_than_the_page_has_shown_are_not_named(visitor):
    upload(visitor, workbook(STRANGE, *SAYS))
    answer = visitor.post(visitor.at("columns"), {"upload": "another", "column_1": "comments"})
    assert answer.url == visitor.at("columns")


# ---- The file meanwhile


def test_the_file_is_kept_for_one_browser_until_its_comments_are_in_the_list(visitor):
    upload(visitor, workbook(STRANGE, *SAYS))
    upload(visitor, workbook(ISO, ROWS[0]))
    assert KeptForm.objects.count() == 1
    keep(visitor)
    assert not KeptForm.objects.exists()


def test_a_file_that_is_gone_is_asked_for_again(visitor):
    assert visitor.get(visitor.at("columns")).url == visitor.at("form")
    upload(visitor, workbook(STRANGE, *SAYS))
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=61))
    forget_old_forms()
    assert visitor.get(visitor.at("columns")).url == visitor.at("form")
    assert "The file is not here any more." in visitor.get(visitor.at("form")).text


def test_when_very_many_files_are_kept_the_oldest_go(db, monkeypatch):
    monkeypatch.setattr(kept_forms, "MOST_KEPT", 2)
    for name in ("a", "b", "c"):
        keep_form(data=b"", name=name)
    assert sorted(KeptForm.objects.values_list("name", flat=True)) == ["b", "c"]
    forget_form("nobody has this")


# ---- Refused


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\xff\x00\xfe", b"one line of a letter"])
def test_a_file_that_is_no_form_is_refused_beside_its_field(visitor, data):
    answer = upload(visitor, data)
    assert answer.status_code == 409
    assert 'href="#id_file"' in answer.text


def test_a_file_that_is_too_large_is_refused_beside_its_field(visitor):
    answer = upload(visitor, b"x" * 3_400_000)
    assert (answer.status_code, "The file has 3.4 MB; at most 3 MB are read." in answer.text) == (422, True)


def test_comments_that_are_too_long_together_are_refused(visitor):
    answer = upload(visitor, plain(ISO, *[(f"DE-{at}", *ONE[1:5], "x" * 9_000, "y" * 9_000, "") for at in range(60)]))
    assert (answer.status_code, "longer than a million characters" in answer.text) == (409, True)


def test_without_a_file_it_is_asked_for(visitor):
    answer = visitor.post(visitor.at("form"), {})
    assert (answer.status_code, "Choose the file." in answer.text) == (422, True)
