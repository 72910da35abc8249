"""Files of comments that programs send: each is sent before, under the key of its submission, and named there by its token."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rest_framework import serializers

from comments.guards.receipts import place_of_key
from comments.guards.standing import files_sent
from comments.models import MOST_FILES, Attached
from comments.services.intake import SHORTEST_KEY
from normsite.foundation.errors import Refused
from normsite.foundation.uploads import KINDS

LONGEST_TOKEN = 64


class OwnKey(serializers.CharField):
    """The key that a program makes up for one submission."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=SHORTEST_KEY, max_length=64, **options)


class SentFile(serializers.Serializer[None]):
    """One file, under the `idempotency_key` that its submission will have: no other can name it."""

    idempotency_key = OwnKey()
    file = serializers.FileField(help_text="PDF, DOCX, XLSX, PNG, JPEG or plain text, told by its content; at most 3 MB.")


class KeptFile(serializers.Serializer[Any]):
    """What is kept of it. Its `token` is named among the `attachments` of a comment. A picture is painted anew, so `size` (in
    bytes) and `sha256` may not be those of what was sent. `remark`: what its sender should know, mostly nothing."""

    token = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    remark = serializers.CharField(allow_blank=True)


class Tokens(serializers.ListField):
    """The files of one comment, by their tokens."""

    def __init__(self) -> None:
        super().__init__(
            child=serializers.CharField(max_length=LONGEST_TOKEN),
            required=False,
            default=list,
            max_length=MOST_FILES,
            help_text="Tokens of files that were sent before under the same `idempotency_key`.",
        )

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list):
            self.run_validators(data)  # their number, before any of them is looked at
        return list(super().to_internal_value(data))


def attached(comments: Iterable[Mapping[str, Any]], key: str) -> list[tuple[Attached, ...]]:
    """The files that each of these comments names, also where they were sent already, so that the same counts once.

    Refused where one was not sent under this key, or is named twice.
    """
    named: list[Sequence[str]] = [one["attachments"] for one in comments]
    tokens = [token for several in named for token in several]
    if not tokens:
        return [()] * len(named)
    files = files_sent(place_of_key(key), tokens)
    if len(set(tokens)) < len(tokens) or not files.keys() >= set(tokens):
        raise Refused(
            "A file that a comment names was not sent under this key, or is named twice.",
            "Send it once for each comment, with the `idempotency_key` of the submission.",
        )
    return [tuple(files[token] for token in several) for several in named]
