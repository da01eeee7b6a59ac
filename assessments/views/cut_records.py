"""The decision about a cut score: proposed by one person, approved by another, read and printed, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.cuts import access_proposal, access_record, access_study
from assessments.cut_months import USUAL
from assessments.errors.cuts import CutStudyNotFound
from assessments.forms.cuts import ProposalForm, ReasonForm
from assessments.models import CutMethod, CutState
from assessments.selectors import cut_pages as pages
from assessments.selectors.cut_summary import summary_of
from assessments.services import cut_decisions as services
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.months import plus_months
from lms.kernel.policy import policy

RECORD = {"record_id": "cut_record_id"}
PROPOSED = {"study_id": "cut_proposed_id"}


@policy("author", "reviewer", sample={"study_id": "cut_closed_id"})
@require_http_methods(["GET", "POST"])
def cut_propose(request: AuthedRequest, study_id: int) -> HttpResponse:
    """The panel's figures, and the decision that one proposes."""
    study = access_study(request.scope, study_id)
    if study.state != CutState.CLOSED:
        raise CutStudyNotFound
    found = summary_of(study)
    today = localdate()
    form = ProposalForm(
        request.POST or None, steps=pages.step_choices(found), scripts=study.method == CutMethod.BORDERLINE, since=today,
        until=plus_months(today, USUAL),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_cut(study_id=study.pk, by=request.person.pk, **form.cleaned_data)
        except LmsError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Proposed. A second person decides."))
            return redirect("lms:assessments:cut-detail", study.pk)
    facts = pages.study_page(study, found) | {"form": form, "returned": study.proposal.get("returned", "")}
    return render(request, "lms/assessments/cut_propose.html", facts, status=422 if form.errors else 200)


@policy("author", "reviewer", "decider", sample=PROPOSED)
@require_GET
def cut_proposal(request: AuthedRequest, study_id: int) -> HttpResponse:
    """What would be decided, without the questions' words, for a second person."""
    study = access_proposal(request.scope, study_id)
    found = summary_of(study, centre=study.proposal["centre"])
    facts = services.decision_facts(study, found)
    person = request.person.pk
    own = person == study.proposed_by_id or any(one.person_id == person for one in study.lms_judges.all())
    page = {
        "study": study, "titles": study.unit.titles, "where": pages.land_words(study.country), "own": own,
        "is_quiz": study.method == CutMethod.ANGOFF, "cut": pages.say(facts["cut"]), "of": pages.say(facts["of"]),
        "percent": facts["percent"], "judged": pages.say(facts["judged"]), "se": facts["se"] and pages.say(facts["se"]),
        "steps": pages.say(facts["steps"]), "hofstee": facts["hofstee"], "rounds": facts["rounds"], "panel": facts["panel"],
        "proposal": study.proposal, "form": ReasonForm(), "first": pages.round_words(found.first),
        "final": pages.round_words(found.final),
    }  # fmt: skip
    return render(request, "lms/assessments/cut_proposal.html", page)


@policy("author", "reviewer", "decider", sample=PROPOSED)
@require_POST
def cut_approve(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Write the record."""
    study = access_proposal(request.scope, study_id)
    record = services.approve_cut(study_id=study.pk, by=request.person.pk)
    messages.success(request, _("Decided. It counts for what is published from its first day on."))
    return redirect("lms:assessments:cut-record", record)


@policy("author", "reviewer", "decider", sample=PROPOSED)
@require_POST
def cut_return(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Back to who proposed it, with a reason."""
    study = access_proposal(request.scope, study_id)
    services.return_proposal(study_id=study.pk, reason=request.POST.get("reason", ""), by=request.person.pk)
    messages.success(request, _("Returned with your reason."))
    return redirect("lms:assessments:cut-list")


@policy("author", "reviewer", "decider", "focal", "administrator", sample=RECORD)
@require_GET
def cut_record(request: AuthedRequest, record_id: int) -> HttpResponse:
    """A decision, to read and to print."""
    facts = pages.record_page(access_record(request.scope, record_id))
    may = bool(request.scope.roles & {"reviewer", "decider"})
    return render(request, "lms/assessments/cut_record.html", facts | {"may_withdraw": may})


@policy("reviewer", "decider", sample=RECORD)
@require_http_methods(["GET", "POST"])
def cut_withdraw(request: AuthedRequest, record_id: int) -> HttpResponse:
    """Take a decision out of force for what is published from now on."""
    record = access_record(request.scope, record_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_cut(record_id=record.pk, reason=form.cleaned_data["reason"], by=request.person.pk)
        messages.success(request, _("Withdrawn. What was sat under it stays as it is."))
        return redirect("lms:assessments:cut-record", record.pk)
    facts = {"form": form, "record": record, "act": "withdraw"}
    return render(request, "lms/assessments/cut_confirm.html", facts, status=422 if form.errors else 200)
