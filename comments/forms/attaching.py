"""Files beside the words of a comment: those that are kept already, each with a tick, and a place for further ones."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat

from comments.models import MOST_FILES, Attachment
from normsite.foundation.choices import offer
from normsite.foundation.unseen import isolated
from normsite.foundation.uploads import ENDS

MOST_TOKENS = 20


@dataclass(frozen=True)
class Taken:
    """What became of the files that came with a form: those that are kept now, and why others are not.

    With `wait` none was looked at, since so many seconds have to go by first.
    """

    files: tuple[Attachment, ...] = ()
    refusals: tuple[str, ...] = ()
    wait: float = 0.0


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class Attaching(forms.Form):
    """The part of a form to which files can be attached. They are kept at once, so an error beside them loses none.

    Each is named by its token; only a file of the list of this `place` can be named, in which this comment has `mine` already,
    and none of those `beside`, which other comments of the list have.
    """

    attached = forms.MultipleChoiceField(
        label="Attached files",
        help_text="Take the tick away from what shall not be sent.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "A file is no longer here, or it is another comment's or list's. Attach it again."},
    )
    new_files = forms.FileField(
        label="Attach files",
        help_text=f"PDF, Word, Excel, PNG, JPEG or plain text: at most {MOST_FILES} for a comment, 3 MB at a time. They are "
        "published with it. Pictures are painted anew, without the place where they were taken.",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ",".join(ENDS)}),
    )

    def __init__(
        self,
        *args: Any,
        taken: Taken | None = None,
        place: str = "",
        mine: Collection[str] = (),
        beside: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.taken = taken or Taken()
        tokens = self._tokens()
        files = Attachment.objects.within(place, mine).filter(token__in=tokens)
        found = {one.token: one for one in files} if tokens else {}
        self._uploaded = {token: found[token] for token in tokens if token in found and token not in beside}
        offer(self.fields["attached"], [(token, _described(one)) for token, one in self._uploaded.items()])

    def _tokens(self) -> list[str]:
        """Of the files named so far, and behind them those that came with this form."""
        if not self.is_bound:
            self.initial["attached"] = [one["token"] for one in self.initial.get("attachments", ())]
            return list(self.initial["attached"])
        named = self.fields["attached"].widget.value_from_datadict(self.data, {}, "attached") or []
        tokens = list(dict.fromkeys([*named, *(one.token for one in self.taken.files)]))[:MOST_TOKENS]
        data = QueryDict(mutable=True)
        data.update(self.data)
        data.setlist("attached", tokens)
        self.data = data
        return [token for token in tokens if token.isascii() and token.isprintable()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for refusal in self.taken.refusals:
            self.add_error("new_files", refusal)
        if (many := len(self.attachments)) > MOST_FILES:
            self.add_error("attached", f"A comment takes at most {MOST_FILES} files, and these are {many}. Untick some.")
        return given

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """What the basket keeps of the ticked ones; the same file under the same name once."""
        ticked = (self._uploaded[token] for token in self.cleaned_data.get("attached", ()))
        return list({(one.name, one.sha256): one.kept for one in ticked}.values())


def _described(one: Attachment) -> str:
    return f"{isolated(one.name)} ({one.get_kind_display()}, {filesizeformat(one.size)})"
