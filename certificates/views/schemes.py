"""Schemes: what the public reads of a credential, and what administrators write and publish."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.credentials import access_credential
from certificates.errors import AchievementNotFound
from certificates.forms.schemes import SchemeForm
from certificates.models import Claim, Credential
from certificates.pages import schemes as pages
from certificates.pages import verifying as pages_verify
from certificates.scheme_errors import CertificationRefused
from certificates.selectors.badges import credential_by_key
from certificates.selectors.schemes import conduct_in_force, draft_of, scheme_of, sitters, versions_of
from certificates.services.schemes import lacks_for_certification, publish_scheme, save_scheme
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest, wants_json
from lms.kernel.places import Language
from lms.kernel.policy import PUBLIC, may_open, policy
from lms.kernel.words import in_language

PUBLIC_WHY = "anyone may read what a certificate claims and who stands behind it"
ONE = {"credential_id": "credential_id"}


@policy(PUBLIC, sample={"key": "credential_key"}, why=PUBLIC_WHY)
@require_GET
def scheme_detail(request: HttpRequest, key: str) -> HttpResponseBase:
    """Who stands behind a credential, what it attests and what not, and by which rules. As JSON for who asks for that."""
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in Language.values else translation.get_language() or "es"):
        credential = credential_by_key(key)
        if credential is None:
            raise AchievementNotFound
        shown = pages.scheme_page(credential, scheme_of(credential.pk), conduct_in_force())
        if wants_json(request):
            response: HttpResponse = JsonResponse(dict(shown.facts))
        else:
            context = {"scheme": shown, "key": credential.key, "now": timezone.localtime()}
            response = render(request, "lms/certificates/scheme_detail.html", pages_verify.frame(request, context))
        patch_vary_headers(response, ["Accept", "Accept-Language"])
        return response


@policy("administrator", sample=ONE)
@require_http_methods(["GET", "POST"])
def scheme_edit(request: AuthedRequest, credential_id: int) -> HttpResponse:
    """The draft of a scheme, what a certification still lacks, and what was published."""
    credential = access_credential(request.scope, credential_id)
    draft = draft_of(credential)
    people = sitters()
    if request.method != "POST":
        form = SchemeForm(initial=SchemeForm.start(draft.claim, draft.body, draft.draft_number), people=people)
        return _edit(request, credential, form)
    form = SchemeForm(request.POST, people=people)
    if not form.is_valid():
        return _edit(request, credential, form, status=422)
    try:
        save_scheme(credential_id=credential.pk, by=request.person.pk, **form.facts())
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return _edit(request, credential, form, status=refused.status)
    messages.success(request, _("Saved. The public reads it when you publish it."))
    return redirect("lms:certificates:scheme-edit", credential.pk)


@policy("administrator", sample=ONE)
@require_POST
def scheme_publish(request: AuthedRequest, credential_id: int) -> HttpResponse:
    """Put the draft in force; a certification is refused with the list of what it lacks."""
    credential = access_credential(request.scope, credential_id)
    seen = request.POST.get("seen", "")
    try:
        number = publish_scheme(credential_id=credential.pk, by=request.person.pk, seen=int(seen) if seen.isdecimal() else None)
    except CertificationRefused as refused:
        draft = draft_of(credential)
        form = SchemeForm(initial=SchemeForm.start(draft.claim, draft.body, draft.draft_number), people=sitters())
        return _edit(request, credential, form, refused=refused.sentence(), status=refused.status)
    except LmsError as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("Version %(n)s is in force.") % {"n": number})
    return redirect("lms:certificates:scheme-edit", credential.pk)


def _edit(
    request: AuthedRequest, credential: Credential, form: SchemeForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    draft = draft_of(credential)
    versions = list(versions_of(credential.pk))
    context: dict[str, Any] = {
        "title": in_language(credential.titles), "one": credential, "form": form, "refused": refused,
        "lacks": [
            one if may_open(one.url, request.scope.roles) else replace(one, url="")
            for one in pages.lack_lines(lacks_for_certification(credential.pk, draft.body))
        ],
        "certification": draft.claim == Claim.CERTIFICATION, "draft": draft, "versions": pages.version_lines(versions),
    }  # fmt: skip
    return render(request, "lms/certificates/scheme_form.html", context, status=status)
