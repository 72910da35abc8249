"""The downloads: of a publication, each written once, the same bytes for ever; of a public text, a PDF.

What takes long is made by a worker, one at a time on the whole site, in a process of its own (`write_pdf`).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from norms.models import Revision
from normsite.foundation.documents import FORMATS, Document, export, write_pdf
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy, turn
from normsite.foundation.withholding.queries import decisions_on
from normsite.portal.publication.making import Making
from normsite.portal.publication.models import PrintedText, Publication, PublishedFile
from normsite.portal.publication.texts import text_document

OF_COMMENTS = "csv"
"""The one download that is not the page in another format: its comments as a table."""
WENT_WRONG = Refused(
    "Something went wrong on our side while this was made.", "Choose another download, or come back in an hour."
)


def write_file(publication: Publication, key: str, content: bytes) -> PublishedFile:
    file, _ = PublishedFile.objects.get_or_create(
        publication=publication,
        format=key,
        defaults={"content": content, "digest": hashlib.sha256(content).hexdigest()},
    )
    return file


def has_download(publication: Publication, key: str) -> bool:
    """Whether there is a download of that name, written or to be written."""
    return (key in FORMATS and key != OF_COMMENTS) or publication.files.filter(format=key).exists()


def published_file(publication: Publication, key: str) -> PublishedFile | None:
    """One download, if it is written; Refused where there is none of that name, or it can't be written here."""
    if (written := publication.files.filter(format=key).first()) is not None:
        return written
    if key not in FORMATS or key == OF_COMMENTS:
        raise Refused("This publication has no such download.", "Choose one of those listed on its page.")
    if reason := FORMATS[key].unavailable():
        raise Refused(reason, "Choose another download.")
    return None


def making_of_file(publication: Publication, key: str) -> Making:
    return Making("publication.write_file", (publication.pk, key))


def make_file(publication: Publication, key: str) -> None:
    """Write one download, unless it is there. `Busy` while another is being made."""
    with _turn(making_of_file(publication, key)):
        if published_file(publication, key) is None:
            write_file(publication, key, export(Document.load(bytes(publication.document)), key))


def printed_text(revision: Revision) -> PrintedText | None:
    """The text as a PDF, if it is made, the norm is still called as it was then, and nothing of it was withheld or made public
    since."""
    decisions = decisions_on(revision.norm.code)
    return PrintedText.objects.filter(revision=revision, norm_version=revision.norm.version, decisions=decisions).first()


def making_of_text(revision: Revision) -> Making:
    return Making("publication.print_text", (revision.pk,))


def make_text(revision: Revision) -> None:
    """Print a text that anybody may read, unless it is printed. `Busy` while another is being made."""
    with _turn(making_of_text(revision)):
        if printed_text(revision) is None:
            decisions = decisions_on(revision.norm.code)
            content = write_pdf(text_document(revision), is_record=False)
            if decisions_on(revision.norm.code) != decisions:
                raise Busy("What may be read of the text was decided anew just now.", "Ask for it again in a moment.", 5)
            made = {"content": content, "digest": hashlib.sha256(content).hexdigest()}
            made_of = {"norm_version": revision.norm.version, "decisions": decisions}
            PrintedText.objects.update_or_create(revision=revision, defaults={**made, **made_of})


@contextmanager
def _turn(making: Making) -> Iterator[None]:
    """The turn of who makes something; how it ended is noted for who waits."""
    with turn("publication.file") as ours:
        if not ours:
            raise Busy("A download is being made just now, and one is made at a time.", "Ask for yours again in a moment.", 5)
        making.begin()
        try:
            yield
        except Refused as refused:
            making.end(refused)
        except Exception:
            making.end(WENT_WRONG)
            raise
        else:
            making.end()
