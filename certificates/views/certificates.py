"""Pages of certificates: the public verification, and what a holder has."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from certificates.access.awards import access_own_award
from certificates.access.certificates import access_certificate_file, access_drawing
from certificates.errors import TooManyLookups
from certificates.forms.verifying import FileForm, SerialForm
from certificates.pages import batches as pages_batches
from certificates.pages import certificates as pages
from certificates.pages import verifying as pages_verify
from certificates.selectors.answers import Answer, answer
from certificates.selectors.certificates import failed_drawings, paths_in_brief
from certificates.selectors.files import CHANGED, FOUND, file_of, look_at_file
from certificates.selectors.holding import about_awards, last_rounds, papers_of
from certificates.serial import in_groups, is_well_formed, normalise
from certificates.services.lookups import count_miss
from certificates.services.settling import draw_again
from certificates.services.sharing import set_sharing
from certificates.standing import PublicState, Standing
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest, wants_json
from lms.kernel.places import Language
from lms.kernel.policy import PERSON, PUBLIC, policy

PUBLIC_WHY = "anyone may check a certificate"


@policy(PUBLIC, why=PUBLIC_WHY)
@require_GET
def verify_form(request: HttpRequest) -> HttpResponseBase:
    """Ask for a number. `?serial=…` (the form without scripts) leads on to its page."""
    with translation.override(_language(request)):
        if "serial" not in request.GET:
            return _public(request, "lms/certificates/verify_form.html", {"form": SerialForm()})
        form = SerialForm(request.GET)
        if not form.is_valid():
            return _public(request, "lms/certificates/verify_form.html", {"form": form}, status=422)
        typed = form.cleaned_data["serial"]
        return HttpResponseRedirect(_detail_url(request, normalise(typed) or pages_verify.printable(typed)))


@policy(PUBLIC, sample={"serial": "serial"}, why=PUBLIC_WHY)
@require_GET
def verify_detail(request: HttpRequest, serial: str) -> HttpResponseBase:
    """How a certificate stands, for whoever asks. 404 with the same page for a number that is not in the register."""
    with translation.override(_language(request)):
        number = normalise(serial)
        if not is_well_formed(number):
            found = Answer(number, Standing(PublicState.UNKNOWN), None)
            return _answer(request, pages_verify.verdict(found, typed=serial, slip=True), status=404)
        found = answer(number)
        if found.standing.state != PublicState.UNKNOWN:
            return _answer(request, pages_verify.verdict(found, typed=serial), status=200)
        try:
            count_miss(address=pages_verify.address_of(request))
        except TooManyLookups as busy:
            return _busy(request, busy)
        return _answer(request, pages_verify.verdict(found, typed=serial), status=404)


@csrf_exempt  # changes nothing and knows nobody: a page without cookies has no token to compare
@policy(PUBLIC, why=PUBLIC_WHY)
@require_POST
def verify_file(request: HttpRequest) -> HttpResponseBase:
    """What a PDF or a badge is worth that somebody received: as issued (200), changed (422), or none of ours (404)."""
    with translation.override(_language(request)):
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            if wants_json(request):
                refused = {"error": "FileRefused", "sentence": " ".join(str(one) for one in form.errors["file"])}
                return _private(JsonResponse(refused, status=422))
            context = {"form": SerialForm(), "file_form": form}
            return _public(request, "lms/certificates/verify_form.html", context, status=422)
        looked = look_at_file(form.body())
        status = {FOUND: 200, CHANGED: 422}.get(looked.register, 404)
        if status == 404:
            try:
                count_miss(address=pages_verify.address_of(request))
            except TooManyLookups as busy:
                return _busy(request, busy)
        if wants_json(request):
            return _private(JsonResponse(pages_verify.file_json(looked), status=status))
        said = pages_verify.file_verdict(looked)
        if looked.register == FOUND:
            shown = pages_verify.verdict(answer(looked.serial), typed=looked.serial)
            found = {"verdict": shown, "form": SerialForm(), "file": said}
            return _public(request, "lms/certificates/verify_detail.html", found)
        return _public(request, "lms/certificates/verify_form.html", {"form": SerialForm(), "file": said}, status=status)


@policy(PERSON)
@require_GET
def certificate_list(request: AuthedRequest) -> HttpResponse:
    """What I hold, and what is missing for what I don't hold yet."""
    cards, proofs = papers_of(request.person.pk)
    name = request.person.certificate_name or request.person.full_name
    on_the_way = paths_in_brief(request.person.pk, name, last_rounds(cards))
    about = about_awards(cards)
    begun = {(one.credential.key, one.country) for one in on_the_way if one.round > one.held > 0}
    context = {"held": pages.held(cards, about, begun, name), "open": pages.on_the_way(on_the_way)}
    context["conduct"] = pages.conduct_banner(cards)
    context["proofs"] = pages_batches.proofs(proofs)
    return render(request, "lms/certificates/certificate_list.html", context)


