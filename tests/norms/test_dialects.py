"""A norm that was written for another tool keeps its page until somebody has seen what would differ, and converts it."""

import pytest

from norms.models import Clause, Norm
from norms.services import EditConflict, convert_norm, freeze_revision, read_in, start_revision
from normsite.foundation.errors import Refused
from tests.norms.scenes import address, clause, draft, norm_with_draft, provisions, save

STRUCK = "The key shall ~~not~~ be kept.\n\n!!! note\n    It may hum."
AS_BEFORE = '<p>The key <em class="kw kw--requirement">shall</em> ~~not~~ be kept.</p>'


@pytest.fixture
def edda(client, cast):
    client.force_login(cast.edda)
    return client


@pytest.fixture
def old_norm(cast) -> Norm:
    """Written for python-markdown, which knows no struck words."""
    norm = norm_with_draft(cast)
    Norm.objects.filter(pk=norm.pk).update(dialect="extra")
    norm.refresh_from_db()
    save(clause(norm, "keys"), cast.edda, body=STRUCK)
    return norm


def test_the_page_stays_until_it_is_converted(old_norm):
    assert clause(old_norm, "keys").body_html.startswith(AS_BEFORE)
    _, readings = read_in(old_norm, "commonmark")
    assert [(one.clause.anchor, one.trouble) for one in readings] == [("keys", "")]
    assert clause(old_norm, "keys").body_html.startswith(AS_BEFORE)


def test_whoever_converts_sees_what_a_reader_would_see_otherwise(edda, old_norm):
    answer = edda.get(address("dialect", old_norm))
    assert [clause.anchor for clause, _ in answer.context["changes"]] == ["keys"]
    assert "<s>not</s>" in answer.content.decode()
    seen = answer.context["seen"]
    assert edda.post(address("dialect", old_norm), {"seen": seen}).status_code == 302
    old_norm.refresh_from_db()
    assert old_norm.dialect == "commonmark"
    assert list(provisions(old_norm, "keys").values()) == ["The key shall be kept.", "!!! note It may hum."]


def test_a_form_that_is_sent_twice_converts_once(edda, old_norm):
    seen = edda.get(address("dialect", old_norm)).context["seen"]
    for _ in range(2):
        edda.post(address("dialect", old_norm), {"seen": seen, "dialect": "commonmark"})
    old_norm.refresh_from_db()
    assert old_norm.dialect == "commonmark"


def test_a_text_that_was_changed_meanwhile_is_shown_anew(edda, cast, old_norm):
    seen = edda.get(address("dialect", old_norm)).context["seen"]
    save(clause(old_norm, "alarms"), cast.sami, body="The module shall cry.")
    answer = edda.post(address("dialect", old_norm), {"seen": seen})
    assert answer.status_code == 409
    assert "The text was changed since you saw what would differ." in answer.content.decode()
    with pytest.raises(EditConflict):
        convert_norm(norm=old_norm, dialect="commonmark", seen=seen, by=cast.edda)


def test_a_clause_that_cannot_be_read_so_is_named_and_nothing_is_converted(edda, cast, old_norm):
    Clause.objects.filter(anchor="alarms").update(body="a|b\n-|-\n1|2|3")  # was taken when fewer shapes were refused
    answer = edda.get(address("dialect", old_norm))
    assert [one.clause.anchor for one in answer.context["troubles"]] == ["alarms"]
    with pytest.raises(Refused, match="Alarms can't be read so: A row of a table has more cells than its head in line 3"):
        convert_norm(norm=old_norm, dialect="commonmark", seen=answer.context["seen"], by=cast.edda)
    old_norm.refresh_from_db()
    assert old_norm.dialect == "extra"


def test_a_norm_that_was_frozen_meanwhile_is_not_converted_and_the_page_says_so(edda, cast, old_norm):
    seen = edda.get(address("dialect", old_norm)).context["seen"]
    freeze_revision(revision=draft(old_norm), by=cast.sami)
    answer = edda.post(address("dialect", old_norm), {"seen": seen})
    assert answer.status_code == 409
    assert "There is no draft to convert" in answer.content.decode()


def test_a_frozen_text_keeps_its_page(edda, cast, old_norm):
    frozen = freeze_revision(revision=draft(old_norm), by=cast.edda)
    answer = edda.get(address("dialect", old_norm))
    assert answer.status_code == 409
    assert "There is no draft to convert" in answer.content.decode()
    following = start_revision(revision=frozen, by=cast.edda)
    convert_norm(norm=old_norm, dialect="commonmark", seen=read_in(old_norm, "commonmark")[0], by=cast.edda)
    pages = Clause.objects.filter(anchor="keys", revision__in=[frozen, following]).order_by("revision__number")
    assert ["<s>" in page.body_html for page in pages] == [False, True]


def test_an_observer_converts_nothing(client, cast, old_norm):
    client.force_login(cast.olu)
    assert client.post(address("dialect", old_norm), {"seen": "x"}).status_code == 403
