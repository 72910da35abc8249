"""The programming interface: what the public may read, and the way to send comments. It calls the services of the pages."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_list_or_404, get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comments.guards.admission import admit_program, challenge_for
from comments.guards.receipts import Receipt
from comments.guards.standing import find_to_send
from comments.models import Comment, Consultation
from comments.queries import docket
from comments.services import submit_comments
from norms import queries
from norms.models import Norm, Revision
from normsite.foundation.arrivals import arrival_of
from normsite.foundation.controls.codes import normal_code
from normsite.foundation.controls.correspondences import corresponding
from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph
from normsite.foundation.throttle import network
from normsite.foundation.withholding.models import Withholding
from normsite.portal.api import serializers
from normsite.portal.api.paging import ByCode
from normsite.portal.api.parsers import WholeJSON
from normsite.portal.api.schema import NOTHING
from normsite.portal.export_control.countries import current_positions
from normsite.portal.export_control.queries import read_criteria
from normsite.portal.publication.models import Publication
from normsite.portal.withheld.seen import public as public_withholdings
from riskreviews.models import Safeguard


class Norms(ListAPIView[Norm]):
    """Norms of which a text is public."""

    serializer_class = serializers.NormSerializer
    pagination_class = ByCode

    def get_queryset(self) -> QuerySet[Norm]:
        return Norm.objects.public()  # as of this moment


class OneNorm(RetrieveAPIView[Norm]):
    """One norm."""

    serializer_class = serializers.NormSerializer
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Norm]:
        return Norm.objects.public()


class Revisions(ListAPIView[Revision]):
    """The public revisions of a norm, the newest first."""

    serializer_class = serializers.RevisionSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Revision]:
        norm = get_object_or_404(Norm.objects.public(), code=self.kwargs["code"])
        return Revision.objects.released().filter(norm=norm).order_by("-number")


class Clauses(APIView):
    """The text of a public revision, clause by clause, with provisions and the obligations they serve."""

    @extend_schema(responses={200: serializers.ClauseSerializer(many=True), **NOTHING})
    def get(self, request: Request, code: str, number: int) -> Response:
        revision = get_object_or_404(Revision.objects.released(), norm__code=code, number=number)
        return Response(serializers.ClauseSerializer(queries.read_revision(revision), many=True).data)


class Safeguards(APIView):
    """The safeguards of the newest public text of a norm: whom each binds, in which cases, in which tier, and what it costs."""

    @extend_schema(responses={200: serializers.SafeguardSerializer(many=True), **NOTHING})
    def get(self, request: Request, code: str) -> Response:
        norm = get_object_or_404(Norm.objects.public(), code=code)
        newest = Revision.objects.released().newest().filter(norm=norm)
        found = Safeguard.objects.public().filter(assessment__revision__in=newest).select_related("assessment")
        safeguards = found.prefetch_related("applies_to", "costs").order_by("pk")
        return Response(serializers.SafeguardSerializer(safeguards, many=True).data)


class Positions(APIView):
    """The positions of national bodies on a norm, as they stand, with their carve-outs."""

    @extend_schema(responses={200: serializers.PositionSerializer(many=True), **NOTHING})
    def get(self, request: Request, code: str) -> Response:
        norm = get_object_or_404(Norm.objects.public(), code=code)
        return Response(serializers.PositionSerializer(current_positions(norm), many=True).data)


class Consultations(ListAPIView[Consultation]):
    """All consultations."""

    serializer_class = serializers.ConsultationSerializer
    pagination_class = ByCode
    queryset = Consultation.objects.select_related("revision__norm").prefetch_related("questions")


class OneConsultation(RetrieveAPIView[Consultation]):
    """One consultation."""

    serializer_class = serializers.ConsultationSerializer
    lookup_field = "code"
    queryset = Consultation.objects.select_related("revision__norm").prefetch_related("questions")


class Comments(ListAPIView[Comment]):
    """The comments of a consultation that were moderated; withheld and withdrawn ones without their words."""

    serializer_class = serializers.CommentSerializer
    pagination_class = ByCode

    def get_queryset(self) -> QuerySet[Comment]:
        return docket(get_object_or_404(Consultation, code=self.kwargs["code"])).with_context()


class Challenges(APIView):
    """Get the challenge of a proof of work for one submission, which is named by its `idempotency_key`.

    Without a proof a submission is taken as well; but while many come from your network or to this consultation it is `held`
    to be read apart, and a network may send fewer of them in a minute. The scheme is ALTCHA's, version 2, which its libraries
    solve: find the `counter`, from 0, for which PBKDF2 with SHA-256, `cost` rounds, `salt`, and as password `nonce` followed by
    the counter in four bytes, the highest first, derives 32 bytes that begin with `keyPrefix`. Send as `altcha` the Base64 of
    the JSON `{"challenge": …, "solution": {"counter": …, "derivedKey": "<hexadecimal>"}}` with the challenge as you got it.
    """

    parser_classes = (WholeJSON,)

    @extend_schema(
        request=serializers.AskedChallenge,
        responses={
            201: serializers.ChallengeSerializer,
            400: OpenApiResponse(description="A field has the wrong shape; each is named with a sentence."),
            **NOTHING,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        consultation = get_object_or_404(Consultation, code=code)
        asked = serializers.AskedChallenge(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(challenge_for(consultation, **asked.validated_data), status=201)


class Submissions(APIView):
    """Send comments to an open consultation, at most once for each `idempotency_key`, under the rules of the form.

    While many come, send a proof of work along as `altcha`: see the challenges of the consultation. Whoever sends declares what
    `declaration` says. Files of comments are sent before, one by one: see the files of the consultation.
    """

    parser_classes = (WholeJSON,)

    @extend_schema(
        request=serializers.SentSubmission,
        responses={
            201: serializers.ReceiptSerializer,
            400: OpenApiResponse(description="A field has the wrong shape; each is named with a sentence."),
            **NOTHING,
            409: OpenApiResponse(serializers.RefusalSerializer, description="The consultation does not take this."),
            413: OpenApiResponse(serializers.RefusalSerializer, description="Larger than anything that can be sent here."),
            422: OpenApiResponse(serializers.RefusalSerializer, description="The key was sent before, with other words."),
            429: OpenApiResponse(
                serializers.RefusalSerializer, description="Too often; `Retry-After` says in how many seconds again."
            ),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        consultation = find_to_send(code)
        if consultation is None:
            raise NotFound("No Consultation matches the given query.")
        sent = serializers.SentSubmission(data=request.data)
        sent.is_valid(raise_exception=True)
        admission = admit_program(
            consultation=consultation,
            idempotency_key=sent.validated_data["idempotency_key"],
            solution=sent.validated_data.pop("altcha"),
            network=network(request),
        )
        receipt = submit_comments(
            consultation=consultation, arrival=arrival_of(request._request), admission=admission, **sent.validated_data
        )
        return Response(serializers.ReceiptSerializer(_told(receipt)).data, status=201)


def _told(receipt: Receipt) -> dict[str, object]:
    submission = receipt.submission
    address = reverse("comments:receipt", args=[submission.code])
    return {
        "code": submission.code,
        "key": receipt.token,
        "url": f"{settings.BASE_URL}{address}?{urlencode({'key': receipt.token})}",
        "received_at": submission.received_at,
        "stored_at": submission.stored_at,
        "counted_by": submission.counted_by,
        "held": bool(submission.held),
        "comments": receipt.codes,
    }


class Publications(ListAPIView[Publication]):
    """Published norms; each rationale page as JSON is at /rationale/<code>/json/."""

    serializer_class = serializers.PublicationSerializer
    pagination_class = ByCode
    queryset = Publication.objects.select_related("revision__norm").defer("document")


class ControlLists(ListAPIView[ControlList]):
    """Editions of control lists."""

    serializer_class = serializers.ControlListSerializer
    pagination_class = ByCode
    queryset = ControlList.objects.all()


class OneControlList(RetrieveAPIView[ControlList]):
    """One edition of a control list."""

    serializer_class = serializers.ControlListSerializer

    def get_object(self) -> ControlList:
        return get_object_or_404(ControlList, series=self.kwargs["series"], edition=self.kwargs["edition"])


class Entries(ListAPIView[Entry]):
    """The entries of an edition, in the order of the list."""

    serializer_class = serializers.EntrySerializer
    pagination_class = ByCode

    def get_queryset(self) -> QuerySet[Entry]:
        edition = get_object_or_404(ControlList, series=self.kwargs["series"], edition=self.kwargs["edition"])
        return edition.entries.select_related("control_list")


class OneEntry(RetrieveAPIView[Entry]):
    """One entry of an edition, with its paragraphs and notes."""

    serializer_class = serializers.WholeEntrySerializer

    def get_object(self) -> Entry:
        paragraphs = Paragraph.objects.select_related("parent").order_by("position")
        entries = Entry.objects.select_related("control_list").prefetch_related(Prefetch("paragraphs", paragraphs))
        edition = {"control_list__series": self.kwargs["series"], "control_list__edition": self.kwargs["edition"]}
        return get_object_or_404(entries, code=self.kwargs["code"], **edition)


class Corresponding(APIView):
    """What corresponds to a code of a list in other lists, as far as a person has confirmed it."""

    @extend_schema(responses={200: serializers.CorrespondenceSerializer(many=True), **NOTHING})
    def get(self, request: Request, series: str, code: str) -> Response:
        get_list_or_404(ControlList, series=series)
        found = corresponding(series, normal_code(code))
        return Response(serializers.CorrespondenceSerializer(found, many=True).data)


class Criteria(ListAPIView[Criterion]):
    """The criteria for heightened screening that were confirmed, of all editions."""

    serializer_class = serializers.CriterionSerializer
    pagination_class = ByCode
    queryset = Criterion.objects.confirmed().select_related("control_list")

    def paginate_queryset(self, queryset: Any) -> Any:
        """As anybody may read them: what is withheld is a gap."""
        page = super().paginate_queryset(queryset)
        return page and list(read_criteria(page))


class Withholdings(ListAPIView[Withholding]):
    """What is withheld of all that is public, and what was and is public again."""

    serializer_class = serializers.WithholdingSerializer
    pagination_class = ByCode

    def get_queryset(self) -> QuerySet[Withholding]:
        return public_withholdings().select_related("authorised_by")
