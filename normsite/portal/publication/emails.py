"""What is mailed about publications."""

from django.db.models import Exists, OuterRef

from comments.models import Comment, Consultation, Submission
from normsite.foundation.notifications.outbox import queue_mail
from normsite.portal.publication.models import Publication


def tell_commenters(publication: Publication, consultations: list[Consultation]) -> None:
    """Once to each address that has a comment standing."""
    standing = Comment.objects.standing().filter(submission=OuterRef("pk"))
    reached = Submission.objects.filter(Exists(standing), consultation__in=consultations).exclude(email="")
    for submission in reached.order_by("pk"):
        queue_mail(
            occasion=f"published/{publication.code}/{submission.email.lower()}",
            to=submission.email,
            template="emails/publication/published",
            context={"publication": publication, "norm": publication.revision.norm},
        )
