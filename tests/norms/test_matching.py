"""A clause is recognised in the next edition by what a person says, anchor, title, number or text, and only once."""

import random

import pytest

from norms.text.edition import Edition, read_edition
from norms.text.matching import match_clauses
from norms.text.parsing import ParsedClause, Remark, parse_markdown
from norms.text.sides import Known, Matching
from norms.text.similarity import Shingles
from tests.norms.editions import DRAFT, FINAL, REVISION, edition, example

LOCKS = "Every lock of the outer gate is closed at dusk by the warden, who keeps the key on a chain until the next morning."
KEYS = "A key is cut from a blank of hardened steel, numbered, and entered in the register before it is handed to anybody."
FEES = "Whoever asks for a second lock pays what the smith asks for it before the work begins, and gets a receipt."


def old(key: str, *, anchor: str | None = None, number: str = "", title: str = "", body: str = "", above: str = "") -> Known:
    return Known(key, anchor, number, title, body, above)


def new(
    title: str, *, anchor: str | None = None, number: str | None = None, body: str = "", parent: int | None = None
) -> ParsedClause:
    return ParsedClause(1 if parent is None else 2, number, title, anchor, body, "clause", 1, parent)


def match(known: list[Known], clauses: list[ParsedClause], pairing: dict[int, str] | None = None) -> Matching:
    """The clauses of these tests are plain words."""
    return match_clauses(known, clauses, [clause.body_md for clause in clauses], pairing)


def told(matching: Matching) -> list[tuple[str, str, str]]:
    return [(pair.old.key, pair.new.title, pair.by) for pair in matching.pairs]


def test_the_anchor_comes_before_everything_else():
    matching = match(
        [old("a", anchor="x", number="1", title="Locks", body=LOCKS), old("b", number="2", title="Keys", body=KEYS)],
        [new("Keys", number="2", anchor="x", body=KEYS), new("Locks", number="1", body=LOCKS)],
    )
    assert told(matching) == [("a", "Keys", "anchor")]
    assert [known.key for known in matching.gone] == ["b"]


def test_a_second_name_in_the_file_counts_as_an_anchor():
    clause = ParsedClause(1, None, "Levels", "AAL", "", "clause", 1, names=("levels",))
    assert told(match([old("a", anchor="levels", title="Other")], [clause])) == [("a", "Levels", "anchor")]


def test_the_same_number_needs_a_similar_title():
    matching = match(
        [old("a", number="1", title="Records Retention"), old("b", number="2", title="Keys")],
        [new("Records Retention Policy", number="1"), new("Fees", number="2")],
    )
    assert told(matching) == [("a", "Records Retention Policy", "number")]
    assert [clause.title for clause in matching.new] == ["Fees"]
    assert [known.key for known in matching.gone] == ["b"]


def test_of_namesakes_the_one_below_the_same_clause_is_taken_whatever_the_numbers_say():
    known = [
        old("A", number="1", title="Level one"),
        old("a", number="1.1", title="Security Controls", above="A"),
        old("B", number="2", title="Level two"),
        old("b", number="2.1", title="Security Controls", above="B"),
    ]
    clauses = [
        new("Level two", number="1"),
        new("Security Controls", number="1.1", parent=0),
        new("Level one", number="2"),
        new("Security Controls", number="2.1", parent=2),
    ]
    matching = match(known, clauses)
    assert [(pair.old.key, pair.new.parent) for pair in matching.pairs] == [("B", None), ("b", 0), ("A", None), ("a", 2)]
    assert [pair.doubtful for pair in matching.pairs] == [False] * 4


def test_namesakes_are_known_by_what_they_stand_below_down_to_the_deepest_level():
    """Two clauses, each with a note, which has a note, which has a note: nine levels, and the two clauses change places."""
    known, clauses = [], []
    for anchor in ("keys", "alarms"):
        known += [old(anchor, anchor=anchor, title=anchor)]
        known += [old(f"{anchor}-{n}", title="Note", above=f"{anchor}-{n - 1}" if n > 1 else anchor) for n in range(1, 9)]
    for anchor in ("alarms", "keys"):
        clauses += [new(anchor, anchor=anchor)]
        clauses += [new("Note", parent=len(clauses) - 1 + n) for n in range(8)]
    places = [*range(9, 18), *range(9)]
    assert [(pair.old.key, pair.by) for pair in match(known, clauses).pairs] == [
        (known[place].key, "title" if place % 9 else "anchor") for place in places
    ]


