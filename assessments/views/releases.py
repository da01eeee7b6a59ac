"""Releasing results together: what waits by case and group, a choice, a look at what it does, and the act itself."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.releases import access_batch
from assessments.forms.releases import read_group, read_refs, read_token
from assessments.selectors import releases as selectors
from assessments.services.release_jobs import FEW, release_results, what_happened
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

RELEASERS: Final = ("coordinator", "decider")
BATCH: Final = {"institution_id": "institution", "unit_id": "case_unit_id"}
PAGE: Final = 50
LETTERS: Final = 200


@require_safe
@policy(*RELEASERS)
def release_list(request: AuthedRequest) -> HttpResponse:
    """Case by case and group by group: how many results are ready, held back, still being scored."""
    found = selectors.batches(request.scope)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1")[:6])
    facts = {
        "page": page, "rows": page.object_list, "programme": request.scope.decider,
        "ready": sum(one.ready for one in found), "held": sum(one.held for one in found),
        "scoring": sum(one.scoring for one in found),
    }  # fmt: skip
    return render(request, "lms/assessments/release_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(*RELEASERS, sample=BATCH)
def release_batch(request: AuthedRequest, institution_id: int, unit_id: int) -> HttpResponse:
    """The letters of one case by reference; choose, look at what it does, release."""
    rows = access_batch(request.scope, institution_id, unit_id)
    group = read_group(request.POST if request.method == "POST" else request.GET)
    found = selectors.batches(request.scope, institution_id=institution_id, unit_id=unit_id)
    facts: dict[str, Any] = {
        "place": selectors.place_of(rows), "group": group, "batches": found, "programme": request.scope.decider,
        "shown": [one for one in found if group in ("", str(one.cohort_id or selectors.ALONE))],
        "institution_id": institution_id, "unit_id": unit_id,
    }  # fmt: skip
    if institution_id in request.scope.coordinator_of:
        facts["results"] = selectors.results_of(rows)
    rows = selectors.in_group(rows, group)
    if request.method == "POST":
        return _release(request, rows, facts)
    lines = selectors.waiting(rows)
    page = Paginator(lines, LETTERS).get_page(request.GET.get("page", "1")[:6])
    facts |= {"page": page, "lines": page.object_list, "ready": sum(1 for one in lines if not one.held)}
    return render(request, "lms/assessments/release_batch.html", facts)


def _release(request: AuthedRequest, rows: Any, facts: dict[str, Any]) -> HttpResponse:
    ticked = selectors.waiting(rows) if request.POST.get("all") else selectors.chosen(rows, read_refs(request.POST))
    back = selectors.batch_url(facts["institution_id"], facts["unit_id"], facts["group"])
    token = read_token(request.POST)
    if request.POST.get("step") == "release" and token:
        begun = release_results(
            submission_ids=[one.id for one in ticked], by=request.person.pk, token=token,
            institution_id=facts["institution_id"], url=back,
        )  # fmt: skip
        if begun.job_id:
            return redirect("lms:jobs:job-detail", begun.job_id)
        done, *rest = what_happened(begun.released, begun.held, begun.left)
        (messages.success if begun.released else messages.warning)(request, done)
        for said in rest:
            messages.warning(request, said)
        return redirect(back)
    if not ticked:
        messages.warning(request, _("Tick at least one letter."))
        return redirect(back)
    ready = [one for one in ticked if not one.held]
    facts |= {
        "chosen": ticked, "ready": len(ready), "held": len(ticked) - len(ready), "by_worker": len(ticked) > FEW, "back": back,
        "refs": " ".join(one.ref for one in ticked), "token": str(uuid.uuid4()),
        "scoring": sum(one.scoring for one in facts["shown"]),
    }  # fmt: skip
    return render(request, "lms/assessments/release_confirm.html", facts)
