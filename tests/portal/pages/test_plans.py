"""How the database would answer what pages ask of a long docket: by indexes, never by reading comment after comment."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.services import publish_dispositions
from tests.bench.crowd import plant
from tests.comments import scenes

pytestmark = pytest.mark.django_db
MANY = 20_000
NEVER_SCANNED = re.compile(r"Seq Scan on comments_(?:comment|searchedcomment|submission|disposition)\b")
CODE = "C-1999-15000"
WANTED = [
    "",
    f"after={CODE}",
    "kind=ed",
    "kind=ge&sender=academia",
    "clause=keys&kind=te",
    "clause=whole",
    "outcome=noted",
    "effect=substantive&kind=ed",
    "outcome=withdrawn",
    "words=key",
    "words=nobodysaysthis",
    "words=harmonised+zurich",
    f"words=key&after={CODE}",
    "words=%22key+security%22&sender=anonymous",
    f"words={CODE}",
]
SEARCHED = ["key", "nobodysaysthis", "post-quantum", '"key security"', "key -security", CODE]


@pytest.fixture
def consultation(cast):
    """Concluded, with very many comments."""
    consultation = scenes.closed(cast)
    scenes.answered(cast, scenes.published(cast, consultation))
    publish_dispositions(consultation=consultation, by=cast.sami)
    plant(consultation, MANY, answered=True)
    return consultation


def scans(client, address: str, **query: str) -> list[str]:
    """The statements of a page that would read a whole table of comments."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, query)
        assert response.status_code == 200
        if response.streaming:
            next(iter(response.streaming_content))
    statements = [one["sql"] for one in asked if one["sql"].lstrip().startswith(("SELECT", "WITH"))]
    assert len(statements) <= 24
    with connection.cursor() as cursor:
        return [sql for sql in statements if NEVER_SCANNED.search(_plan(cursor, sql))]


def _plan(cursor, sql: str) -> str:
    cursor.execute(f"EXPLAIN {sql}")
    return "\n".join(line for (line,) in cursor.fetchall())


def test_no_page_reads_comment_after_comment(consultation, client):
    """In one test, since planting them is what takes the time."""
    docket = reverse("comments:docket", args=[consultation.code])
    found = {wanted: scans(client, f"{docket}?{wanted}") for wanted in WANTED}
    found |= {words: scans(client, "/search/", q=words) for words in SEARCHED}
    found |= {f"all of {words}": scans(client, "/search/", **{"q": words, "in": "comments", "page": "3"}) for words in SEARCHED}
    found |= {name: scans(client, reverse(f"comments:{name}", args=[consultation.code])) for name in ("consultation", "log")}
    found["text"] = scans(client, consultation.revision.get_absolute_url())
    assert {name: statements for name, statements in found.items() if statements} == {}
    with connection.cursor() as cursor:
        assert NEVER_SCANNED.search(_plan(cursor, "SELECT count(*) FROM comments_comment WHERE text LIKE '%key%'"))
