"""What the search of the site finds, one function for each kind of thing: the best hits, each with where its words stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left

from comments.models import PARTS, Comment
from comments.queries import TEXTS_OF_CLAUSE
from comments.spans import best_of_newest
from norms.models import Clause, Norm, Revision
from normsite.foundation.markup.tree import plain, read
from normsite.foundation.search import Asked, Hit, Hits, Said, Total, hit_of, in_order, meant_in, ranked, texts_of
from normsite.portal.export_control.finding import find_entries, found_rows, said_of
from normsite.portal.publication.models import Passage

READ_FOR_EXCERPT = 20_000

NORMS = "SELECT norm_id AS id, words FROM norms_searchednorm WHERE words @@ {held} AND norm_id = ANY(%(seen)s)"
CLAUSES = "SELECT clause_id AS id, words FROM norms_searchedclause WHERE words @@ {held} AND revision_id = ANY(%(seen)s)"
PASSAGES = "SELECT id, words FROM publication_passage WHERE words @@ {held}"


# The newest text of each norm that anybody may read, by the norm; others are not searched.
Texts = dict[int, int]


@dataclass(frozen=True)
class Facet:
    """All of one kind that were found, and the best of them."""

    key: str
    label: str
    total: Total
    hits: list[Hit]


def find_norms(asked: Asked, texts: Texts, *, most: int, first: int) -> tuple[Hits, QuerySet[Any]]:
    return ranked(NORMS, asked, most=most, first=first, seen=list(texts)), Norm.objects.all()


def find_clauses(asked: Asked, texts: Texts, *, most: int, first: int) -> tuple[Hits, QuerySet[Any]]:
    clauses = Clause.objects.outline().select_related("revision__norm").annotate(beginning=Left("words", READ_FOR_EXCERPT))
    return ranked(CLAUSES, asked, most=most, first=first, seen=list(texts.values())), clauses


def find_passages(asked: Asked, texts: Texts, *, most: int, first: int) -> tuple[Hits, QuerySet[Any]]:
    passages = Passage.objects.select_related("publication__revision__norm").annotate(beginning=Left("text", READ_FOR_EXCERPT))
    return ranked(PASSAGES, asked, most=most, first=first), passages.defer("text", "words", "publication__document")


def find_comments(asked: Asked, texts: Texts, *, most: int, first: int) -> tuple[Hits, QuerySet[Any]]:
    """Published comments. What is withheld at this moment is not shown, whatever was found a moment before."""
    comments = Comment.objects.public().select_related("submission", "clause", "question", "consultation")
    return best_of_newest(asked, most=most, first=first), comments.defer(*TEXTS_OF_CLAUSE)


def _of_norm(norm: Norm) -> Said:
    return norm.title, [("", plain(read(norm.summary_html)))]


def _of_clause(clause: Any) -> Said:
    return str(clause), [("", clause.beginning)]


def _of_passage(passage: Any) -> Said:
    return passage.title, [("", passage.beginning)]


def _of_comment(comment: Comment) -> Said:
    return "", [(part.label, getattr(comment, part.name)) for part in PARTS]


def find_control_entries(asked: Asked, texts: Texts, *, most: int, first: int) -> tuple[Hits, QuerySet[Any]]:
    """Entries of the current editions of control lists."""
    return find_entries(asked, most=most, first=first), found_rows()


Find = Callable[..., tuple[Hits, QuerySet[Any]]]
FACETS: dict[str, tuple[str, Find, Callable[[Any], Said]]] = {
    "norms": ("Norms", find_norms, _of_norm),
    "clauses": ("Clauses", find_clauses, _of_clause),
    "rationales": ("Rationale pages", find_passages, _of_passage),
    "entries": ("Control lists", find_control_entries, said_of),
    "comments": ("Comments", find_comments, _of_comment),
}


def facets(asked: Asked, shown: Iterable[str], *, most: int, first: int = 0) -> list[Facet]:
    """Of each kind how many there are; of those `shown` also the best, from the `first` on."""
    shown = set(shown)
    texts: Texts = dict(Revision.objects.released().newest().values_list("norm", "pk"))
    found = {}
    for key, (_, find, _) in FACETS.items():
        hits, rows = find(asked, texts, most=most if key in shown else 1, first=first if key in shown else 0)
        found[key] = hits, in_order(hits.keys, rows.in_bulk(hits.keys)) if key in shown else []
    said = {key: [FACETS[key][2](row) for row in rows] for key, (_, rows) in found.items()}
    meant = meant_in((words for each in said.values() for one in each for words in texts_of(one)), asked)
    return [
        Facet(key, label, found[key][0].total, [hit_of(*pair, meant) for pair in zip(found[key][1], said[key], strict=True)])
        for key, (label, _, _) in FACETS.items()
    ]
