"""How the interface says no: the same sentences as the pages."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.response import Response
from rest_framework.views import exception_handler

from comments.services import OtherBody
from normsite.foundation.errors import Refused
from normsite.foundation.throttle import TooMany, ask_to_wait
from normsite.foundation.turns import Busy

TOO_LARGE = "That is larger than anything that can be sent here."


def explain(problem: Exception, context: dict[str, Any]) -> Response | None:
    """The sentence of a refusal: 413 for too large a body, 429 when asked too often, 422 for a used key with other words, 409
    otherwise; and 503 while we are busy."""
    if isinstance(problem, RequestDataTooBig):
        return Response({"reason": TOO_LARGE, "mend": "Send it in several submissions."}, status=413)
    if isinstance(problem, Busy):
        waits = {"Retry-After": str(problem.seconds)}
        return Response({"reason": problem.reason, "mend": problem.mend}, status=503, headers=waits)
    if not isinstance(problem, Refused):
        return exception_handler(problem, context)
    told = Response({"reason": problem.reason, "mend": problem.mend}, status=422 if isinstance(problem, OtherBody) else 409)
    return ask_to_wait(told, problem) if isinstance(problem, TooMany) else told
