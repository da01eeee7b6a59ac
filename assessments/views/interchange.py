"""Pages on which authors bring questions in from other programs, and take banks out."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from assessments.access import access_own_upload
from assessments.errors import BankNotFound
from assessments.forms.imports import QuestionFileForm
from assessments.selectors.banks_out import bank_choices
from assessments.services.exporting import ENDINGS, FORMATS, export_questions
from assessments.services.uploads import confirm_upload, drop_upload, plan_upload, upload_questions
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Language
from lms.kernel.policy import policy

PAGE = 50
UPLOAD = {"upload_id": "question_upload_id"}


@policy("author")
@require_http_methods(["GET", "HEAD", "POST"])
def question_import(request: AuthedRequest) -> HttpResponse:
    """Choose a file; it is read and shown before anything happens."""
    form = QuestionFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = upload_questions(
            content=said["file"].read(), file_name=said["file"].name or "", form=said["form"], bank=said["bank"],
            language=said["language"], by=request.person.pk,
        )  # fmt: skip
        return redirect("lms:assessments:question-import-review", kept)
    facts = {"form": form, "banks": bank_choices(), "formats": FORMATS}
    return render(request, "lms/assessments/question_import.html", facts, status=422 if form.errors else 200)


@policy("author", sample=UPLOAD)
@require_safe
def question_import_review(request: AuthedRequest, upload_id: int) -> HttpResponse:
    """What would happen, question by question. Nothing has happened yet."""
    upload = access_own_upload(request.person.pk, upload_id)
    plan = plan_upload(upload)
    page = Paginator(plan.planned, PAGE).get_page(request.GET.get("page"))
    states = {state: sum(one.state == state for one in plan.planned) for state in ("new", "changed", "unchanged")}
    facts = {"upload": upload, "plan": plan, "page": page, "states": states, "skipped": plan.skipped[:200]}
    return render(request, "lms/assessments/question_import_review.html", facts)


@policy("author", sample=UPLOAD)
@require_POST
def question_import_confirm(request: AuthedRequest, upload_id: int) -> HttpResponse:
    """Import it as drafts."""
    access_own_upload(request.person.pk, upload_id)
    plan = confirm_upload(upload_id=upload_id, by=request.person.pk, keep_good="keep_good" in request.POST)
    sentence = ngettext(
        "%(n)s question is in the bank as a draft.", "%(n)s questions are in the bank as drafts.", plan.imported
    )
    messages.success(request, sentence % {"n": plan.imported})
    return redirect("lms:assessments:question-import")


@policy("author", sample=UPLOAD)
@require_POST
def question_import_drop(request: AuthedRequest, upload_id: int) -> HttpResponse:
    """Forget it."""
    access_own_upload(request.person.pk, upload_id)
    drop_upload(upload_id=upload_id, by=request.person.pk)
    messages.success(request, _("The file is forgotten. Nothing was imported."))
    return redirect("lms:assessments:question-import")


@policy("author", sample={"bank_key": "bank_key", "form": "bank_format"})
@require_GET
def bank_export(request: AuthedRequest, bank_key: str, form: str) -> HttpResponseBase:
    """A bank's drafts as another program's file."""
    language = request.GET.get("language", "es")
    if form not in FORMATS or language not in Language.values:
        raise BankNotFound(key=bank_key)
    body = io.BytesIO()
    export_questions(
        bank_key=bank_key, form=form, to=body, language=language, exam=request.GET.get("exam") == "yes", by=request.person.pk
    )
    body.seek(0)
    ending, content_type = ENDINGS[form]
    return FileResponse(body, as_attachment=True, filename=f"{bank_key}-{language}.{ending}", content_type=content_type)
