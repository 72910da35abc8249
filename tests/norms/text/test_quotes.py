"""A passage is found again by its words and those around it, in the same text and in the next one, and never by likeness."""

import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from norms.text.edition import Edition, read_edition
from norms.text.quotes import MOST_EXACT, Quote, find_quote, quote_at, verified
from norms.text.reattaching import Attachment, Standing, reattach
from norms.text.sides import Known
from normsite.foundation.errors import Refused
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import plain
from tests.norms.editions import DRAFT, FINAL, edition

WORDS = "The verifier shall notify the holder. The verifier shall then notify the provider of the service at once."


def locate(words: str, quote: Quote) -> int | None:
    found = find_quote(words, quote)
    return found.start if found else None


def quoted(words: str, exact: str) -> Quote:
    """The first passage with these words."""
    start = words.index(exact)
    return quote_at(words, start, start + len(exact))


# --- a quote -----------------------------------------------------------------------------------------------------------


def test_a_quote_has_its_words_those_around_it_and_its_start():
    assert quoted(WORDS, "then notify") == Quote(
        "then notify", "l notify the holder. The verifier shall ", " the provider of the service at once.", 57
    )


def test_blanks_at_the_ends_of_a_selection_are_no_part_of_the_passage():
    assert quote_at("One two three.", 3, 8) == Quote("two", "One ", " three.", 4)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 4), (9, 4)])
def test_a_selection_without_words_is_refused(start: int, end: int):
    with pytest.raises(Refused, match=r"^Nothing is selected\. Select the words that you mean\.$"):
        quote_at("One two three.", start, end)


def test_a_passage_that_is_too_long_is_refused():
    assert quote_at("a" * MOST_EXACT, 0, MOST_EXACT).exact == "a" * MOST_EXACT
    with pytest.raises(Refused, match=r"^The passage is longer than 1,000 characters\."):
        quote_at("a" * 2_000, 0, MOST_EXACT + 1)


# --- where it stands in a text -----------------------------------------------------------------------------------------


def test_a_passage_that_stands_once_is_found_wherever_it_is():
    assert locate(f"Now: {WORDS}", quoted(WORDS, "then notify")) == 5 + WORDS.index("then notify")


def test_of_several_the_one_with_the_same_words_around_is_found():
    second = WORDS.rindex("verifier")
    assert locate(WORDS, replace(quote_at(WORDS, second, second + 8), start=0)) == second


def test_of_several_the_one_with_most_of_the_words_around_is_found():
    assert locate("one key here, two key there", Quote("key", "a two ", " then")) == 18


def test_of_two_that_nothing_tells_apart_none_is_found():
    assert locate("a key, a key, a key", Quote("key", "a ", "", 5)) is None


def test_the_start_tells_apart_what_the_words_around_do_not():
    assert locate("a key, a key, a key", Quote("key", "a ", "", 9)) == 9


def test_a_word_is_not_found_within_another():
    assert locate("These requirements hold.", Quote("requirement", "These ", " hold.")) is None


def test_a_passage_that_was_cut_from_a_word_is_found_in_it():
    assert locate("These requirements hold.", Quote("requirement", "These ", "s hold.")) == 6


def test_what_does_not_stand_in_the_text_is_not_found():
    assert [locate(words, Quote("lock")) for words in ("", "A key.")] == [None, None]
    assert locate("A key.", Quote(" ")) is None


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        ("so the\n\n key  is", "the key is"),
        ("so the key is", "the\t\n key\xa0is"),
        ("so “the key” is", '"the key"'),
        ("so the holder's key – it is", "the holder’s key - it"),
        ("so the au\xadthen\xadti\xadca\xadtor is", "the authenticator"),
    ],
)
def test_blanks_quotes_dashes_and_soft_hyphens_make_no_difference(words: str, exact: str):
    assert locate(words, Quote(exact)) == 3


@given(st.text(" \nab.“\xad", max_size=200), st.data())
def test_a_passage_is_found_where_it_was_taken(words: str, data: st.DataObject):
    assume(words.strip())
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    assume(words[start:end].strip(" \n\xad"))
    quote = quote_at(words, start, end)
    assert locate(words, quote) == quote.start


@given(st.lists(st.sampled_from(["a", "b", "key", "lock"]), min_size=1, max_size=60), st.data())
def test_a_passage_is_found_without_its_start_where_the_words_with_those_around_stand_once(
    said: list[str], data: st.DataObject
):
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first + 1, len(said)))
    words, start, exact = " ".join(said), len(" ".join([*said[:first], ""])), " ".join(said[first:last])
    quote = quote_at(words, start, start + len(exact))
    around = f"{quote.prefix.lstrip()}{exact}{quote.suffix.rstrip()}"
    assume(words.find(around) == words.rfind(around))
    assert (quote.exact, locate(words, replace(quote, start=-1))) == (exact, start)


