"""A case of one's group: who writes, who handed in, whose result is out; the day it is due, and more time for single people.

States only: no score, no letter, nothing about who scores. Whoever may score letters of the group does not see when each
came: it could tell whose a letter without a name is.
"""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import localtime, override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.dues import access_case_seat, access_extension, access_group_case
from assessments.clock import say_when
from assessments.dues import rules_in_words
from assessments.errors import CaseNotFound
from assessments.errors.dues import ExtensionNotFound, ExtensionWithdrawn
from assessments.forms.access import read_ids, read_numbers, read_seen, stamp, unstamp
from assessments.forms.dues import DueDayForm, ExtensionForm
from assessments.selectors import due_pages as pages
from assessments.selectors import dues as selectors
from assessments.services.dues import give_extension, give_extensions, set_due_day, withdraw_extension
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

COHORT: Final = {"cohort_id": "cohort", "unit_id": "case_unit_id"}
SEAT: Final = {"enrolment_id": "enrolment_id", "unit_id": "case_unit_id"}
TEACHERS: Final = ("facilitator", "coordinator")
GET_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 50


@require_safe
@policy(*TEACHERS, sample=COHORT)
def cohort_case(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The case, its due day for this group, and its people: sorted, filtered, fifty a page."""
    cohort, case, placed = access_group_case(request.scope, cohort_id, unit_id)
    with override(placed.time_zone or None):
        facts, people = _group(placed, unit_id)
        facts |= _listed(request, people, placed.institution_id) | {"cohort": cohort, "case": case}
        facts |= _moved(request, facts["row"])
        facts["day_form"] = DueDayForm.showing(facts["row"].due_at if facts["row"] else None)
        return render(request, "lms/assessments/cohort_case.html", facts)


def _group(placed: Any, unit_id: int) -> tuple[dict[str, Any], list[selectors.CaseSeat]]:
    row = pages.window_row(placed.cohort_course_id, unit_id)
    due = selectors.group_due(placed.cohort_course_id, unit_id, placed.unit.config, placed.time_zone)
    facts = {
        "placed": placed, "unit": placed.unit, "zone": placed.time_zone, "row": row, "due": due,
        "rules": rules_in_words(due),
    }  # fmt: skip
    return facts, selectors.case_seats(placed.cohort_course_id, placed.unit)


def _may_see_moments(request: AuthedRequest, institution_id: int) -> bool:
    """Not for who may score letters of this institution."""
    return not (request.scope.assessor or institution_id in request.scope.assessor_of)


def _listed(request: AuthedRequest, people: list[selectors.CaseSeat], institution_id: int) -> dict[str, Any]:
    """The list as it was asked for. What can't be understood is left out."""
    query, state, order = (request.GET.get(name, "")[:100] for name in ("q", "state", "sort"))
    state = state if state in pages.FILTERS else ""
    order = order if order.removeprefix("-") in pages.ORDERS else "name"
    found = pages.arranged(people, query=query, state=state, order=order)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in (("q", query), ("state", state)) if value}
    given = read_numbers(request.GET.get("given", "").split(","))
    fresh = [s.extension for s in people if s.extension and s.extension.id in given and s.extension.by == request.person.pk]
    counts = {one: sum(1 for seat in people if seat.state == one) for one in selectors.STATES}
    counts["missing"] = sum(1 for seat in people if seat.is_missing)
    moments = _may_see_moments(request, institution_id)
    return {
        "lines": pages.seat_lines(page.object_list, moments=moments), "moments": moments,
        "page": page, "shown": len(found), "people": len(people), "query": query, "state": state,
        "states": pages.state_choices(), "sort": order, "heads": [_head(*head, order, kept) for head in _heads()],
        "kept": urlencode(kept | ({"sort": order} if order != "name" else {})), "fresh": fresh,
        "counts": [(pages.state_words(one), n) for one, n in counts.items() if n],
    }  # fmt: skip


def _heads() -> list[tuple[str, str]]:
    return [("name", _("Person")), ("state", _("State")), ("due", _("Due"))]