def test_of_namesakes_below_clauses_that_are_not_found_the_one_with_the_likest_text_is_taken():
    known = [
        old("A", title="Level one"),
        old("a", title="Summary", body=LOCKS, above="A"),
        old("B", title="Level two"),
        old("b", title="Summary", body=KEYS, above="B"),
    ]
    matching = match(known, [new("Upper floor"), new("Summary", parent=0, body=KEYS)])
    assert told(matching) == [("B", "Upper floor", "clauses"), ("b", "Summary", "title")]
    assert [pair.doubtful for pair in matching.pairs] == [True, False]


def test_a_namesake_in_another_clause_is_not_taken_for_one_that_is_gone():
    known = [old("A", title="Names"), old("a", title="Examples", above="A"), old("B", title="Scope")]
    known += [old("b", title="Examples", above="B")]
    clauses = [new("Keys"), new("Examples", parent=0), new("Scope"), new("Examples", parent=2)]
    matching = match(known, clauses)
    assert told(matching) == [("B", "Scope", "title"), ("b", "Examples", "title")]


def test_of_namesakes_in_one_place_the_one_with_the_likest_text_is_taken():
    matching = match(
        [old("a", title="General", body=LOCKS), old("b", title="General", body=KEYS)],
        [new("General", body=KEYS + " Always."), new("General", body=LOCKS + " Always.")],
    )
    assert [pair.old.key for pair in matching.pairs] == ["b", "a"]


def test_a_renamed_and_moved_clause_is_known_by_its_text():
    known = old("a", number="3", title="Gates", body=LOCKS)
    matching = match([known], [new("Closing", number="9", body=LOCKS + " So be it.")])
    assert told(matching) == [("a", "Closing", "text")]
    assert 0.5 < matching.pairs[0].score < 1


def test_texts_that_say_too_little_are_not_recognised():
    matching = match([old("a", title="Gates", body="See clause 5.")], [new("Closing", body="See clause 5.")])
    assert told(matching) == []


def test_texts_that_differ_are_not_forced_together():
    matching = match([old("a", title="Gates", body=LOCKS)], [new("Cutting", body=KEYS)])
    assert (told(matching), len(matching.new), len(matching.gone)) == ([], 1, 1)


def test_nothing_is_paired_twice_and_nothing_is_dropped():
    chance = random.Random(7)
    words = [f"word{n}" for n in range(60)]

    def body() -> str:
        return " ".join(chance.choice(words) for _ in range(chance.randint(0, 40)))

    anchors = [None, "a", "b", "c"]
    knowns = [old(str(n), anchor=chance.choice(anchors), title=chance.choice("xyz"), body=body()) for n in range(40)]
    clauses = [new(chance.choice("xyz"), anchor=chance.choice(anchors), body=body()) for _ in range(40)]
    matching = match(knowns, clauses)
    assert sorted([pair.old.key for pair in matching.pairs] + [known.key for known in matching.gone], key=int) == [
        known.key for known in knowns
    ]
    assert len(matching.pairs) + len(matching.new) == len(clauses)
    assert len({id(pair.new) for pair in matching.pairs}) == len(matching.pairs)


def test_nothing_matches_nothing():
    assert match([], []) == Matching()


@pytest.mark.parametrize("changed", [0, 10, 50, 90])
def test_the_sketch_is_a_fair_estimate_of_the_likeness(changed: int):
    words = [f"word{n}" for n in range(600)]
    others = [*words[changed * 3 :], *(f"new{n}" for n in range(changed * 3))]
    one, other = Shingles.of(" ".join(words)), Shingles.of(" ".join(others))
    assert abs(one.estimate(other) - one.likeness(other)) < 0.12


