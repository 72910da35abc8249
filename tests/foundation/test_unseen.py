"""What leaves no mark is told from the writing of people, in every script."""

import pytest

from normsite.foundation.lines import one_line
from normsite.foundation.unseen import can_be_seen, isolated, show_unseen

NOBODY_SEES = [
    "\u3164",  # a Hangul filler, which is a letter by its category
    "\u115f\u1160",
    "\uffa0\uffa0",
    "\u2800",  # the blank of Braille, a symbol
    "\u00ad",
    "\u034f",
    "\u061c\u200e\u200f",
    "\u17b4\u17b5",
    "\u180b\u180e",
    "\u200b\u200c\u200d",
    "\u202a\u202e\u2066\u2069",
    "\u2060\u2064\u206f",
    "\ufe0f\ufe00",
    "\ufeff",
    "\ufff9\ufffc",
    "\U00013441",
    "\U0001bca0",
    "\U0001d159\U0001d173",
    "\U000e0041\U000e007f",
    "\U000e0100",
    " \t\u00a0\u2003\u3000\n",
    "\u0301\u0300",  # accents on nothing
    "\x7f\x9f",
    "",
]

NAMES = [
    "김민준",
    "김민",  # the same in letters that join to syllables
    "李小龍",
    "葛\U000e0100城 太郎",  # an ideograph in the variant that the family writes
    "한글ᄒᆞᆫ",
    "محمد الفارسي",
    "شاه\u200cحسینی رضا",  # Persian, with a non-joiner
    "הנרייטה סאלד",
    "ශ්\u200dරී ලංකා",  # Sinhala, with a joiner
    "ന്\u200d",  # Malayalam
    "র\u200d্যাব",  # Bengali, the joiner before the virama
    "क्\u200dषत्रिय",
    "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "ខ្មែរ\u200bភាសា",
    "ประเทศ\u200bไทย",
    "Nguyễn Thị Minh Khai",
    "Jose\u0301 Mun\u0303oz",
    "ʻIolani O’Brien-Ó Súilleabháin",
    "Ωnassis, Ѕергей",
    "⠗⠕⠎⠁\u2800⠗⠑⠁⠙⠑⠗",
    "Team 👩\u200d🔬👨\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Edinburgh",
    "Catch 2\ufe0f\u20e3",
    "5G",
]


@pytest.mark.parametrize("words", NOBODY_SEES)
def test_what_leaves_no_mark_says_nothing_and_names_nobody(words: str):
    assert (can_be_seen(words), one_line(words)) == (False, "")


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_people_are_names_and_stay_as_they_are(name: str):
    assert can_be_seen(name)
    assert one_line(name) == name
    assert show_unseen(name) == name


@pytest.mark.parametrize("words", ["?", "+1", "…", "≥", "👍", "€"])
def test_a_sign_alone_may_be_a_comment(words: str):
    assert can_be_seen(words)


@pytest.mark.parametrize("words", ["--", "…", "$", " (!) "])
def test_punctuation_alone_is_no_name(words: str):
    assert one_line(words) == ""


@pytest.mark.parametrize("words", [words for words in NOBODY_SEES if words.strip() and "\u0301" not in words])
def test_what_leaves_no_mark_is_shown_by_its_code_point(words: str):
    signs = [sign for sign in words if sign not in " \t\n" and not sign.isspace()]
    assert show_unseen(f"a{words}b") == f"a{''.join(f'⟦U+{ord(sign):04X}⟧' for sign in signs)}b"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("pay\u200dpal", "pay⟦U+200D⟧pal"),
        ("admin\u200c", "admin⟦U+200C⟧"),
        ("می\u200c\u200c\u200cخواهم", "می\u200c⟦U+200C⟧\u200cخواهم"),
        ("👍\ufe0f\ufe0f", "👍\ufe0f⟦U+FE0F⟧"),
        ("a\ufe0f", "a⟦U+FE0F⟧"),
        ("🏴\U000e0067\U000e0062", "🏴⟦U+E0067⟧⟦U+E0062⟧"),
        ("key\u200bs", "key⟦U+200B⟧s"),
        ("⠗\u2800", "⠗⟦U+2800⟧"),
    ],
)
def test_where_no_script_needs_it_a_sign_that_hides_is_shown(words: str, shown: str):
    assert show_unseen(words) == shown


@pytest.mark.parametrize("name", ["שרה כהן", "محمد الفارسي", "Sara שרה", "شاه\u200cحسینی رضا"])
def test_a_name_that_runs_from_the_right_is_kept_apart_in_a_sentence_and_stays_so(name: str):
    assert isolated(name) == f"\u2068{name}\u2069"
    assert show_unseen(f"By {isolated(name)}, on 2.") == f"By \u2068{name}\u2069, on 2."


@pytest.mark.parametrize("name", ["Rosa Reader", "김민준", "Ωnassis", ""])
def test_any_other_name_needs_nothing(name: str):
    assert isolated(name) == name


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("\u2068Rosa\u2069", "⟦U+2068⟧Rosa⟦U+2069⟧"),
        ("\u2068שרה", "⟦U+2068⟧שרה"),
        ("שרה\u2069", "שרה⟦U+2069⟧"),
        ("\u2067שרה\u2069", "⟦U+2067⟧שרה⟦U+2069⟧"),
        ("\u2068שרה\u202e\u2069", "\u2068שרה⟦U+202E⟧\u2069"),
    ],
)
def test_signs_that_keep_nothing_apart_are_shown(words: str, shown: str):
    assert show_unseen(words) == shown
