"""Write one clause: save, preview, autosave, and what happens when two people write at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from norms import forms, services
from norms.models import Clause, ClauseKind, Norm
from norms.queries import cover_rationales
from norms.rules import can_edit_draft, can_link_obligation
from norms.text.keywords import find_statements
from norms.text.redline import Difference, redline
from norms.views.finding import find_clause, find_newest
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.markup.keywords import SCHEMES
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import read
from normsite.foundation.showing import get_or_post, show_button, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.rules import can_withhold


@staff_required
@get_or_post
def clause(request: SignedInRequest, code: str, anchor: str) -> HttpResponse:
    try:
        clause = find_clause(request, code, anchor)
    except Http404:
        if request.method == "GET":
            raise
        return _vanished(request, code, anchor)
    if request.method == "GET":
        return _editor(request, clause, forms.ClauseForm(clause=clause))
    require(can_edit_draft, request.user, clause.revision)
    form = forms.ClauseForm(request.POST, clause=clause)
    if "autosave" in request.POST:
        return _autosave(request, clause, form)
    if not form.is_valid():
        return _editor(request, clause, form)
    if "preview" in request.POST:
        return _editor(request, clause, form, preview=_rendered(clause, form.cleaned_data))
    if "edit" in request.POST:  # from the page of a conflict: write on in mine, with theirs beside it
        return _editor(request, clause, form, theirs=clause)
    try:
        saved = services.save_clause(clause=clause, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        return _conflict(request, clause, form, conflict)
    except Refused as refused:
        return _editor(request, clause, form, refused)
    messages.success(request, f"{isolated(saved)} is saved.")
    return redirect("norms:clause", code, anchor)


@staff_required
@require_POST
def preview(request: SignedInRequest, code: str, anchor: str) -> HttpResponse:
    """The rendered texts as a piece of a page, for the pane beside the editor."""
    clause = find_clause(request, code, anchor)
    require(can_edit_draft, request.user, clause.revision)
    form = forms.ClauseForm(request.POST, clause=clause)
    form.is_valid()
    wrong = [error for name in ("body", "rationale") for error in form.errors.get(name, [])]
    shown = {"wrong": wrong} if wrong else {"preview": _rendered(clause, form.cleaned_data)}
    return render(request, "norms/_preview.html", shown, status=422 if wrong else 200)


def _editor(
    request: SignedInRequest, clause: Clause, form: forms.ClauseForm, refused: Refused | None = None, **context: Any
) -> HttpResponse:
    in_order = list(Clause.objects.outline().filter(revision=clause.revision))
    place = next(index for index, other in enumerate(in_order) if other.pk == clause.pk)
    may_edit = clause.revision.is_draft and can_edit_draft(request.user, clause.revision)
    cover_rationales([clause], request.user)
    context |= {
        "clause": clause,
        "revision": clause.revision,
        "norm": clause.revision.norm,
        "previous": in_order[place - 1] if place else None,
        "next": in_order[place + 1] if place + 1 < len(in_order) else None,
        "may_edit": may_edit,
        "may_link": can_link_obligation(request.user),
        "may_withhold": can_withhold(request.user) and bool(clause.rationale),
        "keyword_buttons": SCHEMES[clause.revision.norm.scheme].buttons,
        "unsaved": form.is_bound and bool(set(form.changed_data) - {"version"}),
        "shows_form": may_edit or form.is_bound,  # what was typed stays in sight when the draft was frozen meanwhile
    }
    return show_form(request, "norms/clause.html", form, refused, **context)


def _rendered(clause: Clause, words: dict[str, Any]) -> dict[str, Any]:
    shown = Clause(revision=clause.revision, anchor=clause.anchor, names=clause.names, pk=clause.pk)
    shown.title, shown.body = words.get("title", clause.title), words.get("body", "")
    shown.rationale = words.get("rationale", "")
    services.render_clause(shown, clause.revision.norm)
    return {"clause": shown, "statements": len(find_statements(read(shown.body_html)))}


def _autosave(request: SignedInRequest, clause: Clause, form: forms.ClauseForm) -> JsonResponse:
    if not form.is_valid():
        wrong = next(f"{form[name].label if name in form.fields else ''}: {errors[0]}" for name, errors in form.errors.items())
        return JsonResponse({"refused": wrong}, status=422)
    try:
        saved = services.save_clause(clause=clause, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        return JsonResponse({"conflict": True, "refused": conflict.reason}, status=409)
    except Refused as refused:
        return JsonResponse({"refused": str(refused)}, status=409)
    context = {
        "clause": find_clause(request, clause.revision.norm.code, clause.anchor),
        "may_link": can_link_obligation(request.user),
    }
    provisions = render_to_string("norms/_provisions.html", context, request)
    return JsonResponse({"version": saved.version, "saved_at": timezone.now().isoformat(), "provisions": provisions})


def _vanished(request: SignedInRequest, code: str, anchor: str) -> HttpResponse:
    """Somebody took the clause out while this person wrote in it: her words stay in sight, and can go back into the draft."""
    revision = find_newest(request, code)
    require(can_edit_draft, request.user, revision)
    form = forms.ClauseForm(request.POST, clause=Clause(revision=revision, anchor=anchor))
    gone = Refused("This clause was taken out of the draft while you were writing.")
    if "autosave" in request.POST:
        return JsonResponse({"conflict": True, "refused": gone.reason}, status=409)
    if "restore" in request.POST and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            clause = services.add_clause(revision=revision, anchor=anchor, by=request.user, **words)
        except Refused as refused:
            gone = refused
        else:
            messages.success(request, f"{isolated(clause)} is back, at the end. Move it to its place in the outline.")
            return redirect("norms:clause", code, anchor)
    context = {"norm": revision.norm, "revision": revision, "anchor": anchor}
    return show_form(request, "norms/vanished.html", form, gone, **context)


def _conflict(
    request: SignedInRequest, clause: Clause, form: forms.ClauseForm, conflict: services.EditConflict
) -> HttpResponse:
    """Both texts, what differs between them, and three ways on; nothing is lost and nothing is saved yet."""
    theirs, mine = conflict.current, form.cleaned_data
    context = {
        "clause": clause,
        "norm": clause.revision.norm,
        "form": form,
        "theirs": theirs,
        "mine": mine,
        "body_change": _difference(theirs.body_html, mine["body"], clause.revision.norm),
        "rationale_change": _difference(theirs.rationale_html, mine["rationale"]),
        "mine_kind": ClauseKind(mine["kind"]).label,
    }
    return show_button(request, "norms/conflict.html", conflict, **context)


def _difference(saved_html: str, mine: str, norm: Norm | None = None) -> Difference:
    """What differs between the page that is saved and the one that mine would make, as a text of the norm or as any Markdown:
    the form has found that it can be read."""
    tree = render_tree(mine, scheme=norm.scheme, dialect=norm.dialect) if norm else render_tree(mine)
    return redline(read(saved_html), tree)
