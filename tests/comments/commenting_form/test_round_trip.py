"""What the docket writes as a form comes back equal, in each format and whatever the words are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.commenting_form import CommentingForm, read_form
from comments.commenting_form.columns import COLUMNS
from comments.commenting_form.grids import plain
from comments.commenting_form.writing import Facts, write_docx, write_xlsx
from normsite.foundation.documents import csv_lines

FACTS = Facts("2026-03-05", "Keys & locks", "N-1")
WRITE = {
    "xlsx": lambda *rows: write_xlsx(FACTS, rows),
    "docx": lambda *rows: write_docx(FACTS, rows),
    "csv": lambda *rows: b"".join(csv_lines(COLUMNS, rows)),
}
each_format = pytest.mark.parametrize("end", WRITE)

SIGNS = [*"=+-@＝＋－＠", "\t", "\n", "'", "''"]
NASTY = [
    *[f"{before}{sign}1" for sign in SIGNS for before in ("", "'", "''", " ", "' ")],
    "'tis",
    "'-' should be '–'",
    "a\nb\n\nc\n",
    "a\tb\t",
    " \u00a0 blanks before and behind \u00a0 ",
    "👍🏽 🏴‍☠️",
    "שלום \u200fעולם\u200e (1)",
    "_x0041_",
    "_x005F_x0041_",
    "x005F_",
    "_x000D_",
    "1.10",
    "007",
    "2026-03-05",
    "12:30",
    "TRUE",
    "#N/A",
    "1e5",
    "<b>bold</b> & &amp; ]]> <!-- -->",
    'Quoted "twice""',
    "a,b;c\td",
    "\x7f\x85\u2028",
    "Ä̈" + "x" * 9_997,
]


def cells(form: CommentingForm) -> list[tuple[str, ...]]:
    """What the eight cells of each row said."""
    return [
        (
            row.own_reference or row.mb,
            row.line,
            row.clause,
            row.paragraph,
            row.kind,
            row.comments,
            row.proposed_change,
            row.observations,
        )
        for row in form.rows
    ]


def through(end: str, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    form = read_form(WRITE[end](*rows), f"form.{end}")
    assert (form.bad, [one for one in form.columns if not one.field], form.remarks) == ((), [], ())
    return cells(form)


def row(words: str) -> tuple[str, ...]:
    return ("DE-12", words[:300], words[:300], words[:300], "te", f"{words[:9_999]}.", words, words)


@each_format
def test_nasty_words_come_back_equal(end: str):
    rows = [row(words) for words in NASTY]
    assert through(end, *rows) == rows


@each_format
def test_a_comment_without_a_letter_is_one(end: str):
    rows = [("DE", "", "", "", "ge", words, "", "") for words in ("1.10", "007", "=1+1", "👍", "?", "鍵", "'=1")]
    assert through(end, *rows) == rows


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(plain)
formula_like = st.builds("".join, st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from(SIGNS), words))
cell = st.one_of(words, formula_like)
comment = cell.filter(str.strip)


@each_format
@settings(deadline=None, max_examples=30)
@given(rows=st.lists(st.tuples(st.just("DE"), cell, cell, cell, st.just("ed"), comment, cell, cell), min_size=1, max_size=4))
def test_any_words_come_back_equal(end: str, rows: list[tuple[str, ...]]):
    assert through(end, *rows) == rows


@each_format
def test_control_characters_go_and_lines_end_alike_in_every_format(end: str):
    stray = "\x01=a\r\nb\rc\x0b'=\ufffe"
    assert through(end, ("DE", "", "", "", "ge", stray, f"'{stray}", "")) == [
        ("DE", "", "", "", "ge", "=a\nb\nc'=", "'=a\nb\nc'=", "")
    ]


LONG_NAME = "Aerolith 2000 GmbH & Co. KG, Werk Nord, für die Fachgruppe der Hersteller"
MEMBERS = [
    *[(name, name, "") for name in ("DE", "**", "Aerolith", "3GPP", "W3C", "ETSI TC 5", "Aerolith 2000", LONG_NAME)],
    ("Zoë\u00a0Ça (ETSI TC 5)", "Zoë\u00a0Ça (ETSI TC 5)", ""),
    ("** 4", "**", "** 4"),
    ("DE-12", "DE", "DE-12"),
    ("de 12", "de", "de 12"),
    ("DE12a", "DE", "DE12a"),
    ("DE 12, DE 13", "DE", "DE 12, DE 13"),
    ("DE-12 and FR-3", "DE", "DE-12 and FR-3"),
    ("US-JM-012", "US", "US-JM-012"),
    ("ECOS 3", "ECOS", "ECOS 3"),
    ("3GPP-7", "3GPP", "3GPP-7"),
    ("12", "", "12"),
    ("#12", "", "#12"),
]


@each_format
def test_member_bodies_and_own_references_come_back_equal_and_names_with_figures_whole(end: str):
    form = read_form(WRITE[end](*[(cell, "", "", "", "ge", f"Said by {cell}.", "", "") for cell, _, _ in MEMBERS]), "form")
    assert [(one.mb, one.own_reference) for one in form.rows] == [(member, reference) for _, member, reference in MEMBERS]


@each_format
def test_a_name_with_its_own_number_comes_back_as_both(end: str):
    both = [("Aerolith", "DE-12"), ("DIN", "ECOS 3"), ("Zoë (ETSI TC 5)", "12"), ("Anonymous", "@12"), ("Haus 5, Bau", "AB-7")]
    rows = [(f"{name}, {number}", "", "", "", "ge", f"{number}.", "", "") for name, number in both]
    assert [(one.mb, one.own_reference) for one in read_form(WRITE[end](*rows), "form").rows] == both