def test_only_the_nearest_texts_are_compared_in_full(monkeypatch: pytest.MonkeyPatch):
    compared = []
    exact = Shingles.likeness
    monkeypatch.setattr(Shingles, "likeness", lambda self, other: compared.append(1) or exact(self, other))
    bodies = [f"word{n} " * 3 + " ".join(f"w{(n * 7 + m) % 500}" for m in range(300)) for n in range(300)]
    matching = match([old(str(n), body=body) for n, body in enumerate(bodies)], [new("", body=body) for body in bodies])
    assert len(matching.pairs) == 300
    assert len(compared) <= 300 * 9


def test_titles_that_only_count_yield_to_texts_that_stayed():
    known = [old("a", title="Article 1", body=LOCKS), old("b", title="Article 2", body=KEYS)]
    matching = match(known, [new("Article 1", body=FEES), new("Article 2", body=LOCKS), new("Article 3", body=KEYS)])
    assert told(matching) == [("a", "Article 2", "text"), ("b", "Article 3", "text")]
    assert [clause.title for clause in matching.new] == ["Article 1"]


# --- anchors that only say a place ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "anchor", ["section-2", "sec-3.1", "s4", "heading-7", "_Toc123", "2.1", "annex-b", "chapter-iv", "3-keys", "keys-2"]
)
def test_an_anchor_that_only_says_a_place_yields_to_the_title(anchor: str):
    known = [old("a", anchor=anchor, title="Keys", body=KEYS), old("b", title="Locks", body=LOCKS)]
    matching = match(known, [new("Fees", anchor=anchor, body=LOCKS), new("Keys", body=KEYS)])
    assert told(matching) == [("b", "Fees", "text"), ("a", "Keys", "title")]
    assert matching.remarks == [
        Remark(
            1,
            f"The anchor “{anchor}” only says a place: it stood for “Keys” and stands for “Fees” now. "
            "Title and text were followed instead.",
        )
    ]


@pytest.mark.parametrize("anchor", ["keys", "sha-256", "old-login", "aal2types", "P-384"])
def test_an_anchor_that_says_more_holds_against_title_and_text_and_is_shown_as_doubtful(anchor: str):
    matching = match([old("a", anchor=anchor, title="P-384 and SHA-256", body=LOCKS)], [new("Fees", anchor=anchor, body=KEYS)])
    assert told(matching) == [("a", "Fees", "anchor")]
    assert ([pair.doubtful for pair in matching.pairs], matching.remarks) == ([True], [])


def test_a_place_holds_where_the_title_is_similar():
    matching = match([old("a", anchor="s4", title="Key Store")], [new("The Key Store", anchor="s4")])
    assert told(matching) == [("a", "The Key Store", "anchor")]


def test_two_unicode_forms_are_the_same_title():
    matching = match([old("a", title="Re\u0301seau")], [new("R\u00e9seau")])
    assert [(pair.by, pair.score) for pair in matching.pairs] == [("title", 1.0)]


# --- doubt, and how a person settles it ----------------------------------------------------------------------------


def test_namesakes_that_could_be_exchanged_are_doubtful():
    known = [old("a", title="General", body="See 4."), old("b", title="General", body="See 4.")]
    matching = match(known, [new("General", body="See 4."), new("General", body="See 4."), new("Keys")])
    assert [(pair.old.key, pair.doubtful) for pair in matching.pairs] == [("a", True), ("b", True)]


def test_a_title_whose_text_is_another_is_doubtful():
    matching = match([old("a", title="Locks", body=LOCKS)], [new("Locks", body=KEYS)])
    assert [(pair.by, pair.doubtful) for pair in matching.pairs] == [("title", True)]


def test_what_a_person_says_comes_before_everything_else():
    known = [old("a", anchor="x", title="Locks", body=LOCKS), old("b", anchor="y", title="Keys", body=KEYS)]
    clauses = [new("Locks", anchor="x", body=LOCKS), new("Keys", anchor="y", body=KEYS)]
    matching = match(known, clauses, {0: "b", 1: ""})
    assert told(matching) == [("b", "Locks", "person")]
    assert ([clause.title for clause in matching.new], [known.key for known in matching.gone]) == (["Keys"], ["a"])


