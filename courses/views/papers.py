"""Papers to print, for who is signed in: what there is, asking for one, how far it is, the file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.enrolments import access_own_enrolment
from courses.errors import ReferenceNotFound
from courses.models import PaperKind, PrintedPaper
from courses.selectors.printing import PaperName, module_paper, module_row, paper_file, paper_rows
from courses.selectors.reference import Reader
from courses.services.printing import job_key, request_module_paper, request_paper
from courses.views.reference_parts import frame, language_now, reader_of
from lms.jobs.api import job_view_of
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES
from lms.kernel.policy import PERSON, policy


@require_safe
@policy(PERSON)
def paper_list(request: AuthedRequest) -> HttpResponse:
    """The booklet, checklists and tables of the reader's country."""
    reader = reader_of(request)
    context = {**frame(reader), "papers": paper_rows(reader.country, reader.language)}
    return render(request, "lms/courses/reference_papers.html", context)


@require_POST
@policy(PERSON)
def paper_request(request: AuthedRequest) -> HttpResponse:
    """Ask for a paper; it is drawn in the background."""
    reader = reader_of(request)
    asked = request.POST.get("country", "")
    country = asked if asked in COUNTRIES else reader.country
    name = PaperName(request.POST.get("kind", ""), request.POST.get("key", ""), country, reader.language)
    request_paper(name=name, by=request.person.pk)
    page = reverse("lms:courses:reference-paper", args=[name.kind, name.key])
    return redirect(f"{page}?country={country}")


@require_safe
@policy(PERSON, sample={"kind": "paper_kind", "key": "paper_key"})
def paper_detail(request: AuthedRequest, kind: str, key: str) -> HttpResponse:
    """How far a paper is, and the file when it is there."""
    reader = reader_of(request)
    name = named(reader, kind, key)
    row = next((r for r in paper_rows(reader.country, reader.language) if r.name == name), None)
    if row is None:
        raise ReferenceNotFound
    file = reverse("lms:courses:reference-paper-file", args=[name.kind, name.key])
    return _state(request, "reference_paper", {**frame(reader), "row": row, "file_url": f"{file}?country={name.country}"})


def _state(request: AuthedRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """How far a paper is: the page, or the part of it that asks again while it is drawn."""
    polled = bool(request.headers.get("HX-Request"))
    facts = {**context, "job": job_view_of(job_key(context["row"].name)), "polled": polled}
    response = render(request, f"lms/courses/{'_paper_state' if polled else page}.html", facts)
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "HX-Request"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PERSON, sample={"enrolment_id": "enrolment", "module": "module_key"})
def module_checklist(request: AuthedRequest, enrolment_id: int, module: str) -> HttpResponse:
    """The checklist of a module of one's course: ask for it, how far it is."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    if request.method == "POST":
        request_module_paper(enrolment_id=enrolment.pk, module=module, language=language_now(), by=request.person.pk)
        return redirect("lms:courses:module-checklist", enrolment.pk, module)
    row = module_row(module_paper(enrolment, module, language_now()))
    file = reverse("lms:courses:module-checklist-file", args=[enrolment.pk, module])
    return _state(request, "module_checklist", {"enrolment": enrolment, "row": row, "file_url": file, "ask_url": request.path})


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment", "module": "module_key"})
def module_checklist_file(request: AuthedRequest, enrolment_id: int, module: str) -> HttpResponseBase:
    """The file that lies ready for one's institution."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    name = module_paper(enrolment, module, language_now())
    return file_of(request, paper_file(name), name, cache="private, no-cache")


@require_safe
@policy(PERSON, sample={"kind": "paper_kind", "key": "drawn_paper_key"})
def paper_download(request: AuthedRequest, kind: str, key: str) -> HttpResponseBase:
    """The file that lies ready."""
    reader = reader_of(request)
    name = named(reader, kind, key)
    return file_of(request, paper_file(name), name, cache="private, no-cache")


def named(reader: Reader, kind: str, key: str) -> PaperName:
    """The paper that an address names. Raises ReferenceNotFound for a kind that is not drawn."""
    if kind not in (PaperKind.CHECKLIST, PaperKind.COMPARISON, PaperKind.BOOKLET):
        raise ReferenceNotFound
    return PaperName(kind, key, reader.country, reader.language)


def file_of(request: AuthedRequest, paper: PrintedPaper, name: PaperName, *, cache: str) -> HttpResponseBase:
    """The bytes as they were drawn, known by their SHA-256."""
    response = HttpResponse(bytes(paper.content or b""), content_type="application/pdf")
    stem = slugify(f"{name.kind}-{name.key.replace('/', '-')}-{name.country}-{name.language}")
    response["Content-Disposition"] = f'inline; filename="{stem}.pdf"'
    response["ETag"] = etag = f'"{paper.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = cache
    return get_conditional_response(request, etag=etag, response=response) or response
