"""Views fetch texts, and what belongs to them, by `seen_by` or through `norms.doors`: nothing restricted goes past."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
VIEWS = ("norms/views", "riskreviews/views", "comments/views", "normsite/portal")
FETCHES = re.compile(
    r"\b(?:Revision|Clause|Statement|Provision|Assessment|Scenario|Safeguard|PeerReview|Screening|ImportRecord|ImportJob)\.objects\b"
    r"|\.revisions\."
)
DOORS = re.compile(
    r"\b(?:seen_by|named_to|stated_to|newest_of|released|public|admit|find_revision|newest_revision|find_newest|find_clause|"
    r"find_assessment|find_screening|find_text|shut_to)\("
)
# What fetches without one of these, and why nothing of a restricted text is told by it.
WITHOUT = {
    "comments/views/desk.py: _before_release": "says of a restricted text that it is one, and no more",
    "comments/views/desk.py: comments": "of a consultation, whose text is or will be public, and so never restricted",
    "norms/views/circulation.py: _find": "who reads a text, never the text",
    "norms/views/clauses.py: _editor": "of a clause that came through the door",
    "norms/views/drafts.py: _below": "of a clause that came through the door",
    "norms/views/drafts.py: _clauses": "of a revision that came through the door",
    "normsite/portal/applies/subjects.py: _read": "of the texts that subjects_of gives it, which are public",
    "normsite/portal/pages/facets.py: find_clauses": "of the texts that facets gives it, which are public",
    "normsite/portal/pages/tasks.py: tell_of_gates": "says of a restricted text that it is one, and no more",
    "normsite/portal/pages/tasks_due.py: _not_consulted_on": "leaves restricted texts out",
    "normsite/portal/publication/checks.py: _of_state": "the number of a newer text",
    "normsite/portal/publication/events.py: _against_the_text_before": "of a publication",
    "normsite/portal/publication/queries.py: awaiting_publication": "leaves restricted texts out",
    "normsite/portal/withheld/register.py: next_turn": "when a text comes out, never which",
    "normsite/portal/withheld/subjects.py: subject_to_withhold": "numbers of texts that say what its reader was shown",
    "normsite/portal/withheld/subjects.py: _parts_of_assessments": "compared with what was shown; told is only what is seen",
    "normsite/portal/withheld/subjects.py: _rationales_that_say": "likewise",
    "normsite/portal/withheld/subjects.py: _wrote_clause": "who wrote it, never what",
    "riskreviews/views/outside.py: _review": "of an assessment that came through the door",
    "riskreviews/views/peer_reviews.py: _give": "of an assessment that came through the door",
}


def functions() -> Iterator[tuple[str, str]]:
    """Each function of a view or of the roof, with its source."""
    for place in VIEWS:
        for path in sorted((HOUSE / place).rglob("*.py")):
            if "migrations" not in path.parts:
                source = path.read_text()
                for node in ast.walk(ast.parse(source)):
                    if isinstance(node, ast.FunctionDef):
                        yield f"{path.relative_to(HOUSE)}: {node.name}", ast.get_source_segment(source, node) or ""


def goes_past(source: str) -> bool:
    return bool(FETCHES.search(source)) and not DOORS.search(source)


def test_no_view_fetches_a_text_past_the_door():
    assert sorted(name for name, source in functions() if goes_past(source)) == sorted(WITHOUT)


def test_a_view_that_went_past_would_be_found():
    assert goes_past("def view(request, code):\n    return Clause.objects.filter(revision__norm__code=code)")
    assert goes_past("def view(request, norm):\n    return norm.revisions.latest('number')")
    assert not goes_past("def view(request, norm):\n    return norm.revisions.seen_by(request.user).latest('number')")
