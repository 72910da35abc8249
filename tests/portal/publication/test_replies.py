"""A rationale page tells which comments refer to which, and by how many each is supported."""

import csv

from comments.models import Comment, NewComment
from comments.services import publish_comment, withdraw_comment
from normsite.foundation.documents import Facts
from normsite.portal.publication.rationale.dispositions import comments_csv, dispositions, standing_comments
from tests.comments.scenes import closed, only_comment, published, send


def referring(comment: Comment, stance: str = "") -> NewComment:
    return NewComment(text="A minute is enough.", in_reply_to=comment.code, stance=stance)


def test_each_comment_tells_its_relation_and_its_support_is_counted(cast):
    consultation = closed(cast, replies_allowed=True)
    body = {"capacity": "organisation", "organisation": "Acme", "organisation_kind": "academia"}
    first = published(cast, consultation, "Say how fast.")
    replied = published(cast, consultation, referring(first), **body)
    supports = published(cast, consultation, referring(first, "support"), **body)
    receipt = send(consultation, referring(first, "support"), capacity="individual", name="Vera Volte")
    withdraw_comment(comment=publish_comment(comment=only_comment(receipt), by=cast.sami), token=receipt.token)
    told = {
        section.anchor: [
            (fact.label, fact.value) for block in section.blocks if isinstance(block, Facts) for fact in block.items
        ]
        for section in dispositions(standing_comments([consultation])).sections
    }
    assert told == {
        first.code: [("Supported by", "1 (of which 1 organisation)")],
        replied.code: [("In reply to", first.code)],
        supports.code: [("In support of", first.code)],
    }
    rows = list(csv.DictReader(comments_csv([consultation]).decode("utf-8-sig").splitlines()))
    assert [row["Refers to"] for row in rows] == ["", f"in reply to {first.code}", f"in support of {first.code}"]