def test_what_a_person_says_of_a_clause_that_is_not_there_is_nothing():
    matching = match([old("a", title="Locks")], [new("Locks")], {7: "a"})
    assert told(matching) == [("a", "Locks", "title")]


# --- what the second edition of real standards did ------------------------------------------------------------------


def test_a_number_may_begin_with_a_letter():
    before = f"# V2 Authentication\n\n## V2.1 Password Security\n\n{LOCKS}\n\n# V3 Sessions\n\n## V3.1 Cookies\n\n{FEES}\n"
    after = f"# V3 Web\n\n## V3.1 Pages\n\n{FEES} So.\n\n# V6 Authentication\n\n## V6.2 Password Security\n\n{KEYS}\n"
    matching = paired(before, after)
    assert [(pair.old.name, pair.new.name, pair.by) for pair in matching.pairs] == [
        ("V3 Sessions", "V3 Web", "clauses"),
        ("V3.1 Cookies", "V3.1 Pages", "text"),
        ("V2 Authentication", "V6 Authentication", "title"),
        ("V2.1 Password Security", "V6.2 Password Security", "title"),
    ]
    assert {(clause.kind, clause.number) for clause, _ in both(read_edition(before, "rfc2119", [], []))} == {
        ("clause", number) for number in ("V2", "V2.1", "V3", "V3.1")
    }


def test_a_letter_with_digits_is_a_word_where_no_number_goes_on_from_it():
    parsed = parse_markdown("# H2 Databases\n\nOne.\n\n# P2 Tables\n\nTwo.\n\n## V6.2 Rows\n\nThree.\n\n## Rows\n\nFour.\n")
    assert [clause.name for clause in parsed.clauses] == ["H2 Databases", "P2 Tables", "V6.2 Rows", "Rows"]
    assert [clause.number for clause in parsed.clauses] == [None] * 4
    assert [remark.line for remark in parsed.warnings] == [9]


def test_an_anchor_made_from_a_title_yields_where_title_and_text_are_another_clauses():
    before = f"# Core\n\n## Keys and Locks\n\n{LOCKS}\n\n# Processing\n\n## Locks\n\n{KEYS}\n"
    after = before.replace("## Keys and Locks", "## Keys and Locks {#locks}")
    matching = paired(before, after)
    assert [(pair.old.title, pair.by) for pair in matching.pairs] == [
        ("Core", "title"),
        ("Keys and Locks", "title"),
        ("Processing", "title"),
        ("Locks", "title"),
    ]
    assert [pair.new.title for pair in matching.pairs] == [pair.old.title for pair in matching.pairs]


def test_the_name_of_a_heading_within_the_text_is_no_name_of_the_clause():
    known = [Known("guide", "guide", "", "Guide", f"{LOCKS}\nAbstract\nMore of it", names=("abstract", "more-of-it-1", "lead"))]
    assert told(match(known, [new("Abstract", anchor="abstract"), new("More of it", anchor="more-of-it-1")])) == []
    assert told(match(known, [new("Lead", anchor="lead")])) == [("guide", "Lead", "anchor")]


def test_a_pair_that_shares_nothing_but_an_anchor_is_doubtful():
    matching = match([old("a", anchor="x", title="Guide", body=LOCKS)], [new("Abstract", anchor="x")])
    assert [(pair.by, pair.score, pair.doubtful) for pair in matching.pairs] == [("anchor", 0.0, True)]


@pytest.mark.parametrize("title", ["Basic Example", "Basic"])
def test_a_short_text_that_stayed_is_recognised_below_the_same_clause(title: str):
    known = [old("A", title="Examples"), old("a", title="Basic Sample", body="type http", above="A")]
    known += [old("B", title="Notes"), old("b", title="Other Sample", body="type http", above="B")]
    clauses = [new("Notes"), new("Fees", parent=0, body="type http"), new("Examples"), new(title, parent=2, body="type http")]
    matching = match(known, clauses)
    assert told(matching) == [("B", "Notes", "title"), ("A", "Examples", "title"), ("a", title, "text")]
    assert matching.pairs[2].doubtful