# --- what a browser sends ----------------------------------------------------------------------------------------------


def test_what_a_browser_sends_is_given_anew_from_the_words():
    sent = Quote("then  notify\n    the provider", "The verifier shall ", " of the")
    assert verified(WORDS, sent) == quoted(WORDS, "then notify the provider")


def test_the_start_that_a_browser_leaves_out_misleads_nobody():
    second = WORDS.rindex("The verifier")
    assert verified(WORDS, Quote("The verifier", "notify the holder. ", " shall then")) == quote_at(WORDS, second, second + 12)


def test_cells_without_a_blank_between_them_and_raised_signs_are_as_the_page_shows_them():
    words = plain(render_tree("| One | Two |\n|---|---|\n| first | second |\n\nAt most 10<sup>6</sup> of CO<sub>2</sub>.\n"))
    assert words == "One\nTwo\nfirst\nsecond\nAt most 10⁶ of CO₂."
    assert verified(words, Quote("Twofirst", "One", "second")) == quoted(words, "Two\nfirst")
    assert verified(words, Quote("106 of CO2", "At most ", ".")) == quoted(words, "10⁶ of CO₂")


def test_words_that_the_text_does_not_have_are_not_verified():
    assert verified(WORDS, Quote("then notify a provider")) is None


# --- in the next text --------------------------------------------------------------------------------------------------


def attached(exact: str, old: str, **new: str) -> tuple[Standing, str, str]:
    """How the passage of clause a lives on, in which clause, and with which words; a lives on in b if there is one."""
    found = reattach(quoted(old, exact), "a", old, new, {"a": "b"} if "b" in new else {})
    return found.standing, found.anchor, new.get(found.anchor, "")[found.start : found.end]


GONE = (Standing.GONE, "", "")


def test_a_passage_of_a_text_that_stayed_is_the_same():
    assert reattach(quoted("Reserved.", "Reserved"), "a", "Reserved.", {"b": "Reserved."}, {"a": "b"}) == Attachment(
        Standing.SAME, "b", 0, 8
    )


def test_what_came_in_elsewhere_leaves_a_passage_the_same():
    new = f"This is new. {WORDS} So is this."
    assert attached("then notify the provider", WORDS, b=new) == (Standing.SAME, "b", "then notify the provider")


def test_a_passage_at_another_place_of_its_clause_has_moved():
    old = f"{WORDS} Keys are kept in a safe place. Locks are of steel."
    new = f"Keys are kept in a safe place. {WORDS} Locks are of steel."
    assert attached("Keys are kept in a safe place.", old, b=new) == (Standing.MOVED, "b", "Keys are kept in a safe place.")


def test_a_passage_that_stands_once_in_another_clause_has_moved():
    moved = "Keys are kept in a safe place, apart from the locks that they open."
    assert attached(moved, f"{WORDS} {moved}", b=WORDS, c=f"So: {moved}") == (Standing.MOVED, "c", moved)
    assert attached(moved, f"{WORDS} {moved}", c=f"So: {moved}") == (Standing.MOVED, "c", moved)


def test_a_passage_that_stands_in_two_other_clauses_is_gone():
    moved = "Keys are kept in a safe place, apart from the locks that they open."
    assert attached(moved, f"{WORDS} {moved}", b=WORDS, c=moved, d=moved) == GONE


def test_a_short_passage_is_found_in_another_clause_by_the_words_around_it_alone():
    assert attached("then", WORDS, c=f"So: {WORDS}") == (Standing.MOVED, "c", "then")
    assert attached("then", WORDS, c="It is then that keys are kept.") == GONE


def test_a_passage_in_which_a_word_changed_is_changed():
    new = WORDS.replace("then notify", "immediately tell")
    assert attached("shall then notify the provider", WORDS, b=new) == (
        Standing.CHANGED,
        "b",
        "shall immediately tell the provider",
    )


def test_a_passage_between_words_that_stayed_is_what_stands_there_now():
    new = WORDS.replace("then notify", "immediately tell")
    assert attached("then notify", WORDS, b=new) == (Standing.CHANGED, "b", "immediately tell")


def test_a_passage_of_a_sentence_that_was_written_anew_is_the_sentence_between_its_neighbours():
    old = f"Locks are made of strong steel. Keys are kept safe. {WORDS}"
    new = f"Locks are made of strong steel. Nobody but the owner carries one about. {WORDS}"
    assert attached("kept safe", old, b=new) == (Standing.CHANGED, "b", "Nobody but the owner carries one about")


def test_a_short_passage_that_is_left_of_its_sentence_is_the_same():
    old = f"{WORDS} Locks of brass, iron and strong steel hold. {WORDS}"
    assert attached("iron", old, b=f"{WORDS} Iron. {WORDS}") == (Standing.CHANGED, "b", "Iron")
    assert attached("iron", old, b=f"{WORDS} Here iron lasts. {WORDS}") == (Standing.CHANGED, "b", "Here iron lasts")
    assert attached("iron", old, b=f"{WORDS} iron. {WORDS}") == (Standing.SAME, "b", "iron")


