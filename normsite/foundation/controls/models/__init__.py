"""Editions of control lists with their entries and paragraphs, the criteria drawn from them, and what corresponds to what."""

from normsite.foundation.controls.models.control_list import ControlList
from normsite.foundation.controls.models.correlation import Correlation, CorrelationState, Relation
from normsite.foundation.controls.models.criterion import CriteriaVersion, Criterion, CriterionState, Effect, Origin
from normsite.foundation.controls.models.entry import Entry, Paragraph, ParagraphKind
from normsite.foundation.controls.models.imports import ListImport, ListImportState
from normsite.foundation.controls.models.kept_hits import KeptHits

__all__ = [
    "ControlList",
    "Correlation",
    "CorrelationState",
    "CriteriaVersion",
    "Criterion",
    "CriterionState",
    "Effect",
    "Entry",
    "KeptHits",
    "ListImport",
    "ListImportState",
    "Origin",
    "Paragraph",
    "ParagraphKind",
    "Relation",
]
