"""Which texts the search looks in: norms as they stand, clauses from when they are frozen, in any spelling."""

from importlib import import_module

import pytest
from django.db import connection

from norms.models import Norm, SearchedClause, SearchedNorm
from norms.services import add_clause, freeze_revision, register_norm
from tests.bench.crowd import Editor

pytestmark = pytest.mark.django_db


def vector(words: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(norms_vector(%s))", [words])
        return set(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Façades, naïve", {"facad", "naiv"}),
        ("Pru\u0308fung Zusta\u00adndige", {"prufung", "zustandig"}),
        ("post-quantum", {"post", "quantum", "postquantum"}),
        ("AES\u2011256-GCM", {"ae", "256", "gcm", "aes256gcm", "aes256", "256gcm"}),
        ("ISO/IEC 27001", {"iso", "iec", "isoiec", "27001"}),
        ("ключи की", {"ключи", "की"}),
        ("", set()),
    ],
)
def test_words_are_kept_without_accents_and_compounds_also_as_one(words, expected):
    assert vector(words) == expected


@pytest.mark.parametrize(
    "words", ["a-" * 100_000, "ab-cd/ef " * 50_000, "a" * 300_000, "\U000109a0\U000109a1-" * 60_000, "½" * 90_000]
)
def test_no_text_is_too_long_or_too_strange(words):
    assert len(vector(words)) < 20


def test_a_norm_is_searched_as_it_stands_and_a_draft_not_at_all(cast):
    norm = register_norm(title="Quantum modules", summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Marmots", anchor="marmots", body="They shall sleep.", by=cast.edda)
    assert SearchedNorm.objects.filter(norm=norm).exists()
    assert not SearchedClause.objects.exists()
    Norm.objects.filter(pk=norm.pk).update(title="Otters")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words @@ 'otter', words @@ 'quantum' FROM norms_searchednorm")
        assert cursor.fetchone() == (True, False)
    freeze_revision(revision=revision, by=cast.edda)
    assert SearchedClause.objects.get().clause.anchor == "marmots"


def test_texts_of_the_version_before_are_taken_in_and_twice_is_once(cast):
    norm = register_norm(title="Old", summary="Old words.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Marmots", anchor="old-marmots", body="They shall sleep.", by=cast.edda)
    freeze_revision(revision=revision, by=cast.edda)
    before = list(SearchedClause.objects.values_list()), list(SearchedNorm.objects.values_list())
    SearchedClause.objects.all().delete()
    SearchedNorm.objects.all().delete()
    step = import_module("norms.migrations.0016_search_earlier_texts")
    for _ in range(2):
        step.take_in(None, Editor)
    assert (list(SearchedClause.objects.values_list()), list(SearchedNorm.objects.values_list())) == before
