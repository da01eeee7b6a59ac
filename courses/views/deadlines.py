"""The days of one person's course: what moved them, and more time for one module."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.access.enrolments import access_taught_enrolment
from courses.access.groups import access_extension
from courses.errors_groups import ExtensionOfOneself, ExtensionTooShort, ModuleWithoutDay
from courses.forms.groups import ExtensionForm
from courses.selectors.deadline_pages import extension_lines, module_days
from courses.services.extensions import give_module_extension, withdraw_module_extension
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language


@require_http_methods(["GET", "HEAD", "POST"])
@policy("facilitator", "coordinator", sample={"enrolment_id": "enrolment_id"})
def enrolment_deadlines(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """When each module is due for this person, and why on that day; give more time for one."""
    learner = access_taught_enrolment(request.scope, enrolment_id)
    days = module_days(learner)
    form = ExtensionForm(request.POST or None, [(day.module_id, in_language(day.titles)) for day in days if day.deadline])
    if request.method == "POST" and form.is_valid():
        try:
            give_module_extension(enrolment_id=learner.id, **form.cleaned_data, by=request.person.pk)
        except ExtensionTooShort as short:
            form.add_error("until", short.sentence())
        except (ModuleWithoutDay, ExtensionOfOneself) as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("More time was given. The person is told by mail, without the reason."))
            return redirect("lms:courses:enrolment-deadlines", learner.id)
    facts = {
        "learner": learner, "days": days, "form": form, "given": extension_lines(learner.id), "now": timezone.now(),
        "paced": any(day.deadline for day in days),
    }  # fmt: skip
    return render(request, "lms/courses/enrolment_deadlines.html", facts, status=422 if form.errors else 200)


@require_POST
@policy("facilitator", "coordinator", sample={"extension_id": "module_extension_id"})
def module_extension_withdraw(request: AuthedRequest, extension_id: int) -> HttpResponse:
    """Take more time back: the group's day holds again."""
    learner = access_extension(request.scope, extension_id)
    withdraw_module_extension(extension_id=extension_id, by=request.person.pk)
    messages.success(request, _("The extension was taken back. The group's day holds again, moved by leave."))
    return redirect("lms:courses:enrolment-deadlines", learner.id)
