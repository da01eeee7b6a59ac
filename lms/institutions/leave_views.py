"""Leave of an institution's people: its coordinators note it, and take back what was noted in error. Never one's own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from lms.institutions.access import access_institution
from lms.institutions.errors import LeaveNotFound
from lms.institutions.models import Institution, Leave, Membership, Person
from lms.institutions.scope import Scope
from lms.institutions.services.leaves import record_leave, remove_leave
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

_DAY = {"type": "date"}


class LeaveForm(forms.Form):
    """Who is away, from when to when."""

    person = forms.ModelChoiceField(label=lazy("Who"), queryset=Person.objects.none(), empty_label=lazy("Choose"))
    starts_on = forms.DateField(label=lazy("First day"), widget=forms.DateInput(attrs=_DAY))
    ends_on = forms.DateField(
        label=lazy("Last day"), widget=forms.DateInput(attrs=_DAY),
        help_text=lazy("That day included. No reason is asked or kept."),
    )  # fmt: skip

    def __init__(self, *args: Any, institution: Institution, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_at(institution, scope)  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda one: one.full_name  # type: ignore[attr-defined]


def people_at(institution: Institution, scope: Scope) -> QuerySet[Person]:
    """People with an open role here, but oneself, by name."""
    here = Membership.objects.filter(institution=institution, until=None).values("person")
    rows = Person.objects.filter(pk__in=here, erased_at=None).exclude(pk=scope.person_id)
    return rows.order_by("family_name", "given_name", "pk")


@policy("administrator", "coordinator", sample={"institution_id": "institution"})
@require_http_methods(["GET", "POST"])
def leave_list(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Leave that was noted, and a form for one more."""
    institution = access_institution(request.scope, institution_id)
    form = LeaveForm(request.POST or None, institution=institution, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_leave(
                person_id=given["person"].pk, starts_on=given["starts_on"], ends_on=given["ends_on"], by=request.person.pk,
                institution_id=institution.pk,
            )  # fmt: skip
        except LmsError as refused:
            form.add_error("ends_on", refused.sentence())
        else:
            messages.success(request, _("Noted. What ends or is due in that time moves by as many days."))
            return redirect("lms:institutions:leave-list", institution.pk)
    here = people_at(institution, request.scope)
    rows = Leave.objects.filter(person__in=here).select_related("person").order_by("-starts_on", "-pk")[:200]
    context = {"institution": institution, "form": form, "leaves": rows}
    return render(request, "lms/institutions/leave_list.html", context, status=422 if form.errors else 200)


@policy("administrator", "coordinator", sample={"institution_id": "institution", "leave_id": "leave"})
@require_POST
def leave_remove(request: AuthedRequest, institution_id: int, leave_id: int) -> HttpResponse:
    """Take a leave back: the ends move back too."""
    institution = access_institution(request.scope, institution_id)
    leave = Leave.objects.filter(pk=leave_id, person__in=people_at(institution, request.scope)).first()
    if leave is None:
        raise LeaveNotFound
    remove_leave(leave_id=leave.pk, by=request.person.pk, institution_id=institution.pk)
    messages.success(request, _("Taken back. The days count again."))
    return redirect("lms:institutions:leave-list", institution.pk)
