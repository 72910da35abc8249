"""What there is to read on a site that is measured, made by its own services; told as JSON. Runs with the site's environment.

`python -m tests.bench.stage CLAUSES COMMENTS` opens a consultation on a norm of so many clauses, with so many published
comments, and names it and the pages to ask for.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

from tests.load.scene import without_lists
from tests.load.submissions import ANCHORS

DAYS_AGO, LASTS = 30, 90
WORDS = (
    "The module shall erase its keys within one second of an alarm, and shall keep no copy of them.",
    "A laboratory tests this with three modules of one batch; each of them has to hold.",
    "Where the supply fails, what is left in the buffer is enough for the erasure.",
)


def build(clauses: int, comments: int) -> dict[str, Any]:
    """Everything by the same services that the desk calls."""
    from django.utils import timezone

    from comments.services import open_consultation

    without_lists()
    editor, steward = _person("editor"), _person("secretary")
    revision = _frozen(clauses, editor)
    start = timezone.now() - timedelta(days=DAYS_AGO)
    consultation = open_consultation(
        revision=revision,
        title=f"Draft of {revision.norm.title}",
        asks="Is the clause on keys right?",
        questions=["Is a second short enough?"],
        opens_at=start,
        closes_at=start + timedelta(days=LASTS),
        by=editor,
        at=start,
    )
    comment, *_ = [_published(consultation, number, steward) for number in range(comments)]
    return {
        "norm": f"/norms/{revision.norm.code}/r{revision.number}/",
        "consultation": consultation.get_absolute_url(),
        "code": consultation.code,
        "comment": comment.get_absolute_url(),
        "template": comment.pk,
        "rationale": _rationale_page(),
    }


def _person(role: str) -> Any:
    """Somebody of the demonstration."""
    from normsite.foundation.accounts.models import User

    return User.objects.filter(grants__role=role).order_by("pk")[0]


def _frozen(count: int, by: Any) -> Any:
    from norms.services import add_clause, freeze_revision, register_norm

    norm = register_norm(title=f"Modules with {count} clauses", summary="Keeps keys apart.", scheme="iso", by=by)
    revision = norm.revisions.select_related("norm").get()
    for number, anchor in enumerate(_anchors(count), 1):
        add_clause(
            revision=revision,
            title=f"Erasure of module {number}",
            anchor=anchor,
            kind="clause",
            body=f"Module {number} is one of those.\n\n- {WORDS[0]}\n- {WORDS[1]}\n\n{WORDS[2]}",
            rationale="A key that is left behind is read by the finder.",
            by=by,
        )
    return freeze_revision(revision=revision, by=by)


def _anchors(count: int) -> list[str]:
    """Those that the load tools comment on stand first."""
    return [*ANCHORS[1:], *(f"module-{number}" for number in range(count))][:count]


def _published(consultation: Any, number: int, by: Any) -> Any:
    """A comment that was taken in and moderated; of the first one `planting` makes many."""
    from comments.models import NewComment
    from comments.services import publish_comment, submit_comments

    said = NewComment(text="Say how fast keys are erased.", kind="te", anchor=consultation.revision.clauses.first().anchor)
    receipt = submit_comments(
        consultation=consultation,
        items=[said],
        capacity="individual",
        name="Rosa Reader",
        idempotency_key=f"{consultation.code}-{number}".ljust(48, "0"),
        at=consultation.opens_at + timedelta(hours=1),
    )
    return publish_comment(comment=receipt.submission.comments.get(), by=by)


def _rationale_page() -> str:
    """Of a norm that the demonstration has published."""
    from normsite.portal.publication.models import Publication

    return str(Publication.objects.order_by("pk")[0].get_absolute_url())


def main(words: list[str]) -> int:
    os.environ["NORMSITE_LOG_LEVEL"] = "WARNING"
    import django

    django.setup()
    clauses, comments = map(int, words)
    print(json.dumps(build(clauses, comments)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
