"""A comparison is computed once for each pair of texts and kept; a long one is made apart, once at a time."""

from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from norms import redlines, tasks
from norms.models import KeptRedline, Revision
from norms.redlines import differences
from norms.services import freeze_revision, start_revision
from norms.text.redline import compare
from normsite.foundation.apart import apart
from normsite.foundation.turns import Busy
from tests.norms.scenes import clause, draft, norm_with_draft, save

pytestmark = pytest.mark.django_db
OLD, NEW = "<p>The module shall erase its keys.</p>", "<p>The module shall burn its keys.</p>"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[list[tuple[str, str]]]:
    """What is really compared from now on."""
    asked = []
    monkeypatch.setattr(redlines, "compare", lambda pairs: asked.append(list(pairs)) or compare(pairs))
    return asked


@pytest.fixture
def public(cast) -> str:
    """The address of the comparison of two revisions that anybody may read."""
    norm = norm_with_draft(cast)
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    start_revision(revision=old, by=cast.edda)
    save(clause(norm, "keys"), cast.edda, body="The module shall burn its keys.")
    freeze_revision(revision=draft(norm), by=cast.edda)
    Revision.objects.filter(norm=norm).update(released_at=timezone.now() - timedelta(days=1))
    return reverse("compare", args=[norm.code, 2, 1])


def test_a_public_comparison_is_computed_at_the_first_view_alone(public, client, compared):
    first, second = client.get(public), client.get(public)
    assert len(compared) == 1
    assert first.context["changes"] == second.context["changes"]
    assert b"<del>erase</del><ins>burn</ins>" in second.content


def test_the_same_texts_are_compared_once_wherever_they_stand(compared):
    assert differences([(OLD, NEW), (OLD, NEW)]) == differences([(OLD, NEW)])
    assert compared == [[(OLD, NEW)]]
    differences([(NEW, OLD)])
    assert compared == [[(OLD, NEW)], [(NEW, OLD)]]


def test_a_kept_comparison_is_called_by_its_key():
    differences([(OLD, NEW)])
    kept = KeptRedline.objects.get()
    assert str(kept) == kept.key


def test_what_other_code_has_made_is_not_shown(compared, monkeypatch: pytest.MonkeyPatch):
    differences([(OLD, NEW)])
    monkeypatch.setattr(redlines, "CODE", "another state of the code")
    differences([(OLD, NEW)])
    assert compared == [[(OLD, NEW)], [(OLD, NEW)]]


def test_no_two_pairs_are_taken_for_one_another():
    found = differences([("a b", "c"), ("a", "b c")])
    assert [one.removed for one in found.values()] == [2, 1]


def test_a_long_comparison_is_made_apart_and_kept(monkeypatch: pytest.MonkeyPatch):
    made: list[object] = []
    monkeypatch.setattr(redlines, "apart", lambda *args, **limits: made.append(args[0]) or apart(*args, **limits))
    old = "\n".join(f"<p>Sentence {number} of the module.</p>" for number in range(2_500))
    new = old.replace("Sentence 7 ", "Another sentence ")
    first = differences([(old, new)])
    assert (first[old, new].added, first[old, new].removed) == (2, 2)
    assert differences([(old, new)]) == first
    assert made == [compare]


def test_whoever_asks_while_a_long_one_is_made_is_told_so_at_once(public, client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redlines, "LONG", 0)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('norms.redlines'))")
        response = client.get(public)
    finally:
        other.close()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "A long comparison is being made just now." in response.content.decode()


def test_a_comparison_of_great_length_is_made_part_by_part(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redlines, "LONG", 0)
    monkeypatch.setattr(redlines, "LONGEST", 100)
    pairs = [(f"{OLD} {number}", NEW) for number in range(2)]
    with pytest.raises(Busy, match="a part of it is made"):
        differences(pairs)
    assert list(differences(pairs)) == pairs


def test_what_nobody_looks_at_is_forgotten_and_what_is_looked_at_stays():
    differences([(OLD, NEW), (NEW, OLD)])
    long_ago = timezone.now().date() - timedelta(days=tasks.UNUSED_DAYS + 1)
    KeptRedline.objects.update(used_on=long_ago)
    differences([(OLD, NEW)])
    tasks.forget_redlines()
    assert KeptRedline.objects.count() == 1
    assert KeptRedline.objects.get().used_on == timezone.now().date()


def test_beyond_the_limit_those_used_last_stay(monkeypatch: pytest.MonkeyPatch):
    differences([(OLD, NEW), (NEW, OLD)])
    KeptRedline.objects.update(used_on=timezone.now().date() - timedelta(days=3))
    kept = differences([(OLD, NEW)])[OLD, NEW]
    monkeypatch.setattr(tasks, "MOST_CHARACTERS", len(kept.html))
    tasks.forget_redlines()
    assert KeptRedline.objects.get().html == kept.html
