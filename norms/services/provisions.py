"""Find the provisions of clauses again, so that each keeps its code as long as its sentence lives."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from norms.models import Clause, ClauseKind, Norm, Provision, Statement
from norms.text.keywords import Statement as Found
from norms.text.keywords import find_statements
from normsite.references import Kind, next_codes

QUIET_KINDS = frozenset({ClauseKind.FOREWORD, ClauseKind.INTRODUCTION, ClauseKind.SCOPE})
LIKENESS = 0.6  # of two sentences that are the same provision in other words


def carries_provisions(clause: Clause) -> bool:
    """Scope, foreword, introduction and informative parts carry none."""
    return clause.normative and clause.kind not in QUIET_KINDS


def restate(clauses: Sequence[Clause], norm: Norm) -> None:
    """Write the statements of these clauses (all of one revision) anew.

    A sentence keeps the provision that stood in the same clause, in this revision or an earlier one, with the same words or
    words at least 60 % alike; or the provision that had the same words elsewhere in the norm. Any other gets a new code.
    """
    found = {clause.pk: _find(clause, norm.scheme) for clause in clauses}
    memory = _Memory(clauses, norm)
    Statement.objects.filter(clause__in=clauses).delete()
    statements: list[Statement] = []
    homeless: list[Statement] = []
    for clause in clauses:
        known = memory.match(clause.anchor, found[clause.pk])
        for position, sentence in enumerate(found[clause.pk]):
            statement = Statement(
                clause=clause,
                position=position,
                kind=sentence.kind,
                keyword=sentence.keyword,
                text=sentence.text,
            )
            statement.provision_id = known.get(position)  # type: ignore[assignment]  # None until `_house` gives it one
            statements.append(statement)
            if statement.provision_id is None:
                homeless.append(statement)
    _house(homeless, norm)
    Statement.objects.bulk_create(statements)


def _find(clause: Clause, scheme: str) -> list[Found]:
    return find_statements(clause.body, scheme) if carries_provisions(clause) else []


def _house(statements: list[Statement], norm: Norm) -> None:
    """Give new sentences new provisions."""
    if not statements:
        return
    codes = next_codes(Kind.PROVISION, len(statements))
    provisions = Provision.objects.bulk_create(Provision(code=code, norm=norm) for code in codes)
    for statement, provision in zip(statements, provisions, strict=True):
        statement.provision = provision


class _Memory:
    """The provisions that the norm has had, by clause and by words, newest first; each is given out once."""

    def __init__(self, clauses: Sequence[Clause], norm: Norm) -> None:
        self.by_anchor: dict[str, dict[int, str]] = {}
        self.by_words: dict[str, list[int]] = {}
        own = {clause.pk for clause in clauses}
        revision_id = clauses[0].revision_id if clauses else None
        earlier = Statement.objects.filter(clause__revision__norm=norm).order_by("-clause__revision__number", "position")
        elsewhere: set[int] = set()
        for provision, words, anchor, clause, revision in earlier.values_list(
            "provision_id", "text", "clause__anchor", "clause_id", "clause__revision_id"
        ):
            if revision == revision_id and clause not in own:
                elsewhere.add(provision)  # it stands in another clause of this very revision
            self.by_anchor.setdefault(anchor, {}).setdefault(provision, words)
            self.by_words.setdefault(words, []).append(provision)
        self.taken = elsewhere

    def match(self, anchor: str, found: list[Found]) -> dict[int, int]:
        """The provision of each sentence, by its position; sentences that nobody remembers are missing."""
        here = {key: words for key, words in self.by_anchor.get(anchor, {}).items() if key not in self.taken}
        known: dict[int, int] = {}
        for position, sentence in enumerate(found):
            same = next((key for key, words in here.items() if words == sentence.text), None)
            if same is not None:
                known[position] = same
                del here[same]
        for score, position, key in sorted(self._likenesses(found, here, known), reverse=True):
            if score >= LIKENESS and position not in known and key in here:
                known[position] = key
                del here[key]
        for position, sentence in enumerate(found):
            if position not in known:
                moved = next((key for key in self.by_words.get(sentence.text, []) if self._is_free(key, known)), None)
                if moved is not None:
                    known[position] = moved
        self.taken |= set(known.values())
        return known

    def _is_free(self, key: int, known: dict[int, int]) -> bool:
        return key not in self.taken and key not in known.values()

    @staticmethod
    def _likenesses(found: list[Found], here: dict[int, str], known: dict[int, int]) -> list[tuple[float, int, int]]:
        scores = []
        for position, sentence in enumerate(found):
            if position in known:
                continue
            matcher = SequenceMatcher(None, b=sentence.text.split(), autojunk=False)
            for key, words in here.items():
                matcher.set_seq1(words.split())
                if matcher.real_quick_ratio() >= LIKENESS and matcher.quick_ratio() >= LIKENESS:
                    scores.append((matcher.ratio(), position, key))
        return scores