def _head(name: str, label: str, order: str, kept: dict[str, str]) -> dict[str, str]:
    """A column's head: where pressing it leads, and how it is sorted now."""
    here, down = order.removeprefix("-") == name, order.startswith("-")
    following = f"-{name}" if here and not down else name
    return {
        "label": label, "url": "?" + urlencode(kept | {"sort": following}),
        "sorted": ("descending" if down else "ascending") if here else "",
    }  # fmt: skip


def _moved(request: AuthedRequest, row: Any) -> dict[str, Any]:
    """What this person just did to the group's day, with the day to put back."""
    if "was" not in request.GET or (row and row.by_id != request.person.pk):
        return {}
    try:
        was = unstamp(request.GET["was"])
    except ValueError:
        return {}
    now = row.due_at if row else None
    if was == now:
        return {}
    return {"moved": True, "was_day": was, "put_back": localtime(was).isoformat()[:19] if was else "", "now_stamp": stamp(now)}


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=COHORT)
def cohort_case_due(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Set, move or take away the day for this group. What is worth a second look is asked about once."""
    cohort, case, placed = access_group_case(request.scope, cohort_id, unit_id)
    with override(placed.time_zone or None):
        facts, people = _group(placed, unit_id)
        before: datetime | None = facts["row"].due_at if facts["row"] else None
        form = DueDayForm(request.POST) if request.method == "POST" else DueDayForm.showing(before)
        facts |= {"cohort": cohort, "case": case, "form": form}
        status = 200 if request.method != "POST" or form.is_valid() else 422
        if request.method == "POST" and form.is_valid():
            day = form.due_day()
            warnings = pages.day_warnings(people, day)
            if request.POST.get("sure") == "yes" or not warnings:
                done = set_due_day(cohort_id=cohort_id, unit_id=unit_id, due_at=day, by=request.person.pk, **form.seen())
                messages.success(request, _day_words(day, len(done.eased)))
                answer = redirect("lms:assessments:cohort-case", cohort_id, unit_id)
                answer["Location"] += f"?{urlencode({'was': done.before.isoformat() if done.before else ''})}"
                return answer
            facts["warnings"] = warnings
        return render(request, "lms/assessments/cohort_case_due.html", facts, status=status)


def _day_words(day: datetime | None, eased: int) -> str:
    if day is None:
        said = _("The group has no day of its own any more: the case's own rule holds.")
    else:
        said = _("The group's letters are due on {when}. Learners see it on the page of the case.").format(when=say_when(day))
    if not eased:
        return said
    more = ngettext("{n} letter that was late costs less now.", "{n} letters that were late cost less now.", eased)
    return f"{said} {more.format(n=eased)}"


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=COHORT)
def cohort_case_extend(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The same day for several people: who they are, until when, a look at what it does, and a yes."""
    cohort, case, placed = access_group_case(request.scope, cohort_id, unit_id)
    wanted = set(read_ids(request.POST if request.method == "POST" else request.GET))
    with override(placed.time_zone or None):
        facts, people = _group(placed, unit_id)
        chosen = [seat for seat in people if seat.enrolment_id in wanted]
        if not chosen:
            messages.warning(request, _("Tick at least one person."))
            return redirect("lms:assessments:cohort-case", cohort_id, unit_id)
        facts |= {"cohort": cohort, "case": case, "chosen": chosen}
        form = ExtensionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if request.POST.get("step") == "give":
                given = give_extensions(
                    enrolment_ids=read_seen(request.POST, [seat.enrolment_id for seat in chosen]), unit_id=unit_id,
                    due_at=form.due_day(), reason=form.cleaned_data["reason"], by=request.person.pk,
                )  # fmt: skip
                answer = redirect("lms:assessments:cohort-case", cohort_id, unit_id)
                answer["Location"] += f"?given={','.join(map(str, given))}#given"
                return answer
            moments = _may_see_moments(request, placed.institution_id)
            facts["effects"] = pages.effects(chosen, facts["unit"].config, form.due_day(), moments=moments)
        return _render_form(request, form, facts)


def _render_form(request: AuthedRequest, form: ExtensionForm, facts: dict[str, Any]) -> HttpResponse:
    """The form, or the page that asks for a yes once `effects` are there; «back» from there keeps what was written."""
    if request.POST.get("step") == "change":
        facts.pop("effects", None)
    template = "extension_confirm" if "effects" in facts else "extension_form"
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, f"lms/assessments/{template}.html", facts | {"form": form}, status=status)


