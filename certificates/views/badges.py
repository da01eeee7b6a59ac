"""What other people's software asks for: badges, the lists of those taken back, the issuer's keys; and what a credential is."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_GET

from certificates.access.certificates import access_badge
from certificates.badge_keyring import issuer_did, public_keys
from certificates.badges import picture
from certificates.badges.achievement import achievement_document
from certificates.badges.baking import bake_png, bake_svg
from certificates.badges.did import did_document as document_of
from certificates.errors import AchievementNotFound, BadgeNotFound, TooManyLookups
from certificates.models import Credential
from certificates.pages import badges as badge_pages
from certificates.pages import verifying as pages_verify
from certificates.selectors.badges import BadgeCard, courses_of, credential_by_key
from certificates.serial import is_well_formed, normalise
from certificates.services.lookups import count_miss
from certificates.services.status_lists import DOCUMENT, JWT, status_list_body
from certificates.wording.badges import PICTURES, achievement_facts, picture_words
from lms.kernel.http import wants_json
from lms.kernel.places import Language
from lms.kernel.policy import PUBLIC, policy

Bake = Callable[[BadgeCard], tuple[bytes, str]]
BADGE_WHY = "a badge is shown to anyone, unless its holder withdrew it; its number can't be guessed"
SOFTWARE_WHY = "whoever checks a badge must be able to read it"
ACHIEVEMENT_WHY = "says what a credential is; belongs to nobody"


@policy(PUBLIC, sample={"serial": "serial"}, why=BADGE_WHY)
@require_GET
def badge_json(request: HttpRequest, serial: str) -> HttpResponseBase:
    """The badge as JSON with an embedded proof (`eddsa-rdfc-2022`): the address that names it."""
    return _badge(request, serial, "json", lambda badge: (_present(badge.data_integrity), DOCUMENT))


@policy(PUBLIC, sample={"serial": "serial"}, why=BADGE_WHY)
@require_GET
def badge_jwt(request: HttpRequest, serial: str) -> HttpResponseBase:
    """The badge as a signed token (JWT-VC)."""
    return _badge(request, serial, "jwt", lambda badge: (_present(badge.jwt), JWT))


@policy(PUBLIC, sample={"serial": "serial"}, why=BADGE_WHY)
@require_GET
def badge_png(request: HttpRequest, serial: str) -> HttpResponseBase:
    """The badge's picture with the token in it, as PNG."""
    return _badge(request, serial, "png", lambda badge: (bake_png(_drawn(picture.png, badge), badge.jwt), "image/png"))


@policy(PUBLIC, sample={"serial": "serial"}, why=BADGE_WHY)
@require_GET
def badge_svg(request: HttpRequest, serial: str) -> HttpResponseBase:
    """The badge's picture with the token in it, as SVG."""
    return _badge(request, serial, "svg", lambda badge: (bake_svg(_drawn(picture.svg, badge), badge.jwt), "image/svg+xml"))


@policy(PUBLIC, sample={"number": "status_list"}, why=SOFTWARE_WHY)
@require_GET
def status_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """A list of badges that were taken back: as JWT, or for who asks for JSON alone with an embedded proof."""
    accept = request.headers.get("Accept", "")
    embedded = "json" in accept and "jwt" not in accept
    found = status_list_body(number=number, embedded=embedded)
    response = _for_software(request, found.body.encode(), found.content_type, max_age=60, etag=found.etag)
    patch_vary_headers(response, ["Accept"])
    return response


@policy(PUBLIC, why=SOFTWARE_WHY)
@require_GET
def did_document(request: HttpRequest) -> HttpResponseBase:
    """The issuer's keys, past ones too (did:web). Not found where no badge was ever signed: there is no issuer."""
    keys = public_keys()
    if not keys:
        raise Http404
    body = JsonResponse(document_of(issuer_did(), keys)).content
    return _for_software(request, body, "application/did+json", max_age=300)


