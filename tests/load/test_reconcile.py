"""The judge of a kill run (tests/load/reconcile.py): books that agree, and one way after another to doctor them."""

from dataclasses import replace
from hashlib import sha256

import pytest

from tests.load.reconcile import Arrived, Books, Entry, Mail, Receipt, Sender, Stored, balance, doubles, hash_of


def sender(name: str, *, told: bool = True) -> Sender:
    receipt = Receipt(f"RC-{name}", f"token of {name}", (f"C-{name}",)) if told else None
    last = "201" if told else "timeout"
    return Sender(f"key of {name}", (f"mark of {name}",), f"{name}@senders.example", last, receipt, (file(name),))


def file(name: str, data: str = "a plan") -> tuple[str, str]:
    return f"{name}.pdf", sha256(data.encode()).hexdigest()


def stored(name: str) -> Stored:
    token = sha256(f"token of {name}".encode()).hexdigest()
    email, comments, marks = f"{name}@senders.example", (f"C-{name}",), (f"mark of {name}",)
    return Stored(f"RC-{name}", hash_of(f"key of {name}"), token, email, comments, marks, f"entry of {name}", (file(name),))


def entry(name: str) -> Entry:
    return Entry(f"entry of {name}", f"RC-{name}", sound=True)


def mail(name: str, state: str = "sent") -> Mail:
    return Mail(f"receipt/RC-{name}", f"{name}@senders.example", f"<{name}@site>", state)


def arrived(name: str, identity: str = "") -> Arrived:
    return Arrived(identity or f"<{name}@site>", f"{name}@senders.example")


ANNA, BERT = "anna", "bert"
SOUND = Books(
    senders=[sender(ANNA), sender(BERT)],
    stored=[stored(ANNA), stored(BERT)],
    entries=[entry(ANNA), entry(BERT)],
    mails=[mail(ANNA), mail(BERT)],
    arrived=[arrived(ANNA), arrived(BERT)],
)


def bad(books: Books) -> dict[str, list[str]]:
    """What the judge objects to, by question."""
    return {line.what: list(line.bad) for line in balance(books) if line.bad}


def remarks(books: Books) -> dict[str, str]:
    return {line.what: line.remark for line in balance(books) if line.remark}


def test_sound_books_agree():
    assert bad(SOUND) == {}
    assert remarks(SOUND) == {"mails arrived again with the same Message-ID": "allowed"}


TWICE = replace(SOUND, stored=[*SOUND.stored, stored(BERT)._replace(code="RC-9", key_hash=hash_of("another"), entry="entry 9")])
DOCTORED = {
    "told of a receipt: lost": replace(SOUND, stored=SOUND.stored[:1]),
    "told of a receipt: it is another one": replace(
        SOUND, stored=[stored(ANNA), stored(BERT)._replace(token_hash="of another token")]
    ),
    "comments stored: doubled": TWICE,
    "comments stored: sent by nobody": replace(SOUND, stored=[stored(ANNA), stored(BERT)._replace(marks=("mark of carl",))]),
    "submissions: not just the comments sent, in their order": replace(
        SOUND, stored=[stored(ANNA), stored(BERT)._replace(marks=())]
    ),
    "files sent: not there byte for byte": replace(SOUND, stored=[stored(ANNA), stored(BERT)._replace(files=())]),
    "files stored: doubled, or other bytes": replace(
        SOUND, stored=[stored(ANNA), stored(BERT)._replace(files=(file(BERT), file(BERT)))]
    ),
    "submissions: not exactly one entry on record": replace(SOUND, entries=[entry(ANNA)]),
    "entries on record: no such submission": replace(SOUND, entries=[*SOUND.entries, Entry("entry 9", "RC-9", sound=True)]),
    "entries on record: digest is wrong": replace(SOUND, entries=[entry(ANNA), entry(BERT)._replace(sound=False)]),
    "mails due: not in the outbox": replace(SOUND, mails=[mail(ANNA)]),
    "mails noted as sent: never arrived (lost)": replace(SOUND, arrived=[arrived(ANNA)]),
    "mails not sent: still waiting": replace(SOUND, mails=[mail(ANNA), mail(BERT, "waiting")]),
    "mails not sent: given up": replace(SOUND, mails=[mail(ANNA), mail(BERT, "failed")]),
    "mails arrived: doubled under another Message-ID": replace(SOUND, arrived=[*SOUND.arrived, arrived(BERT, "<9@site>")]),
    "mails arrived: from no outbox": replace(SOUND, arrived=[*SOUND.arrived, arrived("carl")]),
    "senders told, with an address: no mail": replace(SOUND, arrived=[arrived(ANNA)]),
}


