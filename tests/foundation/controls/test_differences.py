"""Two editions of a list: new, gone, moved and reworded, or only not in one of the files."""

from normsite.foundation.controls.differences import Change, EditionText, compare

FIRST = EditionText(
    "eCFR",
    {"3A001": "Kites", "3A002": "Balloons", "3A003": "Stilts"},
    {"3A001.a": "Kites of thin paper", "3A001.b": "Kites of woven cloth", "3A002.a": "[Reserved]", "3A003.a": "Stilts of wood"},
)
SECOND = EditionText(
    "eCFR",
    {"3A001": "Kites and tails", "3A002": "Balloons", "3A004": "Swings"},
    {"3A001.a": "Kites of “thick” paper", "3A001.c": "Kites of woven cloth!", "3A002.b": "[Reserved]", "3A004.a": "Of rope"},
)


def told(changes):
    return [(one.change, one.code, one.before) for one in changes]


def test_editions_of_one_hand_show_what_the_list_has_changed():
    found = compare(FIRST, SECOND)
    assert found.is_of_one_hand
    assert told(found.entries) == [(Change.REWORDED, "3A001", ""), (Change.NEW, "3A004", ""), (Change.GONE, "3A003", "")]
    assert told(found.paragraphs) == [
        (Change.REWORDED, "3A001.a", ""),
        (Change.MOVED, "3A001.c", "3A001.b"),
        (Change.NEW, "3A002.b", ""),
        (Change.GONE, "3A002.a", ""),
    ]


def test_of_files_by_different_hands_nothing_is_new_or_gone():
    found = compare(FIRST, EditionText("a list in JSON", SECOND.headings, SECOND.paragraphs))
    kinds = {one.change for one in [*found.entries, *found.paragraphs]}
    assert kinds == {Change.REWORDED, Change.NOT_IN_FIRST, Change.NOT_IN_SECOND}
    assert not found.is_of_one_hand


def test_files_of_which_nobody_says_who_made_them_are_of_different_hands():
    unsigned = EditionText("", FIRST.headings, FIRST.paragraphs)
    assert not compare(unsigned, unsigned).is_of_one_hand


def test_where_paragraphs_could_not_be_read_none_is_new_gone_or_moved():
    doubtful = EditionText(SECOND.hand, SECOND.headings, SECOND.paragraphs, frozenset({"3A001"}))
    assert told(compare(FIRST, doubtful).paragraphs) == [
        (Change.REWORDED, "3A001.a", ""),
        (Change.NOT_IN_FIRST, "3A001.c", ""),
        (Change.NEW, "3A002.b", ""),
        (Change.NOT_IN_SECOND, "3A001.b", ""),
        (Change.GONE, "3A002.a", ""),
    ]


def test_entries_without_their_paragraphs_are_compared_by_their_headings_alone():
    bare = EditionText(SECOND.hand, SECOND.headings, {"3A001.a": "Kites of thin paper"}, bare=frozenset({"3A002", "3A004"}))
    found = compare(FIRST, bare)
    assert found.bare == ("3A002", "3A004")
    assert told(found.paragraphs) == [(Change.GONE, "3A001.b", "")]


def test_quotes_blanks_and_exponents_change_no_words():
    first = EditionText("a", {"3A001": "“Kites” of 10³ g"}, {})
    assert compare(first, EditionText("b", {"3A001": 'Kites  of "103" g'}, {})).entries == []


def test_paragraphs_are_told_by_entry_and_counted_by_kind():
    found = compare(FIRST, SECOND)
    assert [(code, len(changes)) for code, changes in found.by_entry] == [("3A001", 2), ("3A002", 2)]
    assert found.counts == [("New", 1, 1), ("Gone", 1, 1), ("Moved", 0, 1), ("Worded otherwise", 1, 1)]