@require_POST
@policy(*TEACHERS, sample=COHORT)
def cohort_case_undo(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Take back what was just given to people of this group. What somebody else withdrew meanwhile stays withdrawn."""
    _cohort, _case, placed = access_group_case(request.scope, cohort_id, unit_id)
    people = selectors.case_seats(placed.cohort_course_id, placed.unit) if placed.unit else []
    held = {seat.extension.id for seat in people if seat.extension}
    asked = read_ids(request.POST)
    if not asked:
        raise ExtensionNotFound
    taken = 0
    for one in sorted(held & set(asked)):
        try:
            withdraw_extension(extension_id=one, by=request.person.pk, tell=False)
            taken += 1
        except ExtensionWithdrawn:
            continue
    said = ngettext("{n} extension was taken back.", "{n} extensions were taken back.", taken).format(n=taken)
    messages.success(request, said if taken else _("Nothing had changed."))
    return redirect("lms:assessments:cohort-case", cohort_id, unit_id)


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=SEAT)
def case_due(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """One learner and one case: where they stand, until when, with the history; give more: write, look at it, say yes."""
    learner, unit = access_case_seat(request.scope, enrolment_id, unit_id)
    with override(learner.time_zone or None):
        seat = selectors.case_seat(enrolment_id, unit)
        if seat is None:
            raise CaseNotFound
        held = seat.extension
        form = ExtensionForm(request.POST or None, initial={"due_at": held.due_at} if held else None)
        facts = _facts(request, learner, unit, seat)
        if request.method == "POST" and form.is_valid():
            if request.POST.get("step") == "give":
                given = give_extension(
                    enrolment_id=enrolment_id, unit_id=unit_id, due_at=form.due_day(), reason=form.cleaned_data["reason"],
                    by=request.person.pk, instead_of=read_seen(request.POST, [enrolment_id])[enrolment_id],
                )  # fmt: skip
                answer = redirect("lms:assessments:case-due", enrolment_id, unit_id)
                answer["Location"] += f"?given={given}#given"
                return answer
            facts["effects"] = pages.effects([seat], unit.config, form.due_day(), moments=facts["moments"])
        return _render_form(request, form, facts)


def _facts(request: AuthedRequest, learner: Any, unit: Any, seat: selectors.CaseSeat) -> dict[str, Any]:
    given = read_numbers([request.GET.get("given", "")])
    held, moments = seat.extension, _may_see_moments(request, learner.institution_id)
    (line,) = pages.seat_lines([seat], moments=moments)
    return {
        "learner": learner, "unit": unit, "seat": seat, "line": line, "chosen": [seat], "zone": learner.time_zone,
        "rules": rules_in_words(seat.due), "closed": learner.state == "closed", "moments": moments,
        "oneself": learner.person_id == request.person.pk,
        "fresh": [held] if held and held.id in given and held.by == request.person.pk else [],
        "letters": pages.letter_lines(seat.letters, unit.config, moments=moments),
    }  # fmt: skip


@require_POST
@policy(*TEACHERS, sample={"extension_id": "extension_id"})
def extension_withdraw(request: AuthedRequest, extension_id: int) -> HttpResponse:
    """Take back what one person was given; `undo` says that it was given a moment ago, so nobody is written to."""
    row = access_extension(request.scope, extension_id)
    withdraw_extension(
        extension_id=extension_id, by=request.person.pk, reason=request.POST.get("reason", "")[:300],
        tell=request.POST.get("undo") != "yes",
    )  # fmt: skip
    messages.success(request, _("The extension was taken back. A letter that is handed in stays as it is."))
    return redirect("lms:assessments:case-due", row.enrolment_id, row.unit_id)