@policy(PERSON, sample={"award_id": "own_award_id"})
@require_POST
def sharing(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Show my name on the public page and let anyone have the badge, or take that back."""
    award = access_own_award(request.scope, award_id)
    set_sharing(award_id=award.pk, by=request.person.pk, shown=request.POST.get("shown") == "yes")
    return redirect("lms:certificates:certificate-list")


@policy(PERSON, sample={"certificate_id": "certificate_id"})
@require_GET
def certificate_download(request: AuthedRequest, certificate_id: int) -> HttpResponseBase:
    """The file as it was issued, byte for byte: the holder's own, or of the coordinator's institution."""
    row = access_certificate_file(request.scope, certificate_id)
    response = HttpResponse(file_of(row), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'attachment; filename="{pgettext("file name", "certificate")}-{in_groups(row.serial)}.pdf"'
    )
    response["ETag"] = etag = f'"{row.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


@policy("administrator")
@require_GET
def drawing_list(request: AuthedRequest) -> HttpResponse:
    """Papers that used their attempts, with what went wrong."""
    return render(request, "lms/certificates/drawing_list.html", {"rows": pages.failures(failed_drawings(200))})


@policy("administrator", sample={"certificate_id": "certificate_id"})
@require_POST
def drawing_retry(request: AuthedRequest, certificate_id: int) -> HttpResponse:
    """Draw one of them again, with all its attempts."""
    row = access_drawing(request.scope, certificate_id)
    draw_again(certificate_id=row.pk, by=request.person.pk)
    return redirect("lms:certificates:drawing-list")


# Shared by the public pages -------------------------------------------------------------------------------------------
def _language(request: HttpRequest) -> str:
    """`?language=` chooses without a cookie; else what the middleware chose."""
    asked = request.GET.get("language", "")
    return asked if asked in Language.values else translation.get_language() or "es"


def _detail_url(request: HttpRequest, serial: str) -> str:
    asked = {"language": request.GET["language"]} if request.GET.get("language") in Language.values else {}
    return reverse("lms:certificates:verify-detail", args=[serial], query=asked or None)


def _answer(request: HttpRequest, verdict: pages_verify.Verdict, *, status: int) -> HttpResponse:
    if wants_json(request):
        return _private(JsonResponse(pages_verify.as_json(verdict), status=status))
    context = {"verdict": verdict, "form": SerialForm(), "card": pages_verify.card(verdict)}
    return _public(request, "lms/certificates/verify_detail.html", context, status=status)


def _busy(request: HttpRequest, busy: LmsError) -> HttpResponse:
    if wants_json(request):
        response: HttpResponse = JsonResponse({"error": type(busy).__name__, "sentence": busy.sentence()}, status=busy.status)
    else:
        context = {"form": SerialForm(), "busy": busy.sentence()}
        response = render(
            request, "lms/certificates/verify_form.html", pages_verify.frame(request, context), status=busy.status
        )
    response["Retry-After"] = "60"
    return _private(response)


def _public(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _private(
        render(request, template, pages_verify.frame(request, {"now": timezone.localtime(), **context}), status=status)
    )


def _private(response: HttpResponse) -> HttpResponse:
    """Not indexed, not kept by anyone: the answer may be another one in a second."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response
