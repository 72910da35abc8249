"""The table of tiers: its versions, for anybody; what another table would move, and a new version, at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms.doors import admit
from norms.models import Clause
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.cached import cached
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.windows import show_conflict
from riskreviews import queries, services
from riskreviews.forms import TierTableForm
from riskreviews.models import Safeguard, TierTable
from riskreviews.models.safeguard import SafeguardQuerySet
from riskreviews.rules import can_change_tiers, can_try_tiers
from riskreviews.tiering import GOVERNABILITY, MEANINGS, REACHES, RISKS, changed, lines


@require_safe
@cached()
def tiers(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The table in force, or an earlier version, with the history of all."""
    in_force = TierTable.objects.in_force()
    table = in_force if version is None else get_object_or_404(TierTable, version=version)
    context = {
        "table": table,
        "in_force": in_force,
        "lines": list(lines(table.typed_rows)),
        "risks": RISKS.values(),
        "governability": _meanings(GOVERNABILITY),
        "reaches": _meanings(REACHES),
        "versions": TierTable.objects.all(),
    }
    return render(request, "riskreviews/tiers.html", context)


def _meanings(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(label.capitalize(), MEANINGS[code]) for code, label in words.items()]


@staff_required
@get_or_post
def tier_table(request: SignedInRequest) -> HttpResponse:
    """What another table, or another judgement, would move; and putting that table in force."""
    require(can_try_tiers, request.user)
    in_force = TierTable.objects.in_force()
    form = TierTableForm(posted(request), table=in_force)
    context: dict[str, Any] = {
        "in_force": in_force,
        "may_change": can_change_tiers(request.user),
        "outdated": queries.outdated(_safeguards(request), in_force),
    }
    if not form.is_valid():
        return show_form(request, "riskreviews/tier_table.html", form, **context)
    if "save" not in request.POST:
        return show_form(request, "riskreviews/tier_table.html", form, **context, **_tried(request, form, in_force))
    require(can_change_tiers, request.user)
    facts = {"version": form.cleaned_data["version"], "rows": form.rows(), "reason": form.cleaned_data["reason"]}
    try:
        saved = services.change_tier_table(by=request.user, **facts)
    except services.EditConflict as conflict:
        stands = TierTableForm(table=conflict.current)
        # Without what the rows that were sent would move: the form now shows others.
        return show_conflict(request, "riskreviews/tier_table.html", form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, "riskreviews/tier_table.html", form, refused, **context, **_tried(request, form, in_force))
    messages.success(request, f"Table {saved.version} is in force. Safeguards keep their tiers until they are reviewed.")
    return redirect("riskreviews:tier_table")


def _safeguards(request: SignedInRequest) -> SafeguardQuerySet:
    """All that a table can move and this reader may see."""
    return queries.judged_safeguards().filter(pk__in=Safeguard.objects.seen_by(request.user).values("pk"))


def _tried(request: SignedInRequest, form: TierTableForm, in_force: TierTable) -> dict[str, Any]:
    """What was typed, compared with what is in force: the cells, and what changes its tier by norm."""
    found = queries.shifts(_safeguards(request), form.rows(), judged_otherwise=form.supposed())
    admit(request, *(one.safeguard.assessment.revision for one in found))
    by_norm: dict[str, list[queries.Shift]] = {}
    for one in found:
        by_norm.setdefault(one.safeguard.assessment.revision.norm.title, []).append(one)
    return {
        "tried": True,
        "cells": changed(in_force.typed_rows, form.rows()),
        "shifts": found,
        "by_norm": sorted(by_norm.items()),
        "clauses": {clause.pk for one in found for clause in _clauses(one.safeguard)},
    }


def _clauses(safeguard: Safeguard) -> list[Clause]:
    return [scenario.clause for scenario in safeguard.scenarios.all() if scenario.clause is not None]