def test_a_passage_that_was_taken_out_is_gone():
    assert attached("then", WORDS, b=WORDS.replace("then ", "")) == GONE
    assert attached("Keys are kept.", f"{WORDS} Keys are kept.", b=WORDS) == GONE


def test_a_passage_of_a_clause_that_was_written_anew_is_gone():
    assert attached("then notify the provider", WORDS, b="Providers are then to be notified by verifiers.") == GONE


def test_a_word_in_the_plural_is_another_word():
    old, new = "Name the requirement for it.", "Name the requirements for it."
    assert attached("Name the requirement", old, b=new) == GONE


def test_of_a_sentence_that_stood_twice_the_one_left_is_not_taken_for_the_one_that_went():
    said = "The holder is told of it."
    old = f"Keys are kept in a safe place. {said} Locks are made of strong steel. {said} Doors are made of oak and glass."
    new = f"Locks are made of strong steel. {said} Doors are made of oak and glass."
    assert attached(said, old, b=new) == GONE


# --- a real standard ---------------------------------------------------------------------------------------------------


Texts = dict[str, str]


@pytest.fixture(scope="module")
def editions() -> tuple[Texts, Texts, Texts]:
    """The words of the draft of 2017 and of the final text by the anchors of their clauses, and which clause of the draft lives
    on in which of the final text."""
    draft = read_edition(edition(DRAFT), "rfc2119", [], [])
    known = [
        Known(clause.anchor, parsed.anchor, parsed.number or "", parsed.title, clause.words, clause.above or "", parsed.names)
        for clause, parsed in zip(draft.clauses, draft.parsed.clauses, strict=True)
    ]
    final = read_edition(edition(FINAL), "rfc2119", known, [clause.anchor for clause in draft.clauses])
    lineage = {pair.old.key: pair.old.key for pair in final.matching.pairs}  # a clause that lives on keeps its anchor
    return words_of(draft), words_of(final), lineage


def words_of(read: Edition) -> Texts:
    return {clause.anchor: clause.words for clause in read.clauses}


def even(words: str) -> str:
    """The words with single blanks and plain quotes and dashes."""
    for plain_sign, signs in {"'": "‘’", '"': "“”", "-": "–—‑", "": "\xad"}.items():
        for sign in signs:
            words = words.replace(sign, plain_sign)
    return " ".join(words.split())


def passages(texts: Texts, count: int) -> list[tuple[str, Quote]]:
    """Passages of one word to some sentences by chance, each from the beginning of a word to its end, with their clauses."""
    chance = random.Random(63)
    found: list[tuple[str, Quote]] = []
    words = {anchor: [(word.start(), word.end()) for word in re.finditer(r"\S+", text)] for anchor, text in texts.items()}
    places = [(anchor, place) for anchor, spans in words.items() for place in range(len(spans))]
    while len(found) < count:
        anchor, first = chance.choice(places)
        spans = words[anchor][first : first + chance.choice([1, 2, 4, 8, 16, 32, 64])]
        start, end = spans[0][0], spans[-1][1]
        if end - start <= MOST_EXACT:
            found.append((anchor, quote_at(texts[anchor], start, end)))
    return found


def stands(words: str, quote: Quote, context: int) -> int:
    """How often a passage stands in a text with so many characters of its context on each side."""
    return even(words).count(even(f"{quote.prefix[-context:]}{quote.exact}{quote.suffix[:context]}"))


def test_passages_of_a_real_draft_are_found_in_the_final_text(editions: tuple[Texts, Texts, Texts]):
    old, new, lineage = editions
    expected = found_there = 0
    wrong: list[tuple[str, Quote, str]] = []
    standings: Counter[Standing] = Counter()
    for anchor, quote in passages(old, 500):
        found = reattach(quote, anchor, old[anchor], new, lineage)
        words = new.get(found.anchor, "")[found.start : found.end]
        is_found = found.standing in (Standing.SAME, Standing.MOVED)
        standings[found.standing] += 1
        if is_found and even(words) != even(quote.exact):
            wrong.append((anchor, quote, words))
        here = [name for name in [lineage.get(anchor, "")] if stands(new.get(name, ""), quote, 30)]
        everywhere = [name for name, text in new.items() for _ in range(stands(text, quote, 30))]
        if here or len(everywhere) == 1:
            expected += 1
            again = quote_at(new[found.anchor], found.start, found.end) if is_found else None
            is_there = again and even(again.prefix).endswith(even(quote.prefix[-30:]))
            found_there += bool(is_there and [found.anchor] == (here or everywhere))
    assert wrong == []
    assert standings.keys() == {*Standing}
    assert expected > 150
    assert found_there >= 0.95 * expected
