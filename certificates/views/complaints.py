"""Complaints of businesses: the public door and the link to follow one; the advisor's side; the pages of who decides."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.access.complaints import access_asked, access_complaint, access_followed
from certificates.complaining import country_word, state_word
from certificates.forms.complaints import ComplaintDecisionForm, ComplaintForm, StatementForm, SubstanceForm
from certificates.pages.verifying import address_of
from certificates.selectors import complaints as selectors
from certificates.services import complaints as services
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, PUBLIC, policy

ONE: Final = {"complaint_id": "complaint_id"}
LINK: Final = {"number": "complaint_number", "token": "complaint_token"}
GET_POST: Final = ["GET", "HEAD", "POST"]
WHY: Final = "a business complains about an advisor without an account"
WHY_LINK: Final = "the link's secret is the key: who complained follows it without an account"


@policy(PUBLIC, why=WHY)
@require_http_methods(GET_POST)
def complaint_form(request: HttpRequest) -> HttpResponse:
    """Say what happened. The answer is the same whether the number that was typed exists or not."""
    form = ComplaintForm(request.POST or None, initial={"serial": request.GET.get("serial", "")[:40]})
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, 422 if request.method == "POST" else 200)
    given = form.cleaned_data
    try:
        number, token = services.receive_complaint(
            text=given["text"], country=given["country"], language=(translation.get_language() or "es")[:2],
            address=address_of(request), typed_serial=given["serial"], advisor_words=given["advisor"],
            contact_name=given["name"], contact_email=given["email"],
        )  # fmt: skip
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return _form(request, form, refused.status)
    return redirect("lms:certificates:complaint-follow", number, token)


def _form(request: HttpRequest, form: ComplaintForm, status: int) -> HttpResponse:
    return _private(render(request, "lms/certificates/complaint_form.html", {"form": form}, status=status))


@policy(PUBLIC, sample=LINK, why=WHY_LINK)
@require_safe
def complaint_follow(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The case number, where it stands, and what was decided."""
    row = access_followed(number, token)
    facts = {"one": row, "token": token, "word": country_word(row.country), "state": state_word(row.state)}
    return _private(render(request, "lms/certificates/complaint_follow.html", facts))


@policy(PUBLIC, sample=LINK, why=WHY_LINK)
@require_POST
def complaint_withdraw(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The business takes it back."""
    row = access_followed(number, token)
    services.withdraw_complaint(complaint_id=row.pk)
    return redirect("lms:certificates:complaint-follow", row.number, token)


@policy(PERSON, sample={"complaint_id": "own_complaint_id"})
@require_http_methods(GET_POST)
def complaint_statement(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """The advisor reads what it is about, and says what happened."""
    row = access_asked(request.person.pk, complaint_id)
    form = StatementForm(request.POST or None)
    facts = {"one": row, "form": form, "word": country_word(row.country), "state": state_word(row.state)}
    if request.method != "POST":
        return _private(render(request, "lms/certificates/complaint_statement.html", facts))
    if not form.is_valid():
        return _private(render(request, "lms/certificates/complaint_statement.html", facts, status=422))
    services.state_own_side(complaint_id=row.pk, by=request.person.pk, statement=form.cleaned_data["statement"])
    messages.success(request, _("Your statement is here. You hear from us when it is decided."))
    return redirect("lms:certificates:complaint-statement", row.pk)


@policy("decider")
@require_safe
def complaint_list(request: AuthedRequest) -> HttpResponse:
    """What is open, the most pressing first; or what is over."""
    over = request.GET.get("show") == "over"
    facts = {"lines": selectors.complaints(request.scope, over=over), "over": over}
    return _private(render(request, "lms/certificates/complaint_list.html", facts))


@policy("decider", sample=ONE)
@require_safe
def complaint_detail(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """One complaint: what is said, hearing the advisor, the decision, and a motion after it."""
    return _detail(request, complaint_id)


def _detail(request: AuthedRequest, complaint_id: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    row = access_complaint(request.scope, complaint_id)
    facts: dict[str, Any] = {
        "one": row, "word": country_word(row.country), "state": state_word(row.state),
        "where": selectors.standing_of(row), "open": row.state == "open", "ready": selectors.ready_to_decide(row),
        "hear": SubstanceForm(initial={"substance": row.text}, auto_id="hear_%s"),
        "decide": ComplaintDecisionForm(auto_id="decide_%s"), **forms,
    }  # fmt: skip
    facts["form"] = next(iter(forms.values()), None)
    return _private(render(request, "lms/certificates/complaint_detail.html", facts, status=status))


@policy("decider", sample=ONE)
@require_POST
def complaint_acknowledge(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """A person says that it is being looked into."""
    row = access_complaint(request.scope, complaint_id)
    services.acknowledge_complaint(complaint_id=row.pk, by=request.person.pk)
    messages.success(request, _("Acknowledged. The business is told, if it left an address."))
    return redirect("lms:certificates:complaint-detail", row.pk)


@policy("decider", sample=ONE)
@require_POST
def complaint_hear(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """Tell the advisor what is said, and ask for a statement."""
    row = access_complaint(request.scope, complaint_id)
    form = SubstanceForm(request.POST, auto_id="hear_%s")
    if form.is_valid():
        try:
            services.hear_advisor(complaint_id=row.pk, by=request.person.pk, substance=form.cleaned_data["substance"])
        except LmsError as refused:
            return _refused(request, row.pk, refused, hear=form)
        messages.success(request, _("The advisor is asked, and has ten business days."))
        return redirect("lms:certificates:complaint-detail", row.pk)
    return _detail(request, row.pk, status=422, hear=form)


@policy("decider", sample=ONE)
@require_POST
def complaint_decide(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """Founded, not founded, or nothing that we can look into."""
    row = access_complaint(request.scope, complaint_id)
    form = ComplaintDecisionForm(request.POST, auto_id="decide_%s")
    if form.is_valid():
        try:
            services.decide_complaint(
                complaint_id=row.pk, by=request.person.pk, state=form.cleaned_data["state"],
                answer=form.cleaned_data["answer"],
            )  # fmt: skip
        except LmsError as refused:
            return _refused(request, row.pk, refused, decide=form)
        messages.success(request, _("Decided. Business and advisor are told."))
        return redirect("lms:certificates:complaint-detail", row.pk)
    return _detail(request, row.pk, status=422, decide=form)


def _refused(request: AuthedRequest, complaint_id: int, refused: LmsError, **forms: Any) -> HttpResponse:
    if refused.status == 404:
        raise refused
    next(iter(forms.values())).add_error(None, refused.sentence())
    return _detail(request, complaint_id, status=refused.status, **forms)


@policy("decider", sample=ONE)
@require_POST
def complaint_move(request: AuthedRequest, complaint_id: int) -> HttpResponse:
    """Propose to suspend the certificate: a second person decides."""
    row = access_complaint(request.scope, complaint_id)
    services.move_after(complaint_id=row.pk, by=request.person.pk)
    messages.success(request, _("Proposed. A second person now has to agree."))
    return redirect("lms:certificates:award-detail", row.award_id)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
