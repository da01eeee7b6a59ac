"""Reviews: what one may have reviewed, asking for it, the inbox of those who decide, and one request with its panel."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.reviews import access_adverse, access_review, own_review
from courses.errors import ReviewNotFound
from courses.forms.reviews import OpinionForm, ReviewReasonForm
from courses.reviewable import reviewable_of, sources
from courses.selectors import reviews as selectors
from courses.services import reviews as services
from lms.institutions.api import person_card
from lms.kernel import reviewing
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

ASKED: Final = {"kind": "review_kind", "subject_id": "review_subject"}
ONE: Final = {"request_id": "review_id"}
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy(PERSON)
def review_list(request: AuthedRequest) -> HttpResponse:
    """Everything that went against oneself and can be reviewed, with where each review stands."""
    return _private(render(request, "lms/courses/review_list.html", {"lines": selectors.own_lines(request.person.pk)}))


@require_http_methods(GET_POST)
@policy(PERSON, sample=ASKED)
def review_ask(request: AuthedRequest, kind: str, subject_id: int) -> HttpResponse:
    """One's own request: where it stands; or the rules, a reason, a look at what follows, and a yes."""
    against = access_adverse(request.scope, kind, subject_id)
    own = own_review(request.person.pk, kind, subject_id)
    form = ReviewReasonForm(request.POST or None)
    clock = reviewing.clock(selectors.today_in(against.country), against.country)
    rules: Any = reviewable_of(kind)
    facts = {"against": against, "name": rules.name(), "own": own, "form": form, "clock": clock}
    if own is not None:
        facts["may_withdraw"] = own.state == reviewing.OPEN and not selectors.spoken(own.pk)
        facts["remedy"] = dict(rules.remedies(subject_id=subject_id)).get(own.remedy, "") if own.remedy else ""
    if own is not None or request.method != "POST" or request.POST.get("step") == "change":
        return _private(render(request, "lms/courses/review_ask.html", facts))
    if not form.is_valid():
        return _private(render(request, "lms/courses/review_ask.html", facts, status=422))
    if request.POST.get("step") != "send":
        return _private(render(request, "lms/courses/review_confirm.html", facts))
    services.ask_review(kind=kind, subject_id=subject_id, by=request.person.pk, reason=form.cleaned_data["reason"])
    messages.success(request, _("Your request is here. We wrote to you, and we write again when it is decided."))
    return redirect("lms:courses:review-ask", kind, subject_id)


@require_POST
@policy(PERSON, sample=ASKED)
def review_withdraw(request: AuthedRequest, kind: str, subject_id: int) -> HttpResponse:
    """Take it back: the decision stands."""
    own = own_review(request.person.pk, kind, subject_id)
    if own is None:
        raise ReviewNotFound
    services.withdraw_review(request_id=own.pk, by=request.person.pk)
    messages.success(request, _("Withdrawn. The decision stands."))
    return redirect("lms:courses:review-ask", kind, subject_id)


@require_safe
@policy("decider", "reviewer")
def review_inbox(request: AuthedRequest) -> HttpResponse:
    """Every request for review, whatever it is about: the most pressing first; or those that are over."""
    over = request.GET.get("show") == "over"
    facts = {"lines": selectors.inbox(request.scope, over=over), "over": over, "days": reviewing}
    return _private(render(request, "lms/courses/review_inbox.html", facts))


@require_POST
@policy("decider", "reviewer", sample={"source": "review_source", "request_id": "review_id"})
def review_acknowledge(request: AuthedRequest, source: str, request_id: int) -> HttpResponse:
    """Say that a request has arrived and is being looked at: who asked is told until when."""
    found = sources().get(source)
    if found is None:
        raise ReviewNotFound
    found.acknowledge(request_id=request_id, by=request.person.pk)
    messages.success(request, _("Acknowledged. Who asked knows until when it is decided."))
    return redirect("lms:courses:review-inbox")


@require_http_methods(GET_POST)
@policy("decider", "reviewer", sample=ONE)
def review_detail(request: AuthedRequest, request_id: int) -> HttpResponse:
    """One request: what was decided, what is said against it, what the panel said so far, and one's own opinion."""
    found = access_review(request.scope, request_id)
    rules: Any = reviewable_of(found.kind)
    said = selectors.opinions_of(found.pk)
    remedies = list(rules.remedies(subject_id=found.subject_id))
    form = OpinionForm(request.POST or None, remedies=remedies, initial={"count": len(said)})
    card = person_card(found.person_id)
    line = selectors.line_of(found, len(said))
    where = selectors.standing_of(line)
    facts: dict[str, Any] = {
        "one": found, "name": rules.name(), "facts": rules.facts(subject_id=found.subject_id), "said": said, "form": form,
        "line": line, "where": where, "words": selectors.standing_words(where), "asker": card.full_name,
        "language": card.language, "remedies": dict(remedies), "spoke": any(one.by_id == request.person.pk for one in said),
        "open": found.state == reviewing.OPEN,
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _private(render(request, "lms/courses/review_detail.html", facts, status=status))
    try:
        verdict = services.give_opinion(request_id=found.pk, by=request.person.pk, **form.opinion())
    except LmsError as refused:
        if refused.status == 404:
            raise
        form.add_error(None, refused.sentence())
        return _private(render(request, "lms/courses/review_detail.html", facts, status=refused.status))
    if verdict is None:
        messages.success(request, _("Kept. Another person of the panel now says what they think."))
    else:
        messages.success(request, _("Decided. Who asked is told, with the reasons."))
    return redirect("lms:courses:review-detail", found.pk)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
