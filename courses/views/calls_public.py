"""Calls for everybody: the list, one call, applying, following an application by its link, a superior's commitment."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.access.calls import access_commitment, access_own_application, access_public_call
from courses.calling import KEPT_MONTHS, criteria_of, state_word
from courses.forms.calls import ApplyForm, PaperForm, SuperiorForm
from courses.models import Application
from courses.selectors.calls import is_open, own_token, public_calls
from courses.services import applications as services
from lms.kernel import conf
from lms.kernel.errors import LmsError
from lms.kernel.policy import PUBLIC, policy
from lms.kernel.words import in_language

GET_POST: Final = ["GET", "HEAD", "POST"]
CALL: Final = {"call_id": "open_call"}
LINK: Final = {"ref": "application_ref", "token": "application_token"}
SUPERIOR: Final = {"ref": "application_ref", "token": "superior_token"}
WHY: Final = "calls are open to everybody, with and without an account"
WHY_LINK: Final = "the link's secret is the key: who applies has no account yet"
WHY_SUPERIOR: Final = "a superior commits by a link of their own, without an account"


@policy(PUBLIC, why=WHY)
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls that are open, and those that open later."""
    return render(request, "lms/courses/call_list.html", {"calls": public_calls()})


@policy(PUBLIC, sample=CALL, why=WHY)
@require_safe
def call_detail(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call: for whom, by what people are chosen, until when."""
    call = access_public_call(call_id)
    facts = {
        "call": call, "open": is_open(call), "criteria": criteria_of(call.criteria),
        "whole": sum(one.weight for one in criteria_of(call.criteria)), "months": KEPT_MONTHS,
    }  # fmt: skip
    return render(request, "lms/courses/call_detail.html", facts)


@policy(PUBLIC, sample=CALL, why=WHY)
@require_http_methods(GET_POST)
def call_apply(request: Any, call_id: int) -> HttpResponse:
    """Apply. The answer is the same whether the address is known, and whether it applied before."""
    call = access_public_call(call_id)
    person = request.person if request.person is not None and request.person.email else None
    known = {"given_name": person.given_name, "family_name": person.family_name} if person else None
    form = ApplyForm(request.POST or None, institution=in_language(call.cohort.institution.names), known=known)
    facts = {"call": call, "form": form, "open": is_open(call), "email": person.email if person else ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "lms/courses/call_apply.html", facts, status=422 if request.method == "POST" else 200)
    given = form.cleaned_data
    try:
        ref = services.apply(
            call_id=call.pk, email=person.email if person else given["email"], given_name=given["given_name"],
            family_name=given["family_name"], position=given["position"], statement=given["statement"],
            language=form.language, consent=given["consent"], address=_address(request),
            person_id=person.pk if person else None,
        )  # fmt: skip
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/courses/call_apply.html", facts, status=refused.status)
    if person:
        row = Application.objects.get(ref=ref)
        return redirect("lms:courses:application", row.ref, own_token(row))
    return redirect("lms:courses:call-applied", call.pk)


def _address(request: HttpRequest) -> str:
    """The visitor's address: that many from the right in X-Forwarded-For as proxies are trusted."""
    hops = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    trusted = int(conf.get("PROXIES"))
    return hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))


@policy(PUBLIC, sample=CALL, why=WHY)
@require_safe
def call_applied(request: HttpRequest, call_id: int) -> HttpResponse:
    """Look into your mail."""
    return render(request, "lms/courses/call_applied.html", {"call": access_public_call(call_id)})


@policy(PUBLIC, sample=LINK, why=WHY_LINK)
@require_http_methods(GET_POST)
def application(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """One's own application: confirm it, bring the commitment, take or leave a seat, withdraw."""
    row = access_own_application(ref, token)
    paper, superior = PaperForm(auto_id="paper_%s"), SuperiorForm(auto_id="superior_%s", initial=_superior(row))
    if request.method != "POST":
        return _page(request, row, token, paper=paper, superior=superior)
    act = request.POST.get("act", "")
    if act == "paper":
        paper = PaperForm(request.POST, request.FILES, auto_id="paper_%s")
    elif act == "superior":
        superior = SuperiorForm(request.POST, auto_id="superior_%s")
    form: Any = {"paper": paper, "superior": superior}.get(act)
    if form is not None and not form.is_valid():
        return _page(request, row, token, paper=paper, superior=superior, form=form, status=422)
    try:
        said = _do(act, row, form)
    except LmsError as refused:
        if refused.status == 404:
            raise
        if form is None:
            messages.error(request, refused.sentence())
            return redirect("lms:courses:application", row.ref, token)
        form.add_error(None, refused.sentence())
        return _page(request, row, token, paper=paper, superior=superior, form=form, status=refused.status)
    if said:
        messages.success(request, said)
    return redirect("lms:courses:application", row.ref, token)


def _superior(row: Application) -> dict[str, str]:
    return {"name": row.superior_name, "email": row.superior_email}


def _do(act: str, row: Application, form: Any) -> str:
    if act == "confirm":
        services.confirm_application(application_id=row.pk)
        return _("Your address is confirmed: your application is here.")
    if act == "paper":
        file = form.cleaned_data["file"]
        services.send_commitment(application_id=row.pk, name=file.name, body=file.read())
        return _("The signed paper is here.")
    if act == "superior":
        services.ask_superior(application_id=row.pk, **form.cleaned_data)
        return _("The link is on its way to your superior.")
    if act == "accept":
        services.accept_offer(application_id=row.pk)
        return _("The seat is yours.")
    if act == "withdraw":
        services.withdraw_application(application_id=row.pk)
        return _("Your application is withdrawn.")
    return ""


def _page(request: HttpRequest, row: Application, token: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    facts = {
        "one": row, "call": row.call, "token": token, "word": state_word(row.state), "changeable": row.state == "received" and
        is_open(row.call), "can_confirm": row.state == "unconfirmed" and is_open(row.call), "months": KEPT_MONTHS,
        "can_withdraw": row.state in ("received", "waiting", "offered", "selected"), "signed_in": request.user.is_authenticated,
        **forms,
    }  # fmt: skip
    return _private(render(request, "lms/courses/application_detail.html", facts, status=status))


@policy(PUBLIC, sample=LINK, why=WHY_LINK)
@require_safe
def application_paper(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """The commitment to print and sign."""
    row = access_own_application(ref, token)
    return _private(render(request, "lms/courses/commitment_paper.html", {"one": row, "call": row.call, "token": token}))


@policy(PUBLIC, sample=SUPERIOR, why=WHY_SUPERIOR)
@require_http_methods(GET_POST)
def commitment(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """A superior reads what they commit to, and confirms."""
    row = access_commitment(ref, token)
    if request.method == "POST":
        services.commit_superior(application_id=row.pk, token=token)
        return redirect("lms:courses:commitment", row.ref, token)
    facts = {"one": row, "call": row.call, "open": row.state == "received" and is_open(row.call)}
    return _private(render(request, "lms/courses/commitment_form.html", facts))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
