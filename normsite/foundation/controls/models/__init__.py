"""Editions of control lists with their entries and paragraphs, the criteria drawn from them, and what corresponds to what."""

from normsite.foundation.controls.models.control_list import ControlList
from normsite.foundation.controls.models.entry import Entry, Paragraph, ParagraphKind

__all__ = ["ControlList", "Entry", "Paragraph", "ParagraphKind"]
