"""One order of locks, so that nothing changes under a conclusion: first the consultation, then the comment."""

from comments.models import Comment, Consultation


def lock_consultation_shared(consultation_id: int) -> Consultation:
    """The consultation as it stands, and stays until the transaction ends.

    The lock is shared: it keeps `publish_dispositions` and `extend_consultation`, which lock the row for themselves, waiting,
    and never another who shares it. Who had to wait gets the row as it stands after the wait. What is read before it may be out
    of date; what is read after it is not.
    """
    return Consultation.objects.raw("SELECT * FROM comments_consultation WHERE id = %s FOR KEY SHARE", [consultation_id])[0]


def lock_comment(comment_id: int) -> Comment:
    """The comment as it stands, for one to change, in a consultation that is locked, shared. Its key stays as it is, so whoever
    sends a reply to it, by a foreign key, need not wait."""
    consultation = lock_consultation_shared(Comment.objects.values_list("consultation", flat=True).get(pk=comment_id))
    comment = Comment.objects.select_for_update(of=("self",), no_key=True).select_related("submission").get(pk=comment_id)
    comment.consultation = consultation
    return comment
