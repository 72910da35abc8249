"""What whoever sends comments declares, word for word, and the privacy notice that they say they have read: both in a version.

The version stands in the submission, on its receipt and in the public record. Whoever changes a sentence here, or the notice
(`templates/pages/privacy.html`), gives it the next version.
"""

from datetime import date

DECLARATION = 1
PRIVACY_NOTICE = date(2026, 11, 27)
VERSION = f"{DECLARATION}/{PRIVACY_NOTICE}"

SENTENCES = (
    "The words are mine to give, or I may give them: nobody else’s rights keep them from being published with the record.",
    f"I have read the privacy notice of {PRIVACY_NOTICE:%-d %B %Y}.",
    "Nothing that is controlled or confidential stands outside the part for it.",
)
WHERE = "/privacy/#declaration"
