"""One's own interests: declare, end, look at them once a year; and the register for those who keep it."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.institutions.access import access_own_interest
from lms.institutions.errors import InterestDates, InterestSelf, InterestUnknown
from lms.institutions.impartiality import CHECK_EVERY
from lms.institutions.interest_forms import EndForm, InterestForm
from lms.institutions.interest_register import (
    checked_at,
    deciders,
    institutions_to_name,
    own_lines,
    own_open_with,
    register,
    register_lines,
    register_table,
    sees_names,
    unchecked,
)
from lms.institutions.selectors import person_by_email
from lms.institutions.services.interests import check_interests, declare_interest, end_interest
from lms.kernel.cells import safe_cell
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

STAFF = ("facilitator", "assessor", "coordinator", "author", "focal", "reviewer", "decider", "administrator")
KEEPERS = ("administrator", "reviewer")
PAGE = 50


@policy(*STAFF)
@require_http_methods(["GET", "POST"])
def interest_list(request: AuthedRequest) -> HttpResponse:
    """One's own interests, and a form for another one."""
    sent = request.POST if request.method == "POST" else None
    form = InterestForm(sent, institutions=institutions_to_name(request.scope))
    if request.method == "POST" and form.is_valid():
        try:
            said = _declare(request, form.cleaned_data)
        except (InterestUnknown, InterestSelf) as refused:
            form.add_error("email", refused.sentence())
        except InterestDates as refused:
            form.add_error("since", refused.sentence())
        else:
            messages.success(request, said)
            return redirect("lms:institutions:interest-list")
    return _page(request, form)


def _page(request: AuthedRequest, form: InterestForm, end: EndForm | None = None) -> HttpResponse:
    names = sees_names(request.scope)
    facts = {
        "form": form, "end": end or EndForm(), "lines": own_lines(request.scope), "names": names,
        "checked": checked_at(request.person.pk), "every": CHECK_EVERY.days, "keeps": bool(request.scope.roles & set(KEEPERS)),
        "assesses": request.scope.assessor or bool(request.scope.assessor_of),
    }  # fmt: skip
    wrong = form.errors or (end is not None and end.errors)
    return render(request, "lms/institutions/interest_list.html", facts, status=422 if wrong else 200)


def _declare(request: AuthedRequest, given: dict[str, Any]) -> str:
    """Declare what was typed; what to say of it: of an address the same whether it has an account here or not, unless the
    reader sees names anyway."""
    facts = {name: given[name] for name in ("kind", "note", "since", "until")}
    me, email = request.person.pk, given["email"]
    if not email:
        declare_interest(person_id=me, by=me, institution_id=given["institution"], **facts)
        return _("Declared. You neither score nor decide about their people any more.")
    about = person_by_email(email)
    if about is None and sees_names(request.scope):
        raise InterestUnknown
    if about is not None:
        declare_interest(person_id=me, by=me, about_id=about, **facts)
    return _("If this address belongs to somebody here, you neither score nor decide about them any more.")


@policy(*STAFF, sample={"interest_id": "interest_id"})
@require_POST
def interest_end(request: AuthedRequest, interest_id: int) -> HttpResponse:
    """It is over."""
    one = access_own_interest(request.scope, interest_id)
    end_interest(interest_id=one.pk, by=request.person.pk)
    messages.success(request, _("It is over. The register keeps that it was."))
    return redirect("lms:institutions:interest-list")


@policy(*STAFF)
@require_POST
def interest_end_with(request: AuthedRequest) -> HttpResponse:
    """It is over with the person of an address: nobody learns from the answer whether there was anything."""
    end = EndForm(request.POST)
    if not end.is_valid():
        return _page(request, InterestForm(institutions=institutions_to_name(request.scope)), end)
    for interest_id in own_open_with(request.person.pk, person_by_email(end.cleaned_data["email"])):
        end_interest(interest_id=interest_id, by=request.person.pk)
    messages.success(request, _("If you had declared this address, it is over."))
    return redirect("lms:institutions:interest-list")


@policy(*STAFF)
@require_POST
def interest_check(request: AuthedRequest) -> HttpResponse:
    """What I declare is whole."""
    check_interests(person_id=request.person.pk)
    messages.success(request, _("Thank you. In a year you are asked again."))
    return redirect("lms:institutions:interest-list")


@policy(*KEEPERS)
@require_GET
def interest_register(request: AuthedRequest) -> HttpResponse:
    """Who declares what about whom; who has not looked for a year; who decides."""
    query, show = request.GET.get("q", "").strip()[:80], request.GET.get("show", "")
    rows = register(ended=show == "ended", query=query)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", "1")[:6])
    facts = {
        "page": page, "rows": register_lines(page), "query": query, "show": show if show == "ended" else "",
        "unchecked": unchecked(), "deciders": deciders(),
    }  # fmt: skip
    return render(request, "lms/institutions/interest_register.html", facts)


@policy(*KEEPERS)
@require_GET
def interest_register_file(request: AuthedRequest) -> HttpResponseBase:
    """The register as CSV, without notes."""
    writer = csv.writer(_Echo())
    body = (writer.writerow([safe_cell(cell) for cell in row]) for row in register_table())
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pgettext("file name", "interests")}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text
