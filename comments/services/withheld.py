"""The facts of what is withheld of comments, where those of all that is withheld stand (`normsite.foundation.withholding`).

That a comment is withheld is its state; here is by whose decision, until when it is looked at again, and what became of it.
"""

from datetime import date

from django.utils import timezone

from comments.models import Attachment, Comment, ConfidentialPart
from comments.models.parts import ConfidentialGround
from normsite.foundation.accounts.models import User
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import Words, correct, lift, renew, withhold
from normsite.foundation.withholding.vocabulary import Basis, Kind, Part, usual_day

BASIS_OF = {
    ConfidentialGround.TRADE_SECRET: Basis.TRADE_SECRET,
    ConfidentialGround.SECURITY: Basis.SECURITY,
    ConfidentialGround.PERSONAL_DATA: Basis.PERSONAL_DATA,
    ConfidentialGround.CONTROLLED: Basis.EXPORT_CONTROL,
}
"""The category of legal basis that stands behind the ground which a commenter gives."""


def words_of(comment: Comment) -> Words:
    """All that it says, in its own words; whoever sent it from their account has written it."""
    text = "\n\n".join(one.words for one in comment.said)
    return Words(text, {comment.submission.user_id} if comment.submission.user_id else ())


def standing_withholding(comment: Comment, kind: Kind = Kind.COMMENT) -> Withholding | None:
    """By what the comment, or a part of it, is withheld now."""
    return Withholding.objects.standing().of_part(Part(kind, comment.code)).first()


def note_withheld(comment: Comment, *, until: date | None, by: User) -> None:
    """That a comment is withheld: anew; further, where another day is named, which takes another person than before; or with
    ground and reason put right."""
    given = {"basis": comment.withheld_ground, "reason": comment.withheld_reason}
    known = standing_withholding(comment)
    if known is None:
        _withhold(Kind.COMMENT, comment, words_of(comment), until=until, by=by, **given)
    elif until is None or until == known.until:
        correct(withholding=known, **given, by=by)
    else:
        renew(withholding=known, words=words_of(comment), **given, until=until, by=by)


def note_published(comment: Comment, *, reason: str, by: User) -> None:
    """That a comment is public: what was withheld is lifted, and a part that its sender keeps back is withheld from now on."""
    if (known := standing_withholding(comment)) is not None:
        lift(withholding=known, reason=reason, by=by)
    if comment.confidential_ground and standing_withholding(comment, Kind.CONFIDENTIAL) is None:
        kept = Words(ConfidentialPart.objects.get(comment=comment).words)
        basis = BASIS_OF[ConfidentialGround(comment.confidential_ground)]
        _withhold(Kind.CONFIDENTIAL, comment, kept, basis=basis, reason=comment.confidential_reason, until=None, by=by)


def mark_file(*, comment: str, number: str, withheld_as: str) -> None:
    """Keep a file of the comment with this code from the public, by the decision with the code `withheld_as`; without one it is
    public with its comment."""
    Attachment.objects.filter(comment__code=comment, number=number).update(withheld_as=withheld_as)


def _withhold(kind: Kind, comment: Comment, words: Words, *, basis: str, reason: str, until: date | None, by: User) -> None:
    withhold(
        part=Part(kind, comment.code),
        words=words,
        basis=basis,
        reason=reason,
        until=until or usual_day(timezone.localdate()),
        by=by,
        norm=comment.consultation.revision.norm.code,
    )
