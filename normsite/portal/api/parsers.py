"""What the interface reads."""

import io
import json
import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


class WholeJSON(JSONParser):
    """JSON that can be said back: not nested without end, and without halves of characters, which no text of ours can hold.

    Refused unread is what is larger than a submission may be. Escaped it may be three times as long, but only by its escapes:
    else a body of brackets alone would hold the thread for a second, and hundreds of megabytes.
    """

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(settings.LARGEST_SUBMISSION + 1)
        if len(body) > settings.LARGEST_SUBMISSION or _unescaped(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            sent = super().parse(io.BytesIO(body), media_type, parser_context)
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
        except UnicodeEncodeError:
            raise ParseError("The JSON holds half of a character (a lone surrogate).") from None
        return sent


def _unescaped(body: bytes) -> int:
    """How long it is when the six signs of each escape count as one."""
    return len(_ESCAPE.sub(b".", body))
