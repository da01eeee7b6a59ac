"""Pages of reports: the list, one edition, its rows and files, and its moves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lms.institutions import api as institutions
from lms.kernel.errors import NotFound
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting import periods, rendering
from lms.reporting.access import access_edition, access_edition_to_decide, access_remark, may_see_report, too_close
from lms.reporting.delegates import stands_in_for, widened
from lms.reporting.errors import OpenEdition, ReportNotFound
from lms.reporting.forms import AnswerForm, CommentForm, DecisionForm, ReportRequestForm
from lms.reporting.models import EditionState, ReportEdition
from lms.reporting.review_page import drift_view, remarks_of, sample_view, signs_view
from lms.reporting.selectors import edition_view, editions_for, state_words, title_of
from lms.reporting.services import building, comparing, files, remarks, review, verifying
from lms.reporting.wording import act_words

ROWS = 200  # behind a figure, on one page
READERS = ("coordinator", "reviewer", "decider", "focal", "administrator")
TONES = {"draft": "", "submitted": "warn", "endorsed": "warn", "returned": "bad", "accepted": "ok", "replaced": ""}


def _request_form(request: AuthedRequest) -> ReportRequestForm | None:
    places = [
        (card.id, in_language(card.names), card.time_zone)
        for card in institutions.institution_cards(sorted(request.scope.coordinator_of)).values()
    ]
    return ReportRequestForm(places, timezone.now(), request.POST or None) if places else None


@require_safe
@policy(*READERS)
def report_list(request: AuthedRequest) -> HttpResponse:
    """Every report a person may see, and, for a coordinator, the form that asks for one."""
    lines = [
        {
            "id": edition.pk,
            "title": title_of(edition.report.kind),
            "period": periods.period(edition.report.period, edition.report.institution.time_zone).words(),
            "institution": in_language(edition.report.institution.names),
            "state": state_words(edition.state),
            "tone": TONES[edition.state],
            "number": edition.number,
            "as_at": edition.as_at,
        }
        for edition in editions_for(request.scope)
    ]
    facts = {
        "lines": lines, "form": _request_form(request), "reviews": bool(request.scope.reviewer or request.scope.focal_of),
        "schedules": bool(request.scope.coordinator_of),
    }  # fmt: skip
    return render(request, "lms/reporting/report_list.html", facts)


@require_POST
@policy("coordinator")
def report_request(request: AuthedRequest) -> HttpResponse:
    """Ask a worker to compute a report; go to the progress page."""
    form = _request_form(request)
    if form is None or not form.is_valid():
        messages.error(request, gettext("Choose a report and a period from the list."))
        return redirect("lms:reporting:report-list")
    if form.cleaned_data["institution"] not in request.scope.coordinator_of:
        raise NotFound
    kind, key = form.kind_and_period()
    place_id = form.cleaned_data["institution"]
    try:
        job_id = building.request_report(institution_id=place_id, kind=kind, period_key=key, by=request.person.pk)
    except OpenEdition as waits:
        messages.warning(request, waits.sentence())
        return redirect(
            "lms:reporting:report-detail",
            building.latest_edition(institution_id=place_id, kind=kind, period_key=key),
        )
    return redirect("lms:jobs:job-detail", job_id)


def _moves(request: AuthedRequest, edition: ReportEdition) -> dict[str, bool]:
    scope, place = request.scope, edition.report.institution
    did_one = request.person.pk in (edition.submitted_by_id, edition.endorsed_by_id) or too_close(request.person.pk, place.pk)
    mine = place.pk in scope.coordinator_of
    focal = bool(scope.focal_of) and bool(widened(scope).focal_of & {place.country, ""})
    waits = edition.state in (EditionState.SUBMITTED, EditionState.ENDORSED)
    return {
        "submit": mine and review.may_move(edition, "submit"),
        "endorse": focal and review.may_move(edition, "endorse") and not did_one,
        "decide": scope.reviewer and review.may_move(edition, "return") and not did_one,
        "accept": review.may_move(edition, "accept"),
        "rebuild": mine and edition.state in (EditionState.DRAFT, EditionState.RETURNED, EditionState.ACCEPTED),
        "comment": (mine or scope.reviewer or focal) and edition.state in remarks.OPEN,
        "look": scope.reviewer and waits and not did_one,
        "compare": waits or edition.state == EditionState.ACCEPTED,
    }  # fmt: skip


@require_safe
@policy(*READERS, sample={"edition_id": "report_edition"})
def report_detail(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """One edition: figures, hash, remarks, history, and what this person may do with it."""
    return _detail(request, access_edition(request.scope, edition_id), None)


def _detail(request: AuthedRequest, edition: ReportEdition, decision: DecisionForm | None) -> HttpResponse:
    place, may = edition.report.institution, _moves(request, edition)
    view = edition_view(edition, with_rows=False)
    said = remarks_of(edition, request.person.pk, may_resolve=may["decide"], may_answer=may["comment"])
    titles = {figure.id: figure.title for figure in view.figures}
    sample = sample_view(edition) if edition.submitted_at else None
    reads_check = request.scope.reviewer or request.scope.decider or request.scope.administrator
    return render(
        request,
        "lms/reporting/report_detail.html",
        {
            "view": view, "compared": any(figure.before for figure in view.figures), "edition": edition,
            "place_name": in_language(place.names),
            "country": place.get_country_display(), "state": state_words(edition.state), "tone": TONES[edition.state],
            "hash": rendering.grouped(edition.sha256), "remarks": said, "may": may,
            "open_remarks": sum(not one["closed"] for one in said),
            "history": _history(edition), "decision": decision or DecisionForm(),
            "comment": CommentForm([(figure.line, figure.title) for figure in view.figures]), "answer": AnswerForm(),
            "others": _other_editions(request, edition), "sample": sample,
            "signs": signs_view(edition) if reads_check and edition.submitted_at else None,
            "drift": drift_view(edition, titles) if edition.submitted_at else None,
            "book": verifying.state_against_book(edition),
            "files": edition.lms_files.defer("body").order_by("-language", "format"),
        },
        status=422 if decision is not None else 200,
    )  # fmt: skip


def _history(edition: ReportEdition) -> list[tuple[object, str, object]]:
    endorsed = act_words("endorsed_by_silence" if edition.by_silence else "endorsed")
    lines = [
        (edition.decided_at, state_words(edition.state), edition.decided_by),
        (edition.endorsed_at, endorsed, edition.endorsed_by),
        (edition.submitted_at, gettext("Submitted and frozen"), edition.submitted_by),
        (edition.as_at, gettext("Computed"), None),
    ]
    return [line for line in lines if line[0]]


def _other_editions(request: AuthedRequest, edition: ReportEdition) -> list[dict[str, object]]:
    """The report's other editions that this person may see, newest first."""
    place = edition.report.institution
    return [
        {"id": other.pk, "number": other.number, "state": state_words(other.state)}
        for other in edition.report.lms_editions.exclude(pk=edition.pk).order_by("-number")
        if may_see_report(request.scope, place.pk, place.country, other.state)
    ]


