"""Appeals: a writer says why, withdraws, reads what was decided; a decider takes up, refuses, decides."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.releases import access_appeal, access_own_released, access_read_appeal, is_closed_to
from assessments.appealing import rule_sentences
from assessments.errors.releases import AppealSettled
from assessments.forms.appeals import AnswerForm, DecisionForm, ReasonForm
from assessments.models import Appeal
from assessments.selectors import appeals as selectors
from assessments.services import appeals as services
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

LETTER: Final = {"submission_id": "submission_id"}
APPEAL: Final = {"appeal_id": "appeal_id"}
GET_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 50


@require_http_methods(GET_POST)
@policy(PERSON, sample=LETTER)
def appeal_form(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """One's own appeal: where it stands, or the rules and a reason, a look at what follows, and a yes."""
    letter = access_own_released(request.person.pk, submission_id)
    own = selectors.own_appeal(letter)
    form = ReasonForm(request.POST or None)
    facts: dict[str, Any] = {
        "letter": letter, "titles": letter.unit_version.titles, "own": own, "rules": rule_sentences(), "form": form,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "lms/assessments/appeal_form.html", facts)
    if not form.is_valid():
        return render(request, "lms/assessments/appeal_form.html", facts, status=422)
    if request.POST.get("step") == "send":
        services.open_appeal(submission_id=letter.pk, reason=form.cleaned_data["reason"])
        messages.success(request, _("Your appeal is here. We wrote to you, and we write again when it is decided."))
        return redirect("lms:assessments:appeal-form", letter.pk)
    if request.POST.get("step") == "change" or not own.may:
        return render(request, "lms/assessments/appeal_form.html", facts, status=200 if own.may else 409)
    return render(request, "lms/assessments/appeal_confirm.html", facts)


@require_http_methods(GET_POST)
@policy(PERSON, sample=LETTER)
def appeal_withdraw(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Take it back: asked once more, because there is no second one."""
    letter = access_own_released(request.person.pk, submission_id)
    own = selectors.own_appeal(letter)
    if not own.state:
        return redirect("lms:assessments:appeal-form", letter.pk)
    if request.method == "POST":
        services.withdraw_appeal(submission_id=letter.pk)
        messages.success(request, _("You withdrew your appeal. The result stands."))
        return redirect("lms:assessments:appeal-form", letter.pk)
    if not own.may_withdraw:
        raise AppealSettled
    facts = {"letter": letter, "titles": letter.unit_version.titles}
    return render(request, "lms/assessments/appeal_withdraw.html", facts)


@require_safe
@policy("decider")
def appeal_list(request: AuthedRequest) -> HttpResponse:
    """What waits, the longest first; and what is over."""
    done = request.GET.get("show") == "done"
    page = Paginator(selectors.appeals(request.scope, done=done), PAGE).get_page(request.GET.get("page", "1")[:6])
    rows: Any = page.object_list
    facts = {"page": page, "rows": selectors.appeal_lines(rows), "done": done, "show": "done" if done else ""}
    return render(request, "lms/assessments/appeal_list.html", facts)


@require_safe
@policy("decider", sample=APPEAL)
def appeal_detail(request: AuthedRequest, appeal_id: int) -> HttpResponse:
    """The reason, the letter, both results side by side; then the decision. Who may still score the letter takes the appeal up
    without reading it, or leaves it."""
    return _detail(request, appeal_id)


def _detail(request: AuthedRequest, appeal_id: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    appeal = access_appeal(request.scope, appeal_id)
    if is_closed_to(request.scope, appeal):
        return _closed(request, appeal)
    facts = selectors.appeal_page(appeal)
    facts |= {
        "decide": DecisionForm(better=facts["better"], auto_id="decide_%s"), "refuse": AnswerForm(auto_id="refuse_%s"),
        **forms,
    }  # fmt: skip
    facts["wrong"] = next(iter(forms.values()), None)
    response = render(request, "lms/assessments/appeal_detail.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _closed(request: AuthedRequest, appeal: Appeal) -> HttpResponse:
    letter = appeal.submission
    facts = {
        "appeal": appeal, "state": selectors.staff_words(appeal.state), "ref": letter.ref,
        "titles": letter.unit_version.titles, "country": letter.enrolment.country,
    }  # fmt: skip
    response = render(request, "lms/assessments/appeal_closed.html", facts)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@policy("decider", sample=APPEAL)
def appeal_accept(request: AuthedRequest, appeal_id: int) -> HttpResponse:
    """Have the letter scored again."""
    appeal = access_appeal(request.scope, appeal_id)
    services.accept_appeal(appeal_id=appeal.pk, by=request.person.pk)
    messages.success(request, _("The letter is in the queue, for an assessor who has not seen it."))
    return redirect("lms:assessments:appeal-detail", appeal.pk)


@require_POST
@policy("decider", sample=APPEAL)
def appeal_refuse(request: AuthedRequest, appeal_id: int) -> HttpResponse:
    """Not to be scored again, with a sentence."""
    appeal = access_read_appeal(request.scope, appeal_id)
    form = AnswerForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return _detail(request, appeal_id, status=422, refuse=form)
    services.refuse_appeal(appeal_id=appeal.pk, by=request.person.pk, answer=form.cleaned_data["answer"])
    messages.success(request, _("Refused. Who appealed reads your sentence."))
    return redirect("lms:assessments:appeal-detail", appeal.pk)


@require_POST
@policy("decider", sample=APPEAL)
def appeal_decide(request: AuthedRequest, appeal_id: int) -> HttpResponse:
    """Which result counts, with a sentence."""
    appeal = access_read_appeal(request.scope, appeal_id)
    better = selectors.appeal_page(appeal)["better"]
    form = DecisionForm(request.POST, better=better, auto_id="decide_%s")
    if not form.is_valid():
        return _detail(request, appeal_id, status=422, decide=form)
    services.decide_appeal(
        appeal_id=appeal.pk, by=request.person.pk, changed=form.cleaned_data["decision"] == "changed",
        answer=form.cleaned_data["answer"],
    )  # fmt: skip
    messages.success(request, _("Decided. Who appealed reads your sentence."))
    return redirect("lms:assessments:appeal-detail", appeal.pk)