@pytest.mark.parametrize("what", DOCTORED)
def test_doctored_books_are_found_out(what):
    found = bad(DOCTORED[what])
    assert what in found
    assert len(found[what]) == 1


def test_every_question_is_shown_to_say_no():
    never_bad = {"never told: stored", "never told: not stored", "mails arrived again with the same Message-ID"}
    assert {line.what for line in balance(SOUND)} - never_bad == set(DOCTORED)


@pytest.mark.parametrize(
    "change", [{"code": "RC-9"}, {"comments": ("C-9",)}, {"email": "carl@senders.example"}, {"token_hash": "of another token"}]
)
def test_a_receipt_is_another_one_by_any_of_its_parts(change):
    assert "told of a receipt: it is another one" in bad(replace(SOUND, stored=[stored(ANNA), stored(BERT)._replace(**change)]))


def test_a_receipt_to_which_a_browser_was_led_names_no_comments():
    anna = sender(ANNA)
    assert anna.receipt
    assert bad(replace(SOUND, senders=[replace(anna, receipt=anna.receipt._replace(comments=())), sender(BERT)])) == {}


ROWS = ("row 1", "row 2", "row 3")


@pytest.mark.parametrize("marks", [ROWS[:2], (*ROWS, "row 3"), ("row 1", "row 3", "row 2"), ("row 1", "row 1", "row 3")])
def test_the_rows_of_a_form_are_there_all_once_and_in_their_order(marks):
    senders = [sender(ANNA), replace(sender(BERT), marks=ROWS)]
    kept = [stored(ANNA), stored(BERT)._replace(marks=ROWS)]
    assert bad(replace(SOUND, senders=senders, stored=kept)) == {}
    found = bad(replace(SOUND, senders=senders, stored=[kept[0], kept[1]._replace(marks=marks)]))
    assert found["submissions: not just the comments sent, in their order"] == ["RC-bert"]


def test_a_file_with_other_bytes_is_found_out_on_both_sides():
    changed = stored(BERT)._replace(files=(file(BERT, "another plan"),))
    assert bad(replace(SOUND, stored=[stored(ANNA), changed])) == {
        "files sent: not there byte for byte": ["bert.pdf"],
        "files stored: doubled, or other bytes": ["bert.pdf"],
    }


def test_an_entry_written_twice_is_found_out():
    again = Entry("entry 9", f"RC-{BERT}", sound=True)
    assert bad(replace(SOUND, entries=[*SOUND.entries, again])) == {
        "submissions: not exactly one entry on record": [f"RC-{BERT}"]
    }


def test_a_mail_may_come_again_under_its_own_message_id():
    books = replace(SOUND, arrived=[*SOUND.arrived, arrived(BERT)])
    assert bad(books) == {}
    assert [line.number for line in balance(books) if line.what.startswith("mails arrived again")] == [1]


def test_nobody_who_was_told_nothing_is_owed_anything_but_the_reason_is_given():
    quiet = replace(SOUND, senders=[sender(ANNA), sender(BERT, told=False), sender("carl", told=False)])
    assert bad(quiet) == {}
    assert remarks(quiet)["never told: stored"] == "1 × timeout"
    assert remarks(quiet)["never told: not stored"] == "1 × timeout"


def test_a_worker_that_ended_may_have_doubled_one_mail_and_no_more():
    again = [arrived(ANNA), arrived(ANNA), arrived(BERT), arrived(BERT)]
    assert [list(doubles(again, ended).bad) for ended in (2, 1, 0)] == [[], ["<bert@site>"], ["<anna@site>", "<bert@site>"]]
