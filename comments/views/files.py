"""Files that are attached to comments, given out as downloads that nothing opens by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.models import Attachment
from comments.models.attachment import AttachmentQuerySet
from comments.views.receipts import own_submission
from normsite.foundation.private import private
from normsite.foundation.uploads import KINDS

POLICY = "default-src 'none'; sandbox"


@never_cache
@require_safe
def file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A file of a comment whose words this reader may read; any other is like one that was never there."""
    return _given_out(Attachment.objects.seen_by(request.user), code, number)


@private
@require_safe
def own_file(request: HttpRequest, code: str, comment: str, number: int) -> HttpResponse:
    """The same for whoever sent it, by the key of the receipt."""
    submission, _ = own_submission(request, code)
    return _given_out(Attachment.objects.filter(comment__submission=submission), comment, number)


def _given_out(files: AttachmentQuerySet, code: str, number: int) -> HttpResponse:
    found = get_object_or_404(files.select_related("content"), comment__code=code.upper(), number=number)
    response = HttpResponse(bytes(found.content.data), content_type=KINDS[found.kind].type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    return response
