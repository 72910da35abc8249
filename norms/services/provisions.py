"""Find the provisions of clauses again, so that each keeps its code as long as its sentence lives."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import Indel, Prefix

from norms.models import Clause, Norm, Provision, Statement
from norms.queries import carrying
from norms.text.alignment import Letters, lettered
from norms.text.keywords import Statement as Sentence
from norms.text.keywords import find_statements
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.markup.tree import read
from normsite.foundation.references import next_codes

LIKENESS = 0.6 - 1e-6  # of two sentences that are the same provision in other words; 60 % itself is enough, however rounded
MOVED_LIKENESS = 0.75  # of two sentences in different clauses
FEWEST_WORDS = 6  # of a sentence that is known elsewhere in other words
MOST_COMPARED = 2_000_000  # sentences times provisions of other clauses: less than a second
NEAREST = 50  # of the provisions that a sentence may be, so many are weighed
MOST_STATEMENTS = 1_000  # in one clause
MOST_KNOWN = 1_000  # provisions of earlier words that are looked at for one clause
MOST_KNOWN_IN_ALL = 20_000

Found = Sequence[Sentence]


def restate(clauses: Sequence[Clause], norm: Norm, found: Mapping[str, Found] | None = None) -> None:
    """Write the statements of these clauses (all of one draft) anew; `found` are their sentences by anchor, if known already.

    A sentence keeps the provision that stood last in the same clause, with the same words or words at least 60 % alike; one
    that no frozen text has keeps it also while it grows by typing. Then come provisions that had the same words elsewhere in
    the norm, now or ever, and those whose last words elsewhere are at least 75 % alike. None is given to two sentences; any
    other sentence gets a new code.

    Refused: more than 1,000 sentences in one clause.
    """
    if not clauses:
        return
    Statement.objects.filter(clause__in=clauses).delete()
    statements = list(_read(clauses, norm, found))
    _find_again(statements, norm, clauses[0].revision_id)
    _give_new_provisions(_without_provision(statements), norm)
    Statement.objects.bulk_create(statements)
    _remember(statements)


def restate_below(clause: Clause, norm: Norm) -> None:
    """Restate a clause and all below it, after it was moved or its kind changed: below a foreword, say, no sentence binds, so
    statements may go, or come back."""
    level, found = {clause.pk}, {clause.pk}
    while level:
        level = set(Clause.objects.filter(parent__in=level).values_list("pk", flat=True))
        found |= level
    restate(list(Clause.objects.filter(pk__in=found).in_order()), norm)


def _read(clauses: Sequence[Clause], norm: Norm, found: Mapping[str, Found] | None) -> Iterator[Statement]:
    """The statements as the text has them, without their provisions."""
    tree = Clause.objects.filter(revision=clauses[0].revision_id).only("parent", "kind", "normative")
    binding = carrying(tree)
    for clause in clauses:
        if clause.pk not in binding:
            continue
        sentences = find_statements(read(clause.body_html)) if found is None else found[clause.anchor]
        refuse_too_many(sentences, f"“{clause.title}”")
        for position, one in enumerate(sentences):
            yield _statement(clause, position, one)


def refuse_too_many(sentences: Found, what: str) -> None:
    """Refuse more statements in one clause than anybody can trace."""
    if len(sentences) > MOST_STATEMENTS:
        raise Refused(
            f"{what} has {len(sentences):,} sentences that require, recommend or allow; the most is {MOST_STATEMENTS:,}.",
            "Split it into several clauses.",
        )


def _statement(clause: Clause, position: int, sentence: Sentence) -> Statement:
    return Statement(clause=clause, position=position, kind=sentence.kind, keyword=sentence.keyword, text=sentence.text)


def _find_again(statements: list[Statement], norm: Norm, revision: int) -> None:
    """Give the sentences the provisions that they had: all clauses look among their own first, only then elsewhere."""
    # Asked for first and not as part of the questions below: there, tables that grew a moment ago mislead the planner badly.
    stated = Statement.objects.filter(clause__revision=revision).values_list("provision_id", flat=True)
    free = Provision.objects.filter(norm=norm).exclude(pk__in=list(stated))
    by_anchor: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_anchor[statement.clause.anchor].append(statement)
    known: dict[str, list[Provision]] = defaultdict(list)
    frozen = Exists(Statement.objects.filter(provision=OuterRef("pk")))
    newest = free.filter(last_anchor__in=list(by_anchor)).annotate(is_frozen=frozen).order_by("-pk")
    for provision in newest[: min(MOST_KNOWN_IN_ALL, MOST_KNOWN * len(by_anchor))]:
        known[provision.last_anchor].append(provision)
    for anchor, here in by_anchor.items():
        _match(here, known[anchor][:MOST_KNOWN])
    _match_elsewhere(_without_provision(statements), free, statements)
    _match_reworded(_without_provision(statements), free, statements)


def _without_provision(statements: list[Statement]) -> list[Statement]:
    return [one for one in statements if one.provision_id is None]


def _match(statements: list[Statement], provisions: list[Provision]) -> None:
    """Within one clause: the same words first, then the most alike."""
    free = {provision.pk: provision for provision in provisions}
    same: dict[str, list[Provision]] = defaultdict(list)
    for provision in reversed(provisions):
        same[provision.last_words].append(provision)
    for statement in statements:
        if same[statement.text]:
            statement.provision = free.pop(same[statement.text].pop().pk)
    typed = {key: one.last_words for key, one in free.items() if not one.is_frozen}  # type: ignore[attr-defined]  # annotated in `_find_again`
    _give(_without_provision(statements), free, LIKENESS, typed)


def _give(statements: list[Statement], free: dict[int, Provision], cutoff: float, typed: Mapping[int, str]) -> None:
    """Give each sentence the provision most like it, the best pairs first; none is given twice. What was given leaves
    `free`."""
    for _, place, key in sorted(_likenesses(statements, free, cutoff, typed), reverse=True):
        if key in free and statements[-place].provision_id is None:
            statements[-place].provision = free.pop(key)


def _likenesses(
    statements: list[Statement], provisions: Mapping[int, Provision], cutoff: float, typed: Mapping[int, str]
) -> Iterator[tuple[float, int, int]]:
    """Pairs that may belong together: their likeness, the place of the sentence, negated so that the first wins a draw, and the
    key of the provision. Below `cutoff` a pair counts only where the provision is in `typed` (it stands in no frozen text) and
    its words have grown into the sentence: an autosave comes while somebody types."""
    letters: Letters = {}
    known = {key: lettered(one.last_words.split(), letters) for key, one in provisions.items()}
    for place, statement in enumerate(statements):
        words = lettered(statement.text.split(), letters)
        alike = process.extract(words, known, scorer=Indel.normalized_similarity, score_cutoff=cutoff, limit=NEAREST)
        worth = {key: score for _, score, key in alike}
        for key, old in typed.items():
            if key not in worth and _grew(old, statement.text):
                worth[key] = Indel.normalized_similarity(words, known[key])
        yield from ((score, -place, key) for key, score in worth.items())


def _grew(old: str, new: str) -> bool:
    """Whether the new sentence is the old one with something put in at one place, as typing does."""
    head = Prefix.similarity(old, new)
    return head > 0 and new[head:].endswith(old[head:])


def _match_elsewhere(unmatched: list[Statement], free: QuerySet[Provision], statements: list[Statement]) -> None:
    """Give sentences that were moved from another clause, or come back after they were cut, the provision with the
    very words, which it has now or had in any revision. The newest provision goes first."""
    if not unmatched:
        return
    texts = {statement.text for statement in unmatched}
    by_words: dict[str, list[int]] = defaultdict(list)
    for key, words in free.filter(last_words__in=texts).order_by("-pk").values_list("pk", "last_words"):
        by_words[words].append(key)
    ever = Statement.objects.filter(provision__in=free, text__in=texts).order_by("-clause__revision__number", "position")
    for key, words in ever.values_list("provision_id", "text"):
        by_words[words].append(key)
    taken: set[int | None] = {statement.provision_id for statement in statements}
    for statement in unmatched:
        for key in by_words[statement.text]:
            if key not in taken:
                statement.provision_id = key
                taken.add(key)
                break


def _match_reworded(unmatched: list[Statement], free: QuerySet[Provision], statements: list[Statement]) -> None:
    """Sentences that came from another clause and were lightly reworded. Short ones are too much alike to be known so."""
    long = [one for one in unmatched if len(one.text.split()) >= FEWEST_WORDS]
    if not long:
        return
    taken = {statement.provision_id for statement in statements}
    newest = free.order_by("-pk")[: MOST_COMPARED // len(long)]
    _give(long, {one.pk: one for one in newest if one.pk not in taken}, MOVED_LIKENESS, {})


def _give_new_provisions(statements: list[Statement], norm: Norm) -> None:
    """Give new sentences new provisions."""
    if not statements:
        return
    codes = next_codes(*[Kind.PROVISION] * len(statements))
    provisions = Provision.objects.bulk_create(
        Provision(
            code=code,
            norm=norm,
            last_anchor=one.clause.anchor,
            last_words=one.text,
            last_revision_id=one.clause.revision_id,
        )
        for code, one in zip(codes, statements, strict=True)
    )
    for statement, provision in zip(statements, provisions, strict=True):
        statement.provision = provision


def _remember(statements: list[Statement]) -> None:
    """Note on each provision where it stands and in what words: that outlives the statement, which goes with its sentence."""
    now = {one.provision_id: (one.clause.anchor, one.text, one.clause.revision_id) for one in statements}
    stale = list(Provision.objects.filter(pk__in=now))
    stale = [one for one in stale if (one.last_anchor, one.last_words, one.last_revision_id) != now[one.pk]]
    for provision in stale:
        provision.last_anchor, provision.last_words, provision.last_revision_id = now[provision.pk]
    Provision.objects.bulk_update(stale, ["last_anchor", "last_words", "last_revision"], batch_size=500)
