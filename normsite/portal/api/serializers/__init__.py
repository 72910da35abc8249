"""What the interface shows and takes. Nothing here names an e-mail address of a person."""

from normsite.portal.api.serializers.consultations import CommentSerializer, ConsultationSerializer
from normsite.portal.api.serializers.control_lists import (
    ControlListSerializer,
    CorrespondenceSerializer,
    CriterionSerializer,
    EntrySerializer,
    WholeEntrySerializer,
)
from normsite.portal.api.serializers.indicators import IndicatorSerializer, ReadingSerializer, SentReading
from normsite.portal.api.serializers.norms import (
    ClauseSerializer,
    NormSerializer,
    PositionSerializer,
    RevisionSerializer,
    SafeguardSerializer,
)
from normsite.portal.api.serializers.publications import PublicationSerializer
from normsite.portal.api.serializers.shapes import NothingSerializer, RefusalSerializer
from normsite.portal.api.serializers.submissions import (
    AskedChallenge,
    ChallengeSerializer,
    ReceiptSerializer,
    SentSubmission,
)
from normsite.portal.api.serializers.withholdings import WithholdingSerializer

__all__ = [
    "AskedChallenge",
    "ChallengeSerializer",
    "ClauseSerializer",
    "CommentSerializer",
    "ConsultationSerializer",
    "ControlListSerializer",
    "CorrespondenceSerializer",
    "CriterionSerializer",
    "EntrySerializer",
    "IndicatorSerializer",
    "NormSerializer",
    "NothingSerializer",
    "PositionSerializer",
    "PublicationSerializer",
    "ReadingSerializer",
    "ReceiptSerializer",
    "RefusalSerializer",
    "RevisionSerializer",
    "SafeguardSerializer",
    "SentReading",
    "SentSubmission",
    "WholeEntrySerializer",
    "WithholdingSerializer",
]
