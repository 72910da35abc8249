"""A file of another system becomes rows, whatever it is packed in, or it is said why not."""

import gzip
import io
import json
import zipfile

import pytest

from comments.other_systems import guessed, read_table, tables, unpacked
from normsite.foundation.errors import Refused

CSV = 'Document ID,Comment\nA-1,"Keys, erased\r\ntoo late"\n\nA-2,Good\n'
TWO = [{"id": "A-1", "attributes": {"comment": "Too late", "tags": ["a", 2]}}, {"id": "A-2", "who": {"login": "jo"}}]


def rows(data: bytes) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for piece in read_table(data).pieces for row in unpacked(piece)]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_table(data)
    return str(refused.value)


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in files.items():
            package.writestr(name, words)
    return packed.getvalue()


READ = [(2, ["A-1", "Keys, erased\r\ntoo late"]), (4, ["A-2", "Good"])]


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.replace(",", ";").replace("Keys;", "Keys,").encode(),
        gzip.compress(CSV.encode()),
        zipped(**{"bulk.csv": CSV, "__MACOSX/bulk.csv": "x"}),
    ],
    ids=["plain", "marked", "utf-16", "semicolons", "gzip", "zip"],
)
def test_a_table_is_read_in_any_dress_with_rows_numbered_as_a_spreadsheet_shows_them(data):
    assert rows(data) == READ


def test_what_is_not_utf_8_is_read_in_the_code_page_of_windows():
    assert rows("id,comment\n1,“Größe”\n".encode("cp1252")) == [(2, ["1", "“Größe”"])]


def test_a_title_above_the_headings_is_none_of_them():
    assert read_table(b"Comments on N-1\n\nid,comment\n1,x\n").headings == ("id", "comment")


def test_signs_within_the_words_part_no_columns():
    line = ",".join(["A-1", '"Keys; locks; doors; bolts"'])
    assert rows(f"id,comment\n{line}\n{line}\n".encode())[0] == (2, ["A-1", "Keys; locks; doors; bolts"])


def test_headings_that_are_the_same_or_missing_are_told_apart():
    assert read_table(b"a,a,,\x00b\n1,2,3,4\n").headings == ("a", "a (2)", "Column 3", "b")


def test_what_our_own_file_kept_from_being_a_formula_is_read_as_it_was_written():
    assert rows(b"id,comment\n'-1,'=1+1\n") == [(2, ["-1", "=1+1"])]


@pytest.mark.parametrize(
    "words",
    [
        json.dumps(TWO),
        json.dumps({"meta": {"pages": [1, 2], "next": None}, "data": TWO, "more": [{"no": 1}]}, indent=2),
        json.dumps({"_embedded": {"feedback": TWO}}),
        "\n".join(map(json.dumps, TWO)),
    ],
    ids=["a list", "in a frame", "deeper", "by lines"],
)
def test_json_is_read_in_each_shape_in_which_it_comes(words):
    table = read_table(words.encode())
    assert table.headings == ("id", "attributes.comment", "attributes.tags", "who.login")
    assert rows(words.encode()) == [(1, ["A-1", "Too late", "a, 2"]), (2, ["A-2", "", "", "jo"])]


def test_a_long_list_is_read_without_being_held_as_a_whole():
    many = json.dumps([{"id": number, "comment": "x" * 700} for number in range(2_000)])
    table = read_table(many.encode())
    assert (table.rows, len(table.pieces)) == (2_000, 4)
    assert unpacked(table.pieces[3])[-1] == (2_000, ["1999", "x" * 700])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"  \n", "The file is empty."),
        (b"id,comment\n", "There is no row with comments in the file."),
        (b'id,comment\n1,"never ends\n2,x\n', "A cell of the table doesn't end."),
        (b'[{"id": 1}, {"id', "The file is no JSON any more"),
        (b'[{"id": 1}', "The list in the file doesn't end"),
        (b'{"id": 1}', "There is no list of objects in the file."),
        (b"[1]", "“1” stands in the list where an object should."),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'[{"n": ' + b"9" * 5_000 + b"}]", "a number that is too long"),
        (b"PK\x03\x04 and no more", "The file is damaged or has a password"),
        (b"\x1f\x8b and no more", "The file is damaged or has a password"),
        (b"%PDF-1.7", "The file is a PDF, which isn't taken."),
        (b"<html><table>", "The file is a web page, a drawing or XML, whatever its name ends in."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The file is in an old format of Office, or has a password."),
        (zipped(a="x", b="y"), "The file holds 2 files."),
        (zipped(**{"[Content_Types].xml": "x", "xl": "y"}), "The file is a document of Office."),
        (",".join(map(str, range(300))).encode() + b"\n1,2\n", "The table has more than 200 columns."),
        (json.dumps([{str(n): 1 for n in range(300)}]).encode(), "The objects have more than 200 names."),
        (b"x" * 15_000_001, "The file is larger than 15 MB."),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, said):
    assert said in refusal(data)


def test_a_bomb_is_refused_before_it_has_gone_off():
    bomb = zipped(bulk=b"id,comment\n" + b"1,2\n" * 60_000_000)
    assert len(bomb) < 1_000_000
    assert "unpacks to more than 200 MB" in refusal(bomb)
    assert "unpacks to more than 200 MB" in refusal(gzip.compress(b" " * 201_000_000))


def test_more_rows_than_may_be_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 600)
    assert "more than 600 rows" in refusal(b"id,comment\n" + b"1,2\n" * 1_000)


REGULATIONS = (
    "Document ID,Agency ID,Docket ID,Tracking Number,Document Type,Posted Date,Title,Received Date,First Name,Last Name"
)
KNOWN = [
    (
        f"{REGULATIONS},Country,Organization Name,Comment,Category",
        ["own_reference", "", "", "", "", "", "", "received_at", "name", "name", "country", "organisation", "text", ""],
    ),
    ("id,attributes.comment,attributes.postedDate,links.self", ["own_reference", "text", "received_at", ""]),
    (
        "language,id,country,surname,firstName,feedback,dateFeedback,publication,userType,organization",
        ["", "own_reference", "country", "name", "name", "text", "received_at", "", "organisation_kind", "organisation"],
    ),
    ("Response ID,Date Submitted,What is your name?,Comments", ["own_reference", "received_at", "name", "text"]),
    ("id,number,user.login,comments,created_at,title,body", ["", "own_reference", "name", "", "received_at", "", "text"]),
    ("author.login,author.name,body,comments,createdAt,number", ["", "name", "text", "", "received_at", "own_reference"]),
    ("id,name,username,created_at,cooked,post_number", ["own_reference", "name", "", "received_at", "text", ""]),
    ("user_name,topic_title,post_raw,created_at,post_cooked,id", ["name", "", "text", "received_at", "", "own_reference"]),
    ("id,created,user_info.display_name,text", ["own_reference", "received_at", "name", "text"]),
    ("Document ID,Text Comment", ["own_reference", "text"]),
    ("Timestamp,Email Address,Your name,Section,Your comment", ["received_at", "", "name", "clause", "text"]),
    (
        "comment_id,agency,section,suggested_text,comment_text",
        ["own_reference", "organisation", "clause", "proposed_change", "text"],
    ),
]


@pytest.mark.parametrize(("headings", "fields"), KNOWN, ids=[f"{at} {headings[:20]}" for at, (headings, _) in enumerate(KNOWN)])
def test_the_columns_of_known_systems_are_guessed(headings, fields):
    assert guessed(headings.split(",")) == fields
