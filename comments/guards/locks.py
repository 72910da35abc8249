"""One order of locks, so that nothing changes under a conclusion: first the consultation, then the comment."""

from django.db import connection

from comments.models import Comment, Consultation


def lock_consultation_shared(consultation_id: int) -> Consultation:
    """The consultation as it stands, and stays until the transaction ends.

    The lock is shared: it keeps `publish_dispositions` and `extend_consultation`, which lock the row for themselves, waiting,
    and never another who shares it. What is read before it may be out of date; what is read after it is not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM comments_consultation WHERE id = %s FOR KEY SHARE", [consultation_id])
    return Consultation.objects.get(pk=consultation_id)


def lock_comment(comment_id: int) -> Comment:
    """The comment as it stands, for one to change, in a consultation that is locked, shared."""
    consultation = lock_consultation_shared(Comment.objects.values_list("consultation", flat=True).get(pk=comment_id))
    comment = Comment.objects.select_for_update(of=("self",)).select_related("submission").get(pk=comment_id)
    comment.consultation = consultation
    return comment
