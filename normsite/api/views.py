"""The programming interface: what the public may read, and the way to send comments. It calls the services of the pages."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comments.models import Comment, CommentState, Consultation
from norms import reading
from norms.models import Norm, Revision
from normsite.api import serializers
from normsite.publication.models import Publication


class ByCode(CursorPagination):
    ordering = "id"
    page_size = 50


class Norms(ListAPIView):
    """Norms of which a text is public."""

    serializer_class = serializers.NormSerializer
    pagination_class = ByCode
    queryset = Norm.objects.public()


class OneNorm(RetrieveAPIView):
    """One norm."""

    serializer_class = serializers.NormSerializer
    lookup_field = "code"
    queryset = Norm.objects.public()


class Revisions(ListAPIView):
    """The public revisions of a norm, the newest first."""

    serializer_class = serializers.RevisionSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Revision]:
        return Revision.objects.released().filter(norm__code=self.kwargs["code"]).order_by("-number")


class Clauses(APIView):
    """The text of a public revision, clause by clause, with provisions and the obligations they serve."""

    @extend_schema(responses=serializers.ClauseSerializer(many=True))
    def get(self, request: Request, code: str, number: int) -> Response:
        revision = get_object_or_404(Revision.objects.released(), norm__code=code, number=number)
        return Response(serializers.ClauseSerializer(reading.read_revision(revision), many=True).data)


class Consultations(ListAPIView):
    """All consultations."""

    serializer_class = serializers.ConsultationSerializer
    pagination_class = ByCode
    queryset = Consultation.objects.select_related("revision__norm").prefetch_related("questions")


class OneConsultation(RetrieveAPIView):
    """One consultation."""

    serializer_class = serializers.ConsultationSerializer
    lookup_field = "code"
    queryset = Consultation.objects.select_related("revision__norm").prefetch_related("questions")


class Comments(ListAPIView):
    """The comments of a consultation that were moderated; withheld and withdrawn ones without their words."""

    serializer_class = serializers.CommentSerializer
    pagination_class = ByCode

    def get_queryset(self) -> QuerySet[Comment]:
        found = Comment.objects.filter(consultation__code=self.kwargs["code"]).exclude(state=CommentState.RECEIVED)
        return found.select_related("consultation", "clause", "submission", "disposition")


class Publications(ListAPIView):
    """Published norms; each rationale page as JSON is at /rationale/<code>/json/."""

    serializer_class = serializers.PublicationSerializer
    pagination_class = ByCode
    queryset = Publication.objects.select_related("revision__norm").defer("document")
