"""What the control lists in force find in comments and their files."""

from collections.abc import Mapping, Sequence

from comments.models import AttachmentContent, Comment
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.looking import hits_in_force, new_in_force
from normsite.foundation.controls.models import ControlList

MOST_NEW = 150_000  # characters of files that one page looks through


def hits_in(comments: Sequence[Comment]) -> dict[int, list[tuple[ControlList, Hit]]]:
    """What the control lists in force find in the public words of each comment and its files, by its key; those with nothing
    are left out."""
    files = _words_of_files(comments)
    found = hits_in_force([_public_words(comment, files.get(comment.pk, ())) for comment in comments])
    return {comment.pk: hits for comment, hits in zip(comments, found, strict=True) if hits}


def hits_on_page(comments: Sequence[Comment]) -> tuple[dict[int, list[tuple[ControlList, Hit]]], set[int]]:
    """As `hits_in`, for many at once: and the keys of those whose files have too many new words to be looked through while
    somebody waits for the page."""
    wholes = _with_files(comments)
    left = _too_long(wholes)
    texts = [_public_words(one, ()) if one.pk in left else wholes.get(one.pk, _public_words(one, ())) for one in comments]
    return {one.pk: hits for one, hits in zip(comments, hits_in_force(texts), strict=True) if hits}, left


def left_for_later(comments: Sequence[Comment]) -> set[int]:
    """The keys of those whose files a worker has to look through first, so that nobody waits long for many that are published
    at once. One alone never waits."""
    return _too_long(_with_files(comments)) if len(comments) > 1 else set()


def _with_files(comments: Sequence[Comment]) -> dict[int, str]:
    """Of those that have files, all words that are looked through, by key."""
    files = _words_of_files(comments)
    return {one.pk: _public_words(one, files[one.pk]) for one in comments if one.pk in files}


def _too_long(wholes: Mapping[int, str]) -> set[int]:
    left, room = set(), MOST_NEW
    for key, new in zip(wholes, new_in_force(list(wholes.values())) if wholes else (), strict=True):
        room -= len(wholes[key]) if new else 0
        if new and room < 0:
            left.add(key)
    return left


def _words_of_files(comments: Sequence[Comment]) -> dict[int, list[str]]:
    rows = AttachmentContent.objects.filter(attachment__comment__in=[one.pk for one in comments]).exclude(words="")
    found: dict[int, list[str]] = {}
    for comment, words in rows.order_by("attachment__number").values_list("attachment__comment", "words"):
        found.setdefault(comment, []).append(words)
    return found


def _public_words(comment: Comment, files: Sequence[str]) -> str:
    """All that is shown of it once it is published: not its confidential part, but why that is kept."""
    words = [*(part.words for part in comment.said), comment.confidential_reason, *files]
    return "\n\n".join(filter(None, words))
