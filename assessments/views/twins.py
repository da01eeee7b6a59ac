"""Case twins: judges say whether a case asks as much in one country as in another. A note for who publishes, not a gate."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.twins import TwinForm
from assessments.selectors import twins as selectors
from assessments.services.twin_reviews import judge_twins
from assessments.twins import ENOUGH, WHOLE
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

JUDGES: Final = ("author", "focal", "reviewer")


@require_safe
@policy(*JUDGES)
def twin_list(request: AuthedRequest) -> HttpResponse:
    """Every case: how many judges have looked, what they said, what waits for this one."""
    rows = selectors.twin_lines(request.person.pk)
    facts = {"rows": rows, "mine": sum(1 for one in rows if not one.mine), "enough": ENOUGH}
    return render(request, "lms/assessments/twin_list.html", facts)


@require_safe
@policy(*JUDGES, sample={"unit_id": "case_unit_id"})
def case_draft(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """The case that a unit of a draft gives."""
    return redirect("lms:assessments:twin-detail", selectors.case_of(unit_id))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(*JUDGES, sample={"key": "case_key"})
def twin_detail(request: AuthedRequest, key: str) -> HttpResponse:
    """The case in all its countries; then one's own answers. They may be changed: each answer stays on record."""
    found = selectors.twin(key)
    facts = selectors.twin_page(found, request.person.pk)
    form = TwinForm(request.POST or None, criteria=facts["criteria"], own=facts["own"], initial={"version": found.case.id})
    if request.method == "POST" and form.is_valid():
        new = judge_twins(key=key, version_id=form.cleaned_data["version"], by=request.person.pk, answers=form.answers())
        said = (
            ngettext("{n} answer was kept.", "{n} answers were kept.", new).format(n=new) if new else _("Nothing new to keep.")
        )
        messages.success(request, said)
        return redirect("lms:assessments:twin-detail", key)
    asked = [(one, *form.pair(one["id"])) for one in facts["criteria"]]
    facts |= {"form": form, "asked": asked, "as_whole": form.pair(WHOLE), "enough": ENOUGH}
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/twin_detail.html", facts, status=status)