def test_of_texts_nearly_alike_the_one_below_the_same_clause_is_taken():
    known = [old("A", title="Git"), old("a", title="link", body=f"{LOCKS} {KEYS} one two", above="A")]
    known += [old("B", title="Sublayout"), old("b", title="key link", body=f"{LOCKS} {KEYS} three four", above="B")]
    clauses = [new("Git"), new("key of the link", parent=0, body=f"{LOCKS} {KEYS} three five")]
    clauses += [new("Sublayout"), new("a key of the link", parent=2, body=f"{LOCKS} {KEYS} one six")]
    assert told(match(known, clauses)) == [
        ("A", "Git", "title"),
        ("a", "key of the link", "text"),
        ("B", "Sublayout", "title"),
        ("b", "a key of the link", "text"),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("Change log", "Change Log v2.7.2"), ("Role of keys in the gate house", "Role of Keys")]
)
def test_with_the_same_number_a_title_may_grow_or_shrink(before: str, after: str):
    matching = match([old("a", number="1.6", title=before, body=LOCKS)], [new(after, number="1.6")])
    assert told(matching) == [("a", after, "number")]
    assert told(match([old("a", number="1.6", title=before)], [new("Log of all roles", number="1.6")])) == []


def test_a_text_that_went_to_another_clause_gets_a_remark():
    known = [Known("a", None, "3", "Discovery", f"{LOCKS} {KEYS} {FEES}", name="3 Discovery")]
    matching = match(
        known, [new("Discovery", number="3", body=LOCKS), new("Tags", number="3.1", body=f"{KEYS} {FEES}", parent=0)]
    )
    assert told(matching) == [("a", "Discovery", "title")]
    assert matching.remarks == [Remark(1, "Most of the text of “3 Discovery” stands in “3.1 Tags” now.")]


def test_a_text_of_which_little_went_to_each_of_several_clauses_gets_no_remark():
    words = " ".join(f"word{number}" for number in range(90))
    known = [Known("a", None, "3", "Discovery", words, name="3 Discovery")]
    parts = [" ".join(words.split()[place : place + 30]) for place in (0, 30, 60)]
    clauses = [new("Discovery", number="3", body="Other text altogether, of the same length as nothing.")]
    clauses += [new(f"Part {place}", number=f"4.{place}", body=part) for place, part in enumerate(parts, 1)]
    assert match(known, clauses).remarks == []


def test_of_a_text_that_mostly_stayed_only_a_part_stands_elsewhere():
    moved = f"{FEES} It is dated and signed."
    known = [old("a", title="Discovery", body=f"{LOCKS} {KEYS} {moved}"), old("b", title="Tags", body=LOCKS)]
    matching = match(known, [new("Discovery", body=f"{LOCKS} {KEYS}"), new("Tags", body=f"{LOCKS} {moved}")])
    assert [remark.sentence for remark in matching.remarks] == ["Part of the text of “Discovery” stands in “Tags” now."]


def test_a_number_used_twice_gets_a_remark():
    parsed = parse_markdown("# 1 A\n\nx\n\n## 1.1 B\n\ny\n\n## 1.1 C\n\nz\n\n# 2 D\n\nz\n")
    assert parsed.warnings == [Remark(9, "The number 1.1 is used twice, here and in line 5.")]


def test_numbers_that_begin_anew_in_each_part_are_not_used_twice():
    assert parse_markdown("# Part I\n\n## 1 A\n\n### 1.1 B\n\n# Part II\n\n## 1 C\n\n### 1.1 D\n").warnings == []


# --- real editions ---------------------------------------------------------------------------------------------------


