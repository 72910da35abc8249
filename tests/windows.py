"""Two windows with the same form, as browsers send them."""

from typing import Any

from django.test import Client

from normsite.foundation.windows import VersionedForm

Sent = dict[str, Any]


def opened(client: Client, address: str) -> Sent:
    """What a browser would send of the page as it is."""
    return sent(client.get(address).context["form"])


def sent(form: VersionedForm) -> Sent:
    """What a browser sends: nothing for a box that isn't ticked."""
    values = {field.name: field.value() for field in form}
    return {
        name: "on" if value is True else value for name, value in values.items() if value is not None and value is not False
    }


def told(answer: Any) -> tuple[list[str], list[tuple[str, str, str]]]:
    """What was taken over, and what both have changed."""
    differences = [(one.label, one.theirs, one.mine) for one in answer.context["differences"]]
    return answer.context["taken"], differences


def stay(client: Client, address: str, theirs: Sent, mine: Sent, **pressed: str) -> Any:
    """Two windows are opened, the first saves `theirs`, then the second `mine`, and what that one is shown: in the end both
    stand, mine where both have changed a field. The answer in between."""
    first, second = opened(client, address), opened(client, address)
    assert client.post(address, first | theirs | pressed).status_code == 302
    late = client.post(address, second | mine | pressed)
    assert late.status_code == 409
    assert client.post(address, sent(late.context["form"]) | pressed).status_code == 302
    stands, kept = opened(client, address), {name: value for name, value in (theirs | mine).items() if name != "reason"}
    assert {name: as_typed(stands[name]) for name in kept} == {name: as_typed(value) for name, value in kept.items()}
    return late


def as_typed(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else str(value).replace("\r\n", "\n")