@require_safe
@policy(*READERS, sample={"edition_id": "report_edition", "figure": "figure_id"})
def report_rows(request: AuthedRequest, edition_id: int, figure: str) -> HttpResponse:
    """The rows behind one figure."""
    edition = access_edition(request.scope, edition_id)
    view = edition_view(edition)
    shown = next((one for one in view.figures if one.id == figure), None)
    if shown is None:
        raise ReportNotFound
    page = Paginator([row for row in view.rows if row["figure"] == figure], ROWS).get_page(request.GET.get("page"))
    heads, rows = rendering.row_table(list(page), view.names)
    facts = {"view": view, "figure": shown, "heads": heads, "rows": rows, "page": page}
    return render(request, "lms/reporting/report_rows.html", facts)


@require_safe
@policy(*READERS, sample={"edition_id": "report_edition", "form": "report_format", "language": "language"})
def report_file(request: AuthedRequest, edition_id: int, form: str, language: str) -> HttpResponseBase:
    """A file of an edition, byte for byte as it was made."""
    edition = access_edition(request.scope, edition_id)
    found = edition.lms_files.filter(format=form, language=language).first()
    if found is None:
        raise ReportNotFound
    kinds = {
        "pdf": ("application/pdf", "pdf"),
        "json": ("application/json", "json"),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        "record": ("application/pdf", "record.pdf"),
        "recordjson": ("application/json", "record.json"),
    }
    content_type, tail = kinds[form]
    response = HttpResponse(bytes(found.body), content_type=content_type)
    name = f"{edition.report.kind}-{edition.report.institution.key}-{edition.report.period}-{edition.number}-{language}.{tail}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{found.sha256}"'
    return response


