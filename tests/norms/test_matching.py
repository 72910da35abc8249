"""A clause is recognised in the next edition by anchor, number, title or text, and only once."""

import random

import pytest

from norms.text.likeness import Shingles
from norms.text.matching import Known, Matching, match_clauses
from norms.text.parsing import ParsedClause, parse_markdown
from tests.norms.editions import DRAFT, FINAL, REVISION, edition

LOCKS = "Every lock of the outer gate is closed at dusk by the warden, who keeps the key on a chain until the next morning."
KEYS = "A key is cut from a blank of hardened steel, numbered, and entered in the register before it is handed to anybody."


def old(key: str, *, anchor: str | None = None, number: str = "", title: str = "", body: str = "", above: str = "") -> Known:
    return Known(key, anchor, number, title, body, above)


def new(
    title: str, *, anchor: str | None = None, number: str | None = None, body: str = "", parent: int | None = None
) -> ParsedClause:
    return ParsedClause(1 if parent is None else 2, number, title, anchor, body, "clause", 1, parent)


def told(matching: Matching) -> list[tuple[str, str, str]]:
    return [(pair.old.key, pair.new.title, pair.by) for pair in matching.pairs]


def test_the_anchor_comes_before_everything_else():
    matching = match_clauses(
        [old("a", anchor="x", number="1", title="Locks", body=LOCKS), old("b", number="2", title="Keys", body=KEYS)],
        [new("Keys", number="2", anchor="x", body=KEYS), new("Locks", number="1", body=LOCKS)],
    )
    assert told(matching) == [("a", "Keys", "anchor")]
    assert [known.key for known in matching.gone] == ["b"]


def test_a_second_name_in_the_file_counts_as_an_anchor():
    clause = ParsedClause(1, None, "Levels", "AAL", "", "clause", 1, aliases=("sec4",))
    assert told(match_clauses([old("a", anchor="sec4", title="Other")], [clause])) == [("a", "Levels", "anchor")]


def test_the_same_number_needs_a_similar_title():
    matching = match_clauses(
        [old("a", number="1", title="Records Retention"), old("b", number="2", title="Keys")],
        [new("Records Retention Policy", number="1"), new("Fees", number="2")],
    )
    assert told(matching) == [("a", "Records Retention Policy", "number")]
    assert [clause.title for clause in matching.new] == ["Fees"]
    assert [known.key for known in matching.gone] == ["b"]


def test_of_namesakes_the_one_below_the_same_clause_is_taken():
    above = [old("A", number="1", title="Level one"), old("B", number="2", title="Level two")]
    below = [old("a", number="1.1", title="Security Controls"), old("b", number="2.1", title="Security Controls")]
    clauses = [
        new("Level two"),
        new("Security Controls", parent=0),
        new("Level one"),
        new("Security Controls", parent=2),
    ]
    matching = match_clauses([*above, *below], clauses)
    assert [(pair.old.key, pair.new.parent) for pair in matching.pairs] == [("B", None), ("b", 0), ("A", None), ("a", 2)]


def test_of_namesakes_without_numbers_the_one_named_above_is_taken():
    matching = match_clauses(
        [old("a", title="Summary", above="Level one"), old("b", title="Summary", above="Level two")],
        [new("Level two"), new("Summary", parent=0)],
    )
    assert told(matching) == [("b", "Summary", "title")]


def test_of_namesakes_in_one_place_the_one_with_the_likest_text_is_taken():
    matching = match_clauses(
        [old("a", title="General", body=LOCKS), old("b", title="General", body=KEYS)],
        [new("General", body=KEYS + " Always."), new("General", body=LOCKS + " Always.")],
    )
    assert [pair.old.key for pair in matching.pairs] == ["b", "a"]


def test_a_renamed_and_moved_clause_is_known_by_its_text():
    known = old("a", number="3", title="Gates", body=LOCKS)
    matching = match_clauses([known], [new("Closing", number="9", body=LOCKS + " So be it.")])
    assert told(matching) == [("a", "Closing", "text")]
    assert 0.5 < matching.pairs[0].score < 1


def test_texts_that_say_too_little_are_not_recognised():
    matching = match_clauses([old("a", title="Gates", body="See clause 5.")], [new("Closing", body="See clause 5.")])
    assert told(matching) == []


def test_texts_that_differ_are_not_forced_together():
    matching = match_clauses([old("a", title="Gates", body=LOCKS)], [new("Cutting", body=KEYS)])
    assert (told(matching), len(matching.new), len(matching.gone)) == ([], 1, 1)


def test_nothing_is_paired_twice_and_nothing_is_dropped():
    chance = random.Random(7)
    words = [f"word{n}" for n in range(60)]

    def body() -> str:
        return " ".join(chance.choice(words) for _ in range(chance.randint(0, 40)))

    anchors = [None, "a", "b", "c"]
    knowns = [old(str(n), anchor=chance.choice(anchors), title=chance.choice("xyz"), body=body()) for n in range(40)]
    clauses = [new(chance.choice("xyz"), anchor=chance.choice(anchors), body=body()) for _ in range(40)]
    matching = match_clauses(knowns, clauses)
    assert sorted([pair.old.key for pair in matching.pairs] + [known.key for known in matching.gone], key=int) == [
        known.key for known in knowns
    ]
    assert len(matching.pairs) + len(matching.new) == len(clauses)
    assert len({id(pair.new) for pair in matching.pairs}) == len(matching.pairs)


def test_nothing_matches_nothing():
    assert match_clauses([], []) == Matching()


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
    matching = match_clauses([old(str(n), body=body) for n, body in enumerate(bodies)], [new("", body=body) for body in bodies])
    assert len(matching.pairs) == 300
    assert len(compared) <= 300 * 9


def paired(before: str, after: str) -> Matching:
    clauses = parse_markdown(edition(before)).clauses
    known = [
        Known(str(n), clause.anchor, clause.number or "", clause.title, clause.body_md) for n, clause in enumerate(clauses)
    ]
    return match_clauses(known, parse_markdown(edition(after)).clauses)


def test_from_the_public_draft_to_the_final_text_only_the_definitions_went():
    matching = paired(DRAFT, FINAL)
    assert all(pair.old.number == pair.new.number for pair in matching.pairs)
    assert [clause.number for clause in matching.new] == ["5.1.3.3", "5.2.10"]
    assert {known.number for known in matching.gone} == {""}
    assert [(pair.old.title, pair.new.title) for pair in matching.pairs if pair.by == "text"] == [
        ("Enrollment", "Binding at Enrollment"),
        ("OAuth Tokens", "Access Tokens"),
    ]


def test_from_the_final_text_to_the_next_revision_every_clause_is_found_but_one():
    matching = paired(FINAL, REVISION)
    assert [(pair.old.number, pair.new.number) for pair in matching.pairs if pair.old.number != pair.new.number] == []
    assert [(pair.old.title, pair.new.title) for pair in matching.pairs if pair.by == "text"] == [
        ("Revocation and Termination", "Invalidation")
    ]
    assert [clause.number for clause in matching.new] == [
        *("5.1.3.4", "5.2.5.1", "5.2.5.2", "5.2.11", "5.2.12", "6.1.2.4", "11", "A.4", "B"),
    ]
    assert [known.title for known in matching.gone] == ["Randomly-Chosen Secrets"]
