"""The review inbox, and who acts for whom while somebody is away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.reporting.access import access_delegation
from lms.reporting.delegates import acting_of
from lms.reporting.forms import DelegationForm
from lms.reporting.models import Delegation
from lms.reporting.review_page import inbox
from lms.reporting.services import delegating


@require_safe
@policy("reviewer", "focal")
def review_inbox(request: AuthedRequest) -> HttpResponse:
    """Reports that wait for this person, the oldest first. Each is opened and decided by itself."""
    return render(
        request,
        "lms/reporting/review_inbox.html",
        {"lines": inbox(request.scope), "acting": acting_of(request.person.pk)},
    )


def _country(code: str) -> str:
    return str(institutions.country_name(code)) if code else ""


def _form(request: AuthedRequest) -> DelegationForm:
    me = request.person.pk
    roles = [
        (
            f"{role}:{country}",
            f"{institutions.role_name(role)}{': ' + str(institutions.country_name(country)) if country else ''}",
        )
        for role, country in delegating.held_by(me)
    ]
    names = {
        pk: card.full_name
        for role in {value.partition(":")[0] for value, _title in roles}
        for pk, card in institutions.programme_cards(role).items()
        if pk != me
    }
    takers = sorted(names.items(), key=lambda one: one[1])
    return DelegationForm(roles, takers, request.POST if request.method == "POST" else None)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("reviewer", "focal")
def delegation_list(request: AuthedRequest) -> HttpResponse:
    """Who acts for me and for whom I act; and the form that arranges it."""
    form, me = _form(request), request.person.pk
    if request.method == "POST" and form.is_valid():
        role, _colon, country = form.cleaned_data.pop("role").partition(":")
        taker = form.cleaned_data.pop("taker")
        try:
            delegating.delegate(giver_id=me, taker_id=taker, role=role, country=country, by=me, **form.cleaned_data)
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, gettext("Arranged. The person was told."))
            return redirect("lms:reporting:delegation-list")
    rows = Delegation.objects.filter(ended_at=None).select_related("giver", "taker").order_by("-ends_on", "pk")
    facts = {
        "form": form,
        "given": [_line(one, one.taker.full_name) for one in rows.filter(giver_id=me)[:50]],
        "taken": [_line(one, one.giver.full_name) for one in rows.filter(taker_id=me)[:50]],
    }
    return render(request, "lms/reporting/delegation_list.html", facts, status=422 if form.errors else 200)


def _line(row: Delegation, name: str) -> dict[str, object]:
    return {
        "id": row.pk, "name": name, "role": institutions.role_name(row.role), "from": row.starts_on, "to": row.ends_on,
        "country": _country(row.country),
    }  # fmt: skip


@require_POST
@policy("reviewer", "focal", sample={"delegation_id": "delegation"})
def delegation_end(request: AuthedRequest, delegation_id: int) -> HttpResponse:
    """Either of the two ends it."""
    row = access_delegation(request.scope, delegation_id)
    delegating.end_delegation(delegation_id=row.pk, by=request.person.pk)
    messages.success(request, gettext("The arrangement is over."))
    return redirect("lms:reporting:delegation-list")