@require_POST
@policy("coordinator", sample={"edition_id": "report_edition"})
def report_submit(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """The coordinator hands the report to WIPO."""
    edition = access_edition(request.scope, edition_id)
    if edition.report.institution_id not in request.scope.coordinator_of:
        raise ReportNotFound
    review.submit_report(edition_id=edition.pk, by=request.person.pk)
    messages.success(request, gettext("The report was submitted to WIPO. It will not change any more."))
    return redirect("lms:reporting:report-detail", edition.pk)


@require_POST
@policy("coordinator", sample={"edition_id": "report_edition"})
def report_rebuild(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """Compute the same report anew, with what is true now."""
    edition = access_edition(request.scope, edition_id)
    if edition.report.institution_id not in request.scope.coordinator_of:
        raise ReportNotFound
    job_id = building.request_report(
        institution_id=edition.report.institution_id, kind=edition.report.kind, period_key=edition.report.period,
        by=request.person.pk,
    )  # fmt: skip
    return redirect("lms:jobs:job-detail", job_id)


@require_POST
@policy("focal", sample={"edition_id": "report_edition"})
def report_endorse(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """The national focal point endorses the report."""
    edition = access_edition_to_decide(request.scope, edition_id)
    if not widened(request.scope).focal_of & {edition.report.institution.country, ""}:
        raise ReportNotFound
    away = stands_in_for(request.scope, edition.report.institution.country)
    review.endorse_report(edition_id=edition.pk, by=request.person.pk, acting_for=away)
    messages.success(request, gettext("You endorsed the report."))
    return redirect("lms:reporting:report-detail", edition.pk)


@require_POST
@policy("reviewer", sample={"edition_id": "report_edition"})
def report_decide(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """WIPO accepts or returns."""
    edition = access_edition_to_decide(request.scope, edition_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail(request, edition, form)
    if form.cleaned_data["decision"] == "accept":
        review.accept_report(edition_id=edition.pk, by=request.person.pk)
        messages.success(request, gettext("The report was accepted and entered in the register."))
    else:
        review.return_report(edition_id=edition.pk, by=request.person.pk, comment=form.cleaned_data["comment"])
        messages.success(request, gettext("The report went back to the institution with your remarks."))
    return redirect("lms:reporting:report-detail", edition.pk)


@require_POST
@policy("coordinator", "reviewer", "focal", sample={"edition_id": "report_edition"})
def report_comment(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """Add a remark."""
    edition = access_edition(request.scope, edition_id)
    lines = [(n, "") for n in range(1, len(edition.definitions.get("figures", [])) + 1)]
    form = CommentForm(lines, request.POST)
    if form.is_valid():
        remarks.comment_on(
            edition_id=edition.pk, by=request.person.pk, text=form.cleaned_data["text"], line=form.cleaned_data["line"]
        )
    else:
        messages.error(request, gettext("Write your remark first."))
    return redirect("lms:reporting:report-detail", edition.pk)


@require_POST
@policy("coordinator", "reviewer", "focal", sample={"remark_id": "report_remark"})
def remark_answer(request: AuthedRequest, remark_id: int) -> HttpResponse:
    """Answer a remark, or, with the other button, say that it is resolved."""
    remark = access_remark(request.scope, remark_id)
    form = AnswerForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    if "resolve" in request.POST:
        remarks.resolve_remark(remark_id=remark.pk, by=request.person.pk, text=text)
        messages.success(request, gettext("The remark is resolved."))
    elif text.strip():
        remarks.answer_remark(remark_id=remark.pk, by=request.person.pk, text=text)
    else:
        messages.error(request, gettext("Write your answer first."))
    return redirect("lms:reporting:report-detail", remark.edition_id)


@require_POST
@policy(*READERS, sample={"edition_id": "report_edition"})
def report_draw(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """Have a worker draw the files of an edition."""
    edition = access_edition(request.scope, edition_id)
    return redirect("lms:jobs:job-detail", files.request_files(edition_id=edition.pk, by=request.person.pk))


@require_POST
@policy(*READERS, sample={"edition_id": "report_edition"})
def report_compare(request: AuthedRequest, edition_id: int) -> HttpResponse:
    """Have a worker count again beside a frozen edition; the edition itself stays as it is."""
    edition = access_edition(request.scope, edition_id)
    if edition.submitted_at is None:
        raise ReportNotFound
    return redirect("lms:jobs:job-detail", comparing.request_comparison(edition_id=edition.pk, by=request.person.pk))
