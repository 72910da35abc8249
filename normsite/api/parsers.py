"""What the interface reads."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class WholeJSON(JSONParser):
    """JSON that can be said back: not nested without end, and without halves of characters, which no text of ours can hold.

    Refused unread is what is larger than a form of ours may be.
    """

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise RequestDataTooBig
        try:
            sent = super().parse(io.BytesIO(body), media_type, parser_context)
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
        except UnicodeEncodeError:
            raise ParseError("The JSON holds half of a character (a lone surrogate).") from None
        return sent
