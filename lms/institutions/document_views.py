"""The papers that make an institution ready: noting one, fetching it, taking one back."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.institutions.access import access_document, access_institution
from lms.institutions.document_pages import documents_of
from lms.institutions.errors import DocumentNotFound
from lms.institutions.models import DocumentKind
from lms.institutions.services.documents import record_document, withdraw_document
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

MOST_BYTES: Final = 5 * 1024 * 1024


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DocumentForm(forms.Form):
    """One version of one paper."""

    kind = forms.ChoiceField(
        label=lazy("Paper"),
        choices=[
            (DocumentKind.PROTOCOL, lazy("Confidentiality protocol")),
            (DocumentKind.AGREEMENT, lazy("Agreement with the programme (signed copy)")),
        ],
    )
    version = forms.CharField(label=lazy("Version"), max_length=40, required=False, help_text=lazy("Left empty: its date."))
    dated_on = _day(label=lazy("Dated on"))
    valid_until = _day(label=lazy("In force until"), required=False, help_text=lazy("Left empty: until there is another one."))
    file = forms.FileField(
        label=lazy("File"), required=False, help_text=lazy("PDF, PNG, JPEG, DOCX or ODT, 5 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.odt"}),
    )  # fmt: skip
    link = forms.URLField(
        label=lazy("Or a link to it"), required=False, max_length=400, assume_scheme="https",
        help_text=lazy("For a protocol that is kept elsewhere."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Not larger than what is looked through."""
        file = self.cleaned_data.get("file")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@policy("coordinator", "administrator", sample={"institution_id": "institution"})
def document_list(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """All papers of an institution, and noting another one."""
    institution = access_institution(request.scope, institution_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            record_document(
                institution_id=institution.pk, by=request.person.pk, file=(file.name, file.read()) if file else None, **given
            )
        except LmsError as refused:
            form.add_error("file", refused.sentence())
        else:
            messages.success(request, _("The paper is noted."))
            return redirect("lms:institutions:document-list", institution.pk)
    facts = {"institution": institution, "form": form, "documents": documents_of(institution.pk).get(institution.pk, [])}
    return render(request, "lms/institutions/document_list.html", facts, status=422 if form.errors else 200)


@require_safe
@policy("coordinator", "administrator", sample={"document_id": "document"})
def document_file(request: AuthedRequest, document_id: int) -> HttpResponse:
    """The file of a paper, as a download."""
    found = access_document(request.scope, document_id)
    if not found.size:
        raise DocumentNotFound
    response = HttpResponse(bytes(found.body), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@policy("coordinator", "administrator", sample={"document_id": "document"})
def document_withdraw(request: AuthedRequest, document_id: int) -> HttpResponse:
    """Take back a paper that was noted in error."""
    found = access_document(request.scope, document_id)
    withdraw_document(document_id=found.pk, by=request.person.pk)
    messages.success(request, _("Withdrawn: it no longer counts. Note the right one, if there is one."))
    return redirect("lms:institutions:document-list", found.institution_id)
