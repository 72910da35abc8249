"""Three real editions of NIST SP 800-63B become three revisions of one norm, with the right clauses living on."""

import re
from collections import Counter

import pytest
from django.db import transaction
from django.urls import reverse

from norms.models import Clause, Statement
from norms.queries import compare_revisions
from norms.services import freeze_revision, import_markdown
from tests.cast import gather
from tests.norms.editions import EDITIONS, edition

KEYWORDS = re.compile(r"\b(?:SHALL|SHOULD|MAY|MUST) NOT\b|\b(?:SHALL|SHOULD|MAY|MUST|REQUIRED|RECOMMENDED|OPTIONAL)\b")


@pytest.fixture(scope="module")
def reports(django_db_setup, django_db_blocker):
    """The reports of the three imports, written once for all tests here and rolled back after them."""
    texts = [edition(name) for name in EDITIONS]
    with django_db_blocker.unblock(), transaction.atomic():
        edda = gather().edda
        made, norm = [], None
        for text in texts:
            report = import_markdown(text=text, by=edda, norm=norm, title="Authentication", scheme="rfc2119")
            norm = report.norm
            freeze_revision(revision=report.revision, by=edda)
            made.append(report)
        yield made
        transaction.set_rollback(True)


def test_clauses_live_on_from_edition_to_edition(db, reports):
    assert [(len(report.matched), len(report.new), len(report.gone)) for report in reports] == [
        (0, 205, 0),
        (112, 2, 93),
        (113, 9, 1),
    ]


def test_only_the_definitions_are_gone_from_the_final_text_and_two_clauses_are_new(db, reports):
    _, final, _ = reports
    assert [title.split()[0] for title in final.gone] == [f"3.{number}" for number in range(1, 94)]
    assert final.new == ["Authentication using the Public Switched Telephone Network", "Restricted Authenticators"]


def test_the_next_revision_drops_one_clause_and_adds_nine(db, reports):
    _, _, revision = reports
    assert revision.gone == ["A.4 Randomly-Chosen Secrets"]
    assert revision.new == [
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


def test_renamed_clauses_keep_their_identity(db, reports):
    _, final, revision = reports
    renamed = {title: (anchor, known_by) for anchor, title, known_by, _ in [*final.matched, *revision.matched]}
    assert renamed["Binding at Enrollment"][0] == "enrollment"
    assert renamed["Access Tokens"][0] == "oauth-tokens"
    assert renamed["Account Recovery"] == ("replacement-of-lost-authentication-factor", "anchor")
    assert renamed["Invalidation"] == ("revocation-and-termination", "text")


def test_keywords_are_as_many_as_a_plain_count_of_the_source_finds(db, reports):
    """Not counted are quotations, code, notes, examples and headings; in these editions none of them holds a keyword."""
    for name, report in zip(EDITIONS, reports, strict=True):
        plain = Counter(word.lower() for word in KEYWORDS.findall(edition(name)))
        assert Counter(report.keyword_counts) == plain


def test_provisions_live_on_with_their_clauses(db, reports):
    """Two thirds of the final text's provisions were in the public draft. Sentences of informative clauses are none."""
    draft, final, revision = (_provisions(report.revision) for report in reports)
    assert (len(draft), len(final), len(revision)) == (288, 352, 410)
    assert (len(draft & final), len(final & revision)) == (237, 301)


def _provisions(revision):
    return set(Statement.objects.filter(clause__revision=revision).values_list("provision__code", flat=True))


def test_the_redline_of_one_clause_reads_as_a_person_would_mark_it(db, reports):
    changes = {change.anchor: change for change in compare_revisions(reports[0].revision, reports[1].revision)}
    change = changes[Clause.objects.get(revision=reports[1].revision, number="4.3.2").anchor]
    assert change.html.startswith(
        '<p dir="auto">Communication between the claimant and <del>channel</del><ins>verifier</ins> '
        '<em class="kw kw--requirement">SHALL</em> be via an authenticated protected channel'
    )
    assert (change.kind, change.words) == ("changed", "126 words added, 4 words removed; where a link leads changed.")


def test_the_site_serves_the_long_text_on_every_page_of_the_desk(db, reports, as_user, django_assert_max_num_queries):
    norm = reports[2].norm
    edda = as_user(norm.created_by)
    pages = {
        reverse("norms:draft", args=[norm.code]): 8,
        reverse("pages:freeze", args=[norm.code]): 21,
        reverse("compare", args=[norm.code, 2, 1]): 12,
        reverse("revision", args=[norm.code, 3]): 25,
    }
    edda.get(reverse("compare", args=[norm.code, 2, 1]))  # the first who asks has the comparison made
    for page, queries in pages.items():
        with django_assert_max_num_queries(queries):
            assert edda.get(page).status_code == 200, page