def paired(before: str, after: str) -> Matching:
    known = [
        Known(read.anchor, read.anchor, clause.number or "", clause.title, read.words, read.above or "", (), clause.name)
        for clause, read in both(read_edition(before, "rfc2119", [], set()))
    ]
    return read_edition(after, "rfc2119", known, {one.key for one in known}).matching


def both(edition: Edition) -> zip:
    return zip(edition.parsed.clauses, edition.clauses, strict=True)


def test_where_numbers_shift_every_intent_and_examples_keeps_its_clause():
    matching = paired(example("rt-29a-numbers-shifted-first"), example("rt-29b-numbers-shifted-second"))
    assert [pair.old.name for pair in matching.pairs] == [pair.new.name for pair in matching.pairs]
    assert (len(matching.pairs), matching.new, matching.gone) == (16, [], [])


def test_every_intent_keeps_its_clause_below_a_part_that_was_put_in_before_it():
    first = example("rt-29a-numbers-shifted-first")
    second = first.replace("# 3 Keys", "# 4 Keys").replace("## 3.", "## 4.").replace("# 2 Names", "# 3 Names")
    second = second.replace("## 2.", "## 3.").replace("# 3 Names", "# 2 Colours\n\n## 2.1 Hue\n\n### 2.1.1 Intent\n\n# 3 Names")
    matching = paired(first, second)
    assert [pair.old.title for pair in matching.pairs] == [pair.new.title for pair in matching.pairs]
    assert [clause.name for clause in matching.new] == ["2 Colours", "2.1 Hue", "2.1.1 Intent"]
    assert ([pair for pair in matching.pairs if pair.doubtful], matching.gone) == ([], [])


def test_a_clause_that_lost_its_own_anchor_is_known_by_its_title():
    matching = paired(example("rt-06a-slug-links-first"), example("rt-06b-slug-links-second"))
    assert [(pair.old.key, pair.by) for pair in matching.pairs] == [("sendingRules", "title"), ("names", "title")]


def test_two_unicode_forms_of_one_text_are_the_same_clauses():
    matching = paired(example("12-nfd-r1"), example("12-nfd-r2"))
    assert [(pair.old.number, pair.by, pair.score) for pair in matching.pairs] == [("1", "title", 1.0), ("2", "title", 1.0)]


def test_from_the_public_draft_to_the_final_text_only_the_definitions_went():
    matching = paired(edition(DRAFT), edition(FINAL))
    assert all(pair.old.number == pair.new.number for pair in matching.pairs)
    assert [clause.number for clause in matching.new] == ["5.1.3.3", "5.2.10"]
    assert {known.number for known in matching.gone} == {""}
    assert [(pair.old.title, pair.new.title) for pair in matching.pairs if pair.by == "text"] == [
        ("OAuth Tokens", "Access Tokens"),
    ]
    assert ("Enrollment", "Binding at Enrollment", "number") in {
        (pair.old.title, pair.new.title, pair.by) for pair in matching.pairs
    }


def test_from_the_final_text_to_the_next_revision_every_clause_is_found_but_one():
    matching = paired(edition(FINAL), edition(REVISION))
    assert [(pair.old.title, pair.new.title) for pair in matching.pairs if pair.by == "text"] == [
        ("Authenticator Assurance Level 1", "Authentication Assurance Level 1"),
        ("Authenticator Assurance Level 2", "Authentication Assurance Level 2"),
        ("Authenticator Assurance Level 3", "Authentication Assurance Level 3"),
        (
            "Adding an Additional Factor to a Single-Factor Account",
            "Adding an Additional Factor to a Single-Factor Subscriber Account",
        ),
        ("Revocation and Termination", "Invalidation"),
    ]
    assert [clause.title for clause in matching.new] == [
        "Multi-Factor Out-of-Band Authenticators",
        "Channel Binding",
        "Verifier Name Binding",
        "Activation Secrets",
        "Connected Authenticators",
        "External Authenticator Binding",
        "Equity Considerations",
        "Central vs. Local Verification",
        "Change Log",
    ]
    assert [known.title for known in matching.gone] == ["Randomly-Chosen Secrets"]
