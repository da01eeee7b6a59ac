"""What became of an application after twelve months: noted by the advisor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.selectors.clinic_years import access_own_year
from assessments.services.clinic_years import answer_year
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy


@require_POST
@policy(PERSON, sample={"year_id": "clinic_year_id"})
def year_answer(request: AuthedRequest, year_id: int) -> HttpResponse:
    """Registered, still examined, refused, given up, not known."""
    access_own_year(request.person.pk, year_id)
    answer_year(year_id=year_id, end=request.POST.get("end", ""), note=request.POST.get("note", ""))
    messages.success(request, _("Thank you. It is noted."))
    return redirect("lms:assessments:clinic-open")
