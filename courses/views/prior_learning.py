"""Prior learning: one's own claims, and the pages of who decides."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.enrolments import access_own_enrolment
from courses.access.prior_learning import access_claim, access_own_claim, access_prior_file, access_prior_unit
from courses.forms.prior_learning import AnswerForm, ClaimForm
from courses.selectors import prior_learning as selectors
from courses.services import prior_learning as services
from courses.views.calls import download
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

GET_POST: Final = ["GET", "HEAD", "POST"]
PANEL: Final = ("decider", "reviewer")


@policy("advisor", sample={"enrolment_id": "enrolment_id"})
@require_http_methods(GET_POST)
def prior_own(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """What one asked to have recognised in a course, and asking for more."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    entries = selectors.recognisable(enrolment) if enrolment.state == "active" else []
    form = ClaimForm(request.POST or None, request.FILES or None, entries)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.ask_recognition(
                enrolment_id=enrolment.pk, by=request.person.pk, units=given["units"], evidence=given["evidence"],
                files=[services.SentFile(one.name, one.read()) for one in given["documents"]],
            )  # fmt: skip
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("Your request is here. Somebody outside of your group decides, and we write to you."))
            return redirect("lms:courses:prior-own", enrolment.pk)
    facts = {"enrolment": enrolment, "form": form, "can_ask": bool(entries), "mine": selectors.own_claims(enrolment.pk)}
    return render(request, "lms/courses/prior_own.html", facts, status=422 if form.errors else 200)


@policy("advisor", sample={"claim_id": "claim_id"})
@require_POST
def prior_withdraw(request: AuthedRequest, claim_id: int) -> HttpResponse:
    """Take back what nobody has decided yet."""
    claim = access_own_claim(request.person.pk, claim_id)
    services.withdraw_claim(claim_id=claim.pk, by=request.person.pk)
    messages.success(request, _("Withdrawn. You can ask again."))
    return redirect("lms:courses:prior-own", claim.enrolment_id)


@policy("advisor", *PANEL, sample={"file_id": "prior_file"})
@require_safe
def prior_file(request: AuthedRequest, file_id: int) -> HttpResponse:
    """A document of a claim, as a download: that it was opened is kept."""
    one = access_prior_file(request.scope, file_id)
    services.note_file_read(file_id=one.pk, by=request.person.pk)
    return download(bytes(one.body), one.content_type, one.name)


@policy(*PANEL)
@require_safe
def prior_inbox(request: AuthedRequest) -> HttpResponse:
    """What waits for a decision, or what is over."""
    over = request.GET.get("show") == "over"
    facts = {"claims": selectors.claims_for(request.scope, over=over), "over": over}
    return render(request, "lms/courses/prior_inbox.html", facts)


@policy(*PANEL, sample={"claim_id": "claim_id"})
@require_safe
def prior_claim(request: AuthedRequest, claim_id: int) -> HttpResponse:
    """One claim: the evidence, and each unit to decide."""
    return _claim(request, claim_id)


def _claim(request: AuthedRequest, claim_id: int, *, status: int = 200, form: Any = None, at: int = 0) -> HttpResponse:
    card = selectors.cards([access_claim(request.scope, claim_id)])[0]
    rows = [(one, form if one.id == at else AnswerForm(auto_id=f"u{one.id}_%s")) for one in card.units]
    return render(request, "lms/courses/prior_claim.html", {"card": card, "rows": rows, "form": form}, status=status)


@policy(*PANEL, sample={"prior_id": "prior_id"})
@require_POST
def prior_decide(request: AuthedRequest, prior_id: int) -> HttpResponse:
    """Recognise one unit, refuse it, or take a recognition back; with reasons."""
    row = access_prior_unit(request.scope, prior_id)
    form = AnswerForm(request.POST, auto_id=f"u{row.pk}_%s")
    if not form.is_valid():
        return _claim(request, row.claim_id, status=422, form=form, at=row.pk)
    by, said, act = request.person.pk, form.cleaned_data["answer"], request.POST.get("act", "")
    try:
        if act == "recognise":
            services.recognise(prior_id=row.pk, by=by, answer=said)
        elif act == "take_back":
            services.take_back_recognition(prior_id=row.pk, by=by, reason=said)
        else:
            services.refuse_recognition(prior_id=row.pk, by=by, answer=said)
    except LmsError as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("Decided. Who asked is told."))
    return redirect("lms:courses:prior-claim", row.claim_id)