@policy(PUBLIC, sample={"key": "credential_key"}, why=ACHIEVEMENT_WHY)
@require_GET
def achievement_detail(request: HttpRequest, key: str) -> HttpResponseBase:
    """What a credential is: what it says, what is asked for it, who stands behind it. JSON for software."""
    credential = _credential(key)
    courses = courses_of(credential.pk)
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in Language.values else translation.get_language() or "es"):
        if wants_json(request):
            language = asked if asked in Language.values else "es+en"
            body = achievement_document(achievement_facts(credential, courses), issuer_did(), language)
            return _for_software(request, JsonResponse(body).content, "application/json", max_age=300)
        context = {"achievement": badge_pages.achievement(credential, courses), "now": timezone.localtime()}
        response = render(request, "lms/certificates/achievement_detail.html", pages_verify.frame(request, context))
        patch_vary_headers(response, ["Accept", "Accept-Language"])
        return response


@policy(PUBLIC, sample={"key": "credential_key", "language": "picture_language"}, why=ACHIEVEMENT_WHY)
@require_GET
def achievement_png(request: HttpRequest, key: str, language: str) -> HttpResponseBase:
    """The picture of a credential's badge, as PNG, without a credential in it."""
    body = _picture(picture.png, _credential(key), language)
    return _for_software(request, body, "image/png", max_age=86_400)


@policy(PUBLIC, sample={"key": "credential_key", "language": "picture_language"}, why=ACHIEVEMENT_WHY)
@require_GET
def achievement_svg(request: HttpRequest, key: str, language: str) -> HttpResponseBase:
    """The same as SVG."""
    body = _picture(picture.svg, _credential(key), language)
    return _for_software(request, body, "image/svg+xml", max_age=86_400)


# Shared ---------------------------------------------------------------------------------------------------------------
def _badge(request: Any, serial: str, ending: str, bake: Bake) -> HttpResponse:
    """A badge's file, kept by nobody: its holder may withdraw it. An unknown number counts as a guess."""
    number = normalise(serial)
    try:
        badge = access_badge(request.person.pk if request.person else None, number)
    except BadgeNotFound:
        if is_well_formed(number):
            try:
                count_miss(address=pages_verify.address_of(request))
            except TooManyLookups as busy:
                return HttpResponse(
                    busy.sentence(), status=busy.status, content_type="text/plain", headers={"Retry-After": "60"}
                )
        raise
    body, content_type = bake(badge)
    response = _for_software(request, body, content_type, max_age=None)
    response["Content-Disposition"] = f'inline; filename="badge-{number}.{ending}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _for_software(request: HttpRequest, body: bytes, content_type: str, *, max_age: int | None, etag: str = "") -> HttpResponse:
    """Bytes that a script on another site may read too; with an ETag, so that nothing is sent twice."""
    tag = f'"{etag or sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache" if max_age is None else f"public, max-age={max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    found = get_conditional_response(request, etag=tag, response=response)
    return found if isinstance(found, HttpResponse) else response


def _present(text: str) -> bytes:
    if not text:
        raise BadgeNotFound
    return text.encode()


def _credential(key: str) -> Credential:
    found = credential_by_key(key)
    if found is None:
        raise AchievementNotFound
    return found


def _drawn(draw: Callable[[picture.BadgeWords], bytes], badge: BadgeCard) -> bytes:
    return _picture(draw, badge.credential, badge.language if badge.language in PICTURES else "es")


def _picture(draw: Callable[[picture.BadgeWords], bytes], credential: Credential, language: str) -> bytes:
    """A title that can't be drawn (letters that the faces lack) leaves the place to the programme's name."""
    if language not in PICTURES:
        raise AchievementNotFound
    words = picture_words(credential, language)
    try:
        return draw(words)
    except picture.PictureUnfit:
        return draw(picture.BadgeWords(words.house, words.claim, ""))
