"""Single people of a group: out of it and back; and inviting everybody without an account, again."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.access.enrolments import access_coordinated_cohort
from courses.errors import EnrolledElsewhere
from courses.errors_groups import NobodyToInvite
from courses.forms.roster import WithdrawForm
from courses.services.inviting import request_invitations, without_account
from courses.services.withdrawing import return_person, withdraw_person
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

_GET_POST = ["GET", "HEAD", "POST"]
_PERSON = {"cohort_id": "cohort", "person_id": "member_id"}


@require_http_methods(_GET_POST)
@policy("coordinator", sample=_PERSON)
def person_withdraw(request: AuthedRequest, cohort_id: int, person_id: int) -> HttpResponse:
    """Take somebody out of a group, with a class of reason; it can be undone."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    if person_id not in institutions.cohort_people(cohort.id, "advisor"):
        raise institutions.PersonNotFound
    person = institutions.person_card(person_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_person(person_id=person_id, cohort_id=cohort.id, by=request.person.pk, **form.cleaned_data)
        said = _("{name} left the group. What was earned is kept; below you can bring them back.")
        messages.success(request, said.format(name=person.full_name))
        return redirect("lms:courses:cohort-courses", cohort.id)
    facts = {"form": form, "cohort": cohort, "person": person}
    return render(request, "lms/courses/person_withdraw.html", facts, status=422 if form.errors else 200)


@require_POST
@policy("coordinator", sample=_PERSON)
def person_return(request: AuthedRequest, cohort_id: int, person_id: int) -> HttpResponse:
    """Undo a withdrawal: they go on where they were."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    try:
        return_person(person_id=person_id, cohort_id=cohort.id, by=request.person.pk)
    except EnrolledElsewhere as elsewhere:
        messages.error(request, elsewhere.sentence())
    else:
        messages.success(request, _("They are back in the group and go on where they were."))
    return redirect("lms:courses:cohort-courses", cohort.id)


@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_id": "cohort"})
def group_invite(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Everybody of a group who has no account gets a new invitation: say so first, then a job does it."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    if request.method == "POST":
        try:
            job = request_invitations(cohort_id=cohort.id, token=_token(request), by=request.person.pk)
            return redirect("lms:jobs:job-detail", job)
        except NobodyToInvite as nobody:
            messages.info(request, nobody.sentence())
            return redirect("lms:courses:cohort-courses", cohort.id)
    waiting = len(without_account(cohort.id))
    said = ngettext("{n} person has no account yet.", "{n} people have no account yet.", waiting).format(n=waiting)
    facts = {"cohort": cohort, "waiting": waiting, "said": said, "token": uuid.uuid4().hex}
    return render(request, "lms/courses/group_invite.html", facts)


def _token(request: AuthedRequest) -> str:
    try:
        return uuid.UUID(request.POST.get("token", "")).hex
    except ValueError:
        return uuid.uuid4().hex
