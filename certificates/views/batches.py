"""Bulk issues: a coordinator asks for papers of a group, watches, stops, resumes, mends what failed, and takes the files."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.access.certificates import access_batch, access_batch_paper
from certificates.forms.batches import BatchForm, GroupZipForm
from certificates.pages import batches as pages
from certificates.selectors.batches import batch_line, batches_of, failures_of, files_of_batch, files_of_group
from certificates.services.batches import resume_batch, retry_one, start_batch, stop_batch
from certificates.zipping import zipped
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError, NotFound
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language


@policy("coordinator")
@require_http_methods(["GET", "HEAD", "POST"])
def batch_list(request: AuthedRequest) -> HttpResponse:
    """The bulk issues of the institutions that I coordinate, and the form for a new one."""
    places = _places(request)
    form = BatchForm(request.POST or None, places=[(key, words) for key, (words, _house) in places.items()])
    problem = ""
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["place"]
        try:
            batch_id = start_batch(
                institution_id=places[chosen][1], cohort_course_id=chosen, paper=form.cleaned_data["paper"],
                language=form.cleaned_data["language"], by=request.person.pk,
            )  # fmt: skip
            return redirect("lms:certificates:batch-detail", batch_id)
        except LmsError as refused:
            problem = refused.sentence()
    found = [pages.line(one) for one in batches_of(request.scope.coordinator_of)]
    context = {"batches": found, "form": form, "places": bool(places), "problem": problem}
    return render(request, "lms/certificates/batch_list.html", context, status=422 if request.method == "POST" else 200)


def _places(request: AuthedRequest) -> dict[int, tuple[str, int]]:
    """{cohort course: (in words, institution)} of everything that my institutions' groups take."""
    found = {}
    for house in institutions.institution_cards(request.scope.coordinator_of).values():
        groups = {one.id: one for one in institutions.cohorts_of(house.id)}
        for place in courses.cohort_courses_of(house.id):
            if place.cohort_id in groups:
                words = f"{in_language(groups[place.cohort_id].names)}: {in_language(place.course_titles)}"
                found[place.id] = (words, house.id)
    return found


@policy("coordinator", sample={"batch_id": "batch"})
@require_safe
def batch_detail(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """How far it is, live; what failed, with its cure. With `HX-Request` only the part that changes."""
    batch = access_batch(request.scope, batch_id)
    context = {"batch": pages.line(batch_line(batch.pk)), "failures": pages.failures(failures_of(batch.pk))}
    partial = request.headers.get("HX-Request") == "true"
    template = "lms/certificates/_batch_state.html" if partial else "lms/certificates/batch_detail.html"
    return render(request, template, context)


@policy("coordinator", sample={"batch_id": "batch"})
@require_POST
def batch_stop(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """Lay aside what is not drawn yet."""
    batch = access_batch(request.scope, batch_id)
    stop_batch(batch_id=batch.pk, by=request.person.pk)
    return redirect("lms:certificates:batch-detail", batch.pk)


@policy("coordinator", sample={"batch_id": "stopped_batch"})
@require_POST
def batch_resume(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """Go on where it was stopped."""
    batch = access_batch(request.scope, batch_id)
    resume_batch(batch_id=batch.pk, by=request.person.pk)
    return redirect("lms:certificates:batch-detail", batch.pk)


@policy("coordinator", sample={"batch_id": "batch", "certificate_id": "failed_proof"})
@require_POST
def batch_retry(request: AuthedRequest, batch_id: int, certificate_id: int) -> HttpResponse:
    """Draw one paper again that failed."""
    row = access_batch_paper(request.scope, batch_id, certificate_id)
    retry_one(batch_id=batch_id, certificate_id=row.pk, by=request.person.pk)
    return redirect("lms:certificates:batch-detail", batch_id)


@policy("coordinator", sample={"batch_id": "batch"})
@require_safe
def batch_zip(request: AuthedRequest, batch_id: int) -> HttpResponseBase:
    """All issued papers of a batch in one ZIP, made while it is sent. Files are named by their numbers."""
    batch = access_batch(request.scope, batch_id)
    return _zip(files_of_batch(batch.pk), f"{pgettext('file name', 'papers')}-{batch.pk}")


@policy("coordinator", sample={"cohort_id": "cohort"})
@require_safe
def group_zip(request: AuthedRequest, cohort_id: int) -> HttpResponseBase:
    """The present papers of one kind of everybody in a group: `?paper=certificate` and so on."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    form = GroupZipForm({"paper": request.GET.get("paper", "certificate")})
    if cohort.institution_id not in request.scope.coordinator_of or not form.is_valid():
        raise NotFound
    files = files_of_group(cohort.institution_id, cohort.id, form.cleaned_data["paper"])
    return _zip(files, f"{pgettext('file name', 'papers')}-{slugify(cohort.key)}")


def _zip(files: Iterator[tuple[str, datetime, bytes]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(zipped(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Content-Encoding"] = "identity"  # packed already: no middleware packs it again
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
