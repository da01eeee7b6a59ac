"""A bank under the rules of good questions."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access.bank import READERS
from assessments.selectors.item_findings import bank_findings
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@policy(*READERS)
@require_safe
def bank_rules(request: AuthedRequest) -> HttpResponse:
    """What the rules find in one bank as it stands now, each finding with the question to mend it in."""
    context = {"page": bank_findings(request.GET.get("bank", "")), "may_write": "author" in request.scope.roles}
    return render(request, "lms/assessments/bank_rules.html", context)
