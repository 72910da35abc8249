"""The way for programs to send the files of comments: one at a time, before the comments."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comments.guards.receipts import place_of_key
from comments.models import MOST_BYTES, Attachment, Consultation, Phase
from comments.services import keep_files
from comments.views.attaching import A_NETWORK_ATTACHES
from normsite.foundation.errors import Refused
from normsite.foundation.left_out import is_left_out
from normsite.foundation.throttle import look, network, refuse_if_there_is_time, spend
from normsite.foundation.uploads import NotTaken
from normsite.portal.api.attaching import KeptFile, SentFile
from normsite.portal.api.schema import NOTHING
from normsite.portal.api.serializers import RefusalSerializer

TOO_LARGE = ("The file has more than 3 MB.", "Make it smaller, and send that.")


class Files(APIView):
    """Send a file for a comment that you will send, under the same `idempotency_key`; name its `token` among the comment's
    `attachments`. The rules are those of the form: its content tells what it is; what would run or hide something is refused.

    A file whose comment is never sent is forgotten after four weeks.
    """

    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": SentFile},
        responses={
            201: KeptFile,
            400: OpenApiResponse(description="A field has the wrong shape; each is named with a sentence."),
            **NOTHING,
            409: OpenApiResponse(RefusalSerializer, description="The file is not taken, and why."),
            413: OpenApiResponse(RefusalSerializer, description="Larger than anything that can be sent here."),
            429: OpenApiResponse(RefusalSerializer, description="Too often; `Retry-After` says in how many seconds again."),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        consultation = Consultation.objects.filter(code=code).first()
        if consultation is None:
            raise Http404
        _refuse_crowds(request, consultation)
        if is_left_out(request._request):
            raise Refused(*TOO_LARGE)
        sent = SentFile(data=request.data)
        sent.is_valid(raise_exception=True)
        kept = _kept(place=place_of_key(sent.validated_data["idempotency_key"]), file=sent.validated_data["file"])
        return Response(KeptFile(kept).data, status=201)


def _refuse_crowds(request: Request, consultation: Consultation) -> None:
    if consultation.phase != Phase.OPEN:
        raise Refused("The consultation is not open, so no file is taken.")
    bucket = A_NETWORK_ATTACHES.of(network(request._request))
    refuse_if_there_is_time(look(bucket)[0], now=timezone.now(), until=consultation.closes_at)
    spend(bucket)


def _kept(*, place: str, file: Any) -> Attachment:
    if file.size > MOST_BYTES:
        raise Refused(*TOO_LARGE)
    (kept,) = keep_files(files=[(file.name or "", file.read())], place=place)
    if isinstance(kept, NotTaken):
        raise Refused(kept.reason)
    return kept
