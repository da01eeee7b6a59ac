"""Credentials and the papers of each: languages, designs, who issues them together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.access.credentials import access_credential
from certificates.models import Credential
from certificates.pages import credentials as pages
from certificates.services.credential_papers import set_credential_papers
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language


@policy("administrator", "decider")
@require_safe
def credential_list(request: AuthedRequest) -> HttpResponse:
    """Every credential, with the languages and designs of its papers."""
    rows = Credential.objects.order_by("archived_at", "key")
    return render(request, "lms/certificates/credential_list.html", {"lines": pages.lines(list(rows))})


@policy("administrator", "decider", sample={"credential_id": "credential_id"})
@require_http_methods(["GET", "POST"])
def credential_papers(request: AuthedRequest, credential_id: int) -> HttpResponse:
    """How the papers of one credential are made from now on. What is issued stays as it is."""
    credential = access_credential(request.scope, credential_id)
    form = pages.form_for(credential, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = set_credential_papers(credential_id=credential.pk, by=request.person.pk, **form.facts())
            except LmsError as refused:
                form.add_error(None, refused.sentence())
                status = refused.status
            else:
                said = _("Saved. Papers that are issued from now on are made so.") if changed else _("Nothing was changed.")
                messages.success(request, said)
                return redirect("lms:certificates:credential-papers", credential.pk)
    context = {"title": in_language(credential.titles), "facts": pages.facts(credential), "form": form, "one": credential}
    return render(request, "lms/certificates/credential_papers.html", context, status=status)
