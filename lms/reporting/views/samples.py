"""Pages of the evidence sample: the list, one award with its findings, and its file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting import rendering
from lms.reporting.access import access_edition_to_decide, access_item
from lms.reporting.errors import ReportNotFound
from lms.reporting.forms import FindingForm
from lms.reporting.models import SampleItem
from lms.reporting.review_page import sample_view
from lms.reporting.selectors import edition_view
from lms.reporting.services import sampling
from lms.reporting.wording import outcome_words, reason_words


@require_safe
@policy("reviewer", sample={"edition_id": "report_edition"})
def sample_list(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """What WIPO looks at before it accepts: which awards, why, and what was found."""
    edition = access_edition_to_decide(request.scope, edition_id)
    found = sample_view(edition)
    if found is None:
        raise ReportNotFound
    facts = {
        "view": edition_view(edition, with_rows=False), "edition": edition, "sample": found,
        "seed": rendering.grouped(found.seed), "place": edition.report.institution.key,
    }  # fmt: skip
    return render(request, "lms/reporting/sample_list.html", facts)


def _facts(item: SampleItem, form: FindingForm) -> dict[str, object]:
    edition = item.sample.edition
    findings = item.lms_findings.select_related("by").order_by("-pk")
    return {
        "item": item, "edition": edition, "why": reason_words(item.reasons), "form": form,
        "view": edition_view(edition, with_rows=False), "place": edition.report.institution.key,
        "open": edition.state in sampling.LOOKED_AT,
        "findings": [{"words": outcome_words(one.outcome), "note": one.note, "by": one.by.full_name, "at": one.at}
                     for one in findings],
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@policy("reviewer", sample={"item_id": "sample_item"})
def sample_detail(request: AuthedRequest, item_id: int) -> HttpResponse:
    """One award by its serial: what was found so far, and the form for a finding. No name here."""
    item = access_item(request.scope, item_id)
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sampling.record_finding(item_id=item.pk, by=request.person.pk, **form.cleaned_data)
        messages.success(request, gettext("The finding on %(serial)s is recorded.") % {"serial": item.serial})
        return redirect("lms:reporting:sample-list", item.sample.edition_id)
    return render(request, "lms/reporting/sample_detail.html", _facts(item, form), status=422 if form.errors else 200)


@never_cache
@require_POST
@policy("reviewer", sample={"item_id": "sample_item"})
def sample_open(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Open the file of an award: the name shows with it, and the opening is audited."""
    item = access_item(request.scope, item_id)
    found = sampling.open_award(item_id=item.pk, by=request.person.pk)
    facts = _facts(item, FindingForm())
    if found is not None:
        facts |= {
            "file": found, "credential": in_language(found.credential),
            "met": [(in_language(titles), done) for titles, done in found.met],
            "digest": rendering.grouped(found.digest),
        }  # fmt: skip
    return render(request, "lms/reporting/sample_file.html", facts)
