"""Changes of the law: the list, a new one with its impact before it is saved, one with its entries, the acts on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.access.ledger import (
    access_change,
    access_change_to_approve,
    access_change_to_write,
    access_entries,
    access_item_to_change,
    may_approve,
    may_propose,
)
from courses.errors import ChangeOpen, ChangeRefused
from courses.forms.ledger import DecideForm, OpenForm, PickForm, ProposeForm, ReasonForm
from courses.ledger import Impact
from courses.models import Change, ChangeClass, ChangeEntryState, ChangeState
from courses.selectors.ledger import impact_of
from courses.selectors.ledger_pages import (
    change_list,
    entry_groups,
    fact_choices,
    fact_now,
    impact_figures,
    pairs_of,
    people_figures,
    title_of,
)
from courses.selectors.ledger_plans import Plan, plan_change
from courses.selectors.ledger_steps import impact_of_change, problems_of_change
from courses.services.ledger import approve_change, close_change, decide_entries, open_change, propose_change, withdraw_change
from lms.institutions.api import Scope, person_cards
from lms.kernel.errors import LmsError
from lms.kernel.places import COUNTRIES, Jurisdiction
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")
WRITERS = ("author", "focal")


@policy(*READERS)
def change_list_page(request: AuthedRequest) -> HttpResponse:
    """All changes, the newest first."""
    state = request.GET.get("state", "")
    page = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    rows, older = change_list(state=state if state in ChangeState.values else "", page=max(page, 1))
    context = {
        "rows": rows, "state": state, "states": list(ChangeState.values), "page": page, "before": page - 1,
        "after": page + 1 if older else 0, "may_propose": bool(request.scope.roles & set(WRITERS)),
    }  # fmt: skip
    return render(request, "lms/courses/change_list.html", context)


@policy(*WRITERS)
def change_form(request: AuthedRequest) -> HttpResponse:
    """A new change: pick the fact, say what it says from when, look at all that rests on it, propose it."""
    jurisdictions = [code for code in Jurisdiction.values if may_propose(request.scope, code)]
    asked = request.POST if request.method == "POST" else request.GET
    pick = PickForm(asked if "key" in asked else None, initial={"country": asked.get("country")}, jurisdictions=jurisdictions)
    context: dict[str, Any] = {"pick": pick, "facts": fact_choices() if "key" not in asked or not pick.is_valid() else ()}
    if not pick.is_bound or not pick.is_valid():
        return render(request, "lms/courses/change_form.html", context, status=422 if pick.is_bound else 200)
    key, country = pick.cleaned_data["key"], pick.cleaned_data["country"]
    try:
        context |= {"now": fact_now(key, country), "form": ProposeForm(initial={"change_class": "advisory"})}
    except LmsError as refused:
        pick.add_error("key", refused.sentence())
        return render(request, "lms/courses/change_form.html", {**context, "facts": fact_choices()}, status=422)
    if request.method != "POST":
        return render(request, "lms/courses/change_form.html", context)
    return _proposed(request, context, key, country)


def _proposed(request: AuthedRequest, context: dict[str, Any], key: str, country: str) -> HttpResponse:
    """The preview of a proposal, or the proposal itself."""
    form = context["form"] = ProposeForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            plan = plan_change(key, country, **form.asked())
            if "propose" in request.POST:
                change = propose_change(
                    plan=plan, change_class=form.cleaned_data["change_class"], in_force_from=form.day(),
                    by=request.person.pk, sentence=form.told(),
                )  # fmt: skip
                messages.success(request, _("Proposed. Somebody else must approve it; its entries are below."))
                return redirect("lms:courses:change-detail", change)
            context["preview"], status = _preview(plan, form.cleaned_data["change_class"]), 200
        except LmsError as refused:
            form.add_error("value", refused.sentence())
    return render(request, "lms/courses/change_form.html", context, status=status)


def _preview(plan: Plan, change_class: str) -> dict[str, Any]:
    impact: Impact = impact_of(plan.step, asks=change_class == ChangeClass.MANDATORY)
    before = plan.step.before.body if plan.step.before else plan.base
    return {
        "plan": plan, "impact": impact, "touched": impact_figures(impact), "asks": change_class == ChangeClass.MANDATORY,
        "pairs": pairs_of("fact", before, plan.body, country=plan.step.country, countries=impact.countries),
    }  # fmt: skip


@policy(*WRITERS, sample={"item_id": "section_item_id"})
def change_open(request: AuthedRequest, item_id: int) -> HttpResponse:
    """The draft of a section, a source or another item becomes a change: class, first day, sentence for people."""
    item = access_item_to_change(request.scope, item_id)
    form = OpenForm(request.POST if request.method == "POST" else None, initial={"change_class": "advisory"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change = open_change(
                item_id=item_id, change_class=data["change_class"], in_force_from=data["in_force_from"],
                by=request.person.pk, sentence={"es": data["tell_es"], "en": data["tell_en"]},
            )  # fmt: skip
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("Proposed. Somebody else must approve it; its entries are below."))
            return redirect("lms:courses:change-detail", change)
    bodies = [version.body if version else {} for version in (item.published, item.draft)]
    pairs = pairs_of(item.kind, *bodies, country=item.country, countries=COUNTRIES)
    context = {"item": item, "form": form, "pairs": [pair for pair in pairs if pair.differs]}
    return render(request, "lms/courses/change_open.html", context, status=422 if form.errors else 200)


@policy(*READERS, sample={"change_id": "change_id"})
def change_detail(request: AuthedRequest, change_id: int) -> HttpResponse:
    """One change: old and new side by side, what rests on it and what was decided, whom it asks."""
    change = access_change(request.scope, change_id)
    return render(request, "lms/courses/change_detail.html", _context(request.scope, change))


def _context(scope: Scope, change: Change) -> dict[str, Any]:
    open_ = change.state in (ChangeState.PROPOSED, ChangeState.APPROVED)
    groups = entry_groups(change.pk, (scope.author_of | scope.focal_of) if open_ else frozenset())
    rows = [row for _kind, some, _left in groups for row in some]
    left = sum(one for _kind, _some, one in groups)
    reached = {row.country for row in rows}
    countries = [code for code in COUNTRIES if code in reached]
    people = person_cards({pk for pk in (change.by_id, change.approved_by_id, change.closed_by_id) if pk})
    writes = may_propose(scope, change.item.country)
    bodies = [version.body if version else {} for version in (change.old, change.new)]
    return {
        "change": change, "title": title_of(change), "countries": countries, "groups": groups, "total": len(rows),
        "decided": len(rows) - left, "left": left, "may_decide": any(row.mine for row in rows),
        "pairs": pairs_of(change.item.kind, *bodies, country=change.item.country, countries=countries),
        "by": people.get(change.by_id or 0), "approved_by": people.get(change.approved_by_id or 0),
        "closed_by": people.get(change.closed_by_id or 0),
        "problems": problems_of_change(change) if change.state == ChangeState.PROPOSED else [],
        "figures": people_figures(change.pk) if change.state != ChangeState.PROPOSED else None,
        "may_approve": change.state == ChangeState.PROPOSED and may_approve(scope, change.item.country),
        "own": change.by_id == scope.person_id, "may_withdraw": change.state == ChangeState.PROPOSED and writes,
        "may_close": change.state == ChangeState.APPROVED and writes,
    }  # fmt: skip


@policy(*WRITERS, sample={"change_id": "change_id"})
@require_POST
def change_entries(request: AuthedRequest, change_id: int) -> HttpResponse:
    """What was decided of the entries that are ticked, or of the one whose button was used."""
    change = access_change_to_write(request.scope, change_id)
    form = DecideForm(request.POST, entries=list(change.lms_entries.values_list("pk", flat=True)))
    chosen = form.chosen() if form.is_valid() else []
    if not chosen:
        messages.error(request, _("Tick the entries that you decide on."))
        return redirect("lms:courses:change-detail", change_id)
    state, because = form.cleaned_data["state"] or ChangeEntryState.MENDED, form.cleaned_data["because"]
    if state == ChangeEntryState.NOT_AFFECTED and not because.strip():
        messages.error(request, _("Say why it is not affected: the reason stays beside it."))
        return redirect("lms:courses:change-detail", change_id)
    access_entries(request.scope, change, chosen)
    moved = decide_entries(
        entry_ids=chosen, by=request.person.pk, state=state,
        because=because if state == ChangeEntryState.NOT_AFFECTED else "",
    )  # fmt: skip
    messages.success(request, ngettext("%(n)s entry decided.", "%(n)s entries decided.", moved) % {"n": moved})
    return redirect("lms:courses:change-detail", change_id)


@policy(*READERS, sample={"change_id": "change_id"})
def change_approve(request: AuthedRequest, change_id: int) -> HttpResponse:
    """The second person looks at whom it asks and at its problems, and says yes."""
    change = access_change_to_approve(request.scope, change_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            approve_change(change_id=change_id, by=request.person.pk, despite=form.cleaned_data["reason"])
        except ChangeRefused as refused:
            form.add_error("reason", refused.sentence())
        else:
            messages.success(request, _("Approved. The new text is in force from its day on."))
            return redirect("lms:courses:change-detail", change_id)
    impact = impact_of_change(change)
    context = {
        **_context(request.scope, change), "act": "approve", "form": form, "touched": impact_figures(impact),
        "asks": change.change_class == ChangeClass.MANDATORY,
    }  # fmt: skip
    return render(request, "lms/courses/change_confirm.html", context, status=422 if form.errors else 200)


@policy(*WRITERS, sample={"change_id": "change_id"})
def change_withdraw(request: AuthedRequest, change_id: int) -> HttpResponse:
    """The proposal is taken back, with a reason."""
    change = access_change_to_write(request.scope, change_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["reason"].strip():
            withdraw_change(change_id=change_id, by=request.person.pk, because=form.cleaned_data["reason"])
            messages.success(request, _("Withdrawn. What is published stays as it is."))
            return redirect("lms:courses:change-detail", change_id)
        form.add_error("reason", _("Say why: the reason stays beside it."))
    context = {"act": "withdraw", "form": form, **_context(request.scope, change)}
    return render(request, "lms/courses/change_confirm.html", context, status=422 if form.errors else 200)


@policy(*WRITERS, sample={"change_id": "change_id"})
def change_close(request: AuthedRequest, change_id: int) -> HttpResponse:
    """All content is decided: the change is done."""
    change = access_change_to_write(request.scope, change_id)
    if request.method == "POST":
        try:
            close_change(change_id=change_id, by=request.person.pk)
        except ChangeOpen as refused:
            messages.error(request, refused.sentence())
        else:
            messages.success(request, _("Closed: all that rested on it is decided."))
        return redirect("lms:courses:change-detail", change_id)
    return render(request, "lms/courses/change_confirm.html", {"act": "close", **_context(request.scope, change)})
