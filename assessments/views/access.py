"""A quiz of one's group: who sat it, its days, and what single people may beyond its rules."""

import csv
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import access_group_quiz
from assessments.errors import AllowanceNotFound, AllowanceWithdrawn
from assessments.forms.access import AllowanceForm, WindowForm, read_ids, read_numbers, read_seen
from assessments.selectors import access as selectors
from assessments.selectors import access_pages as pages
from assessments.services.access import give_allowances, set_window, withdraw_allowance
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

COHORT: Final = {"cohort_id": "cohort", "unit_id": "quiz_unit_id"}
TEACHERS: Final = ("facilitator", "coordinator")
GET_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 50


@require_safe
@policy(*TEACHERS, sample=COHORT)
def cohort_quiz(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The quiz, its days for this group, and its people: sorted, filtered, fifty a page."""
    cohort, quiz, placed = access_group_quiz(request.scope, cohort_id, unit_id)
    with override(placed.time_zone):
        facts, people = _group(placed, unit_id)
        facts |= _listed(request, people, cohort.institution_id) | {"cohort": cohort, "quiz": quiz}
        facts["window_form"] = WindowForm.showing(facts["ends"])
        facts["plans"] = cohort.institution_id in request.scope.coordinator_of
        return render(request, "lms/assessments/cohort_quiz.html", facts)


def _group(placed: Any, unit_id: int) -> tuple[dict[str, Any], list[selectors.Seat]]:
    row = pages.window_row(placed.cohort_course_id, unit_id)
    facts = pages.group_facts(placed, row)
    return facts, selectors.seats(placed.cohort_course_id, placed.unit, facts["ends"])


def _listed(request: AuthedRequest, people: list[selectors.Seat], institution_id: int) -> dict[str, Any]:
    """The list as it was asked for. What can't be understood is left out."""
    query, state, order = (request.GET.get(name, "") for name in ("q", "state", "sort"))
    state = state if state in (*selectors.STATES, "allowed") else ""
    order = order if order.removeprefix("-") in selectors.ORDERS else "name"
    found = selectors.arranged(people, query=query[:100], state=state, order=order)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1")[:6])
    kept = {name: value for name, value in (("q", query[:100]), ("state", state)) if value}
    given = set(read_numbers(request.GET.get("given", "").split(",")))
    fresh = [s.allowance for s in people if s.allowance and s.allowance.id in given and s.allowance.by == request.person.pk]
    counts = {one: sum(1 for seat in people if seat.state == one) for one in selectors.STATES}
    return {
        "lines": pages.seat_lines(page.object_list, scores_by_hand=institution_id not in request.scope.coordinator_of),
        "page": page, "shown": len(found), "people": len(people), "query": query, "state": state,
        "states": pages.state_choices(), "sort": order,
        "heads": [_head(name, label, order, kept) for name, label in _heads()],
        "kept": urlencode(kept | ({"sort": order} if order != "name" else {})),
        "fresh": fresh, "counts": [(pages.state_words(one), one, n) for one, n in counts.items() if n],
    }  # fmt: skip


def _heads() -> list[tuple[str, str]]:
    return [("name", _("Person")), ("state", _("State")), ("result", _("Result"))]


def _head(name: str, label: str, order: str, kept: dict[str, str]) -> dict[str, str]:
    """A column's head: where pressing it leads, and how it is sorted now."""
    here, down = order.removeprefix("-") == name, order.startswith("-")
    following = f"-{name}" if here and not down else name
    return {
        "name": name, "label": label, "url": "?" + urlencode(kept | {"sort": following}),
        "sorted": ("descending" if down else "ascending") if here else "",
    }  # fmt: skip


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=COHORT)
def cohort_quiz_window(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Move the days of the quiz for this group. What is worth a second look is asked about once."""
    cohort, quiz, placed = access_group_quiz(request.scope, cohort_id, unit_id)
    with override(placed.time_zone):
        facts, people = _group(placed, unit_id)
        form = WindowForm(request.POST) if request.method == "POST" else WindowForm.showing(facts["ends"])
        facts |= {"cohort": cohort, "quiz": quiz, "form": form}
        status = 200
        if request.method == "POST" and form.is_valid():
            ends = form.ends()
            warnings = pages.window_warnings(people, facts["unit"], ends)
            if request.POST.get("sure") == "yes" or not warnings:
                moved = set_window(
                    cohort_id=cohort_id, unit_id=unit_id, opens_at=ends.opens_at, closes_at=ends.closes_at,
                    by=request.person.pk, was=form.was(),
                )  # fmt: skip
                messages.success(request, _moved_words(len(moved)))
                return redirect("lms:assessments:cohort-quiz", cohort_id, unit_id)
            facts["warnings"] = warnings
        elif request.method == "POST":
            status = 422
        return render(request, "lms/assessments/cohort_quiz_window.html", facts, status=status)


def _moved_words(moved: int) -> str:
    said = _("The days of the quiz are set. Learners see them on its page.")
    if not moved:
        return said
    more = ngettext("The end of {n} open attempt moved.", "The ends of {n} open attempts moved.", moved).format(n=moved)
    return f"{said} {more}"


@require_safe
@policy(*TEACHERS, sample=COHORT)
def cohort_quiz_people(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The list as a file for a spreadsheet, sorted and filtered as on the page."""
    cohort, quiz, placed = access_group_quiz(request.scope, cohort_id, unit_id)
    with override(placed.time_zone):
        _facts, people = _group(placed, unit_id)
        query, state, order = (request.GET.get(name, "")[:100] for name in ("q", "state", "sort"))
        rows = pages.people_rows(selectors.arranged(people, query=query, state=state, order=order or "name"))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark by which spreadsheets know UTF-8
    name = f"{pgettext('file name', 'quiz')}-{placed.unit.key if placed.unit else quiz.id}-{cohort.key}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    csv.writer(response).writerows(rows)
    return response


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=COHORT)
def cohort_quiz_allow(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The same allowance for several people: who they are, what they get, a look at what it does, and a yes."""
    cohort, quiz, placed = access_group_quiz(request.scope, cohort_id, unit_id)
    wanted = read_ids(request.POST if request.method == "POST" else request.GET)
    with override(placed.time_zone):
        facts, people = _group(placed, unit_id)
        chosen = [seat for seat in people if seat.enrolment_id in set(wanted)]
        if not chosen:
            messages.warning(request, _("Tick at least one person."))
            return redirect("lms:assessments:cohort-quiz", cohort_id, unit_id)
        facts |= {"cohort": cohort, "quiz": quiz, "chosen": chosen, "back": ("cohort-quiz", cohort_id, unit_id)}
        form = AllowanceForm(request.POST or None, config=facts["unit"].config)
        if request.method == "POST" and form.is_valid():
            if request.POST.get("step") == "give":
                given = give_allowances(
                    enrolment_ids=read_seen(request.POST, [seat.enrolment_id for seat in chosen]), unit_id=unit_id,
                    allowed=form.allowed(), reason=form.cleaned_data["reason"], by=request.person.pk,
                )  # fmt: skip
                return _back_to_list(cohort_id, unit_id, given)
            facts["effects"] = pages.effects(chosen, facts["unit"], facts["ends"], form.allowed())
        return render_form(request, form, facts)


def render_form(request: AuthedRequest, form: AllowanceForm, facts: dict[str, Any]) -> HttpResponse:
    """The form, or the page that asks for a yes once `effects` are there; «back» from there keeps what was written."""
    if request.POST.get("step") == "change":
        facts.pop("effects", None)
    template = "allowance_confirm" if "effects" in facts else "allowance_form"
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, f"lms/assessments/{template}.html", facts | {"form": form}, status=status)


def _back_to_list(cohort_id: int, unit_id: int, given: list[int]) -> HttpResponse:
    answer = redirect("lms:assessments:cohort-quiz", cohort_id, unit_id)
    answer["Location"] += f"?given={','.join(map(str, given))}#given"
    return answer


@require_POST
@policy(*TEACHERS, sample=COHORT)
def cohort_quiz_undo(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Take back what was just given to people of this group. What somebody else withdrew meanwhile stays withdrawn."""
    _cohort, _quiz, placed = access_group_quiz(request.scope, cohort_id, unit_id)
    _facts, people = _group(placed, unit_id)
    held = {seat.allowance.id for seat in people if seat.allowance}
    asked = read_ids(request.POST)
    if not asked:
        raise AllowanceNotFound
    taken = 0
    for one in sorted(held & set(asked)):
        try:
            withdraw_allowance(allowance_id=one, by=request.person.pk)
            taken += 1
        except AllowanceWithdrawn:
            continue
    said = ngettext("{n} allowance was taken back.", "{n} allowances were taken back.", taken).format(n=taken)
    messages.success(request, said if taken else _("Nothing had changed."))
    return redirect("lms:assessments:cohort-quiz", cohort_id, unit_id)
