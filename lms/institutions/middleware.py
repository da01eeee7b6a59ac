"""The language and the clock of a page: chosen, the person's, the browser's, the site's."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from lms.kernel import conf
from lms.kernel.places import TIME_ZONES, Language
from lms.kernel.policy import resolve


class PersonLanguageMiddleware:
    """Speaks to each reader in their language and in the time of their place, for the length of one request.

    Language: the choice kept in the cookie, else the person's, else the browser's, else Spanish. Clock: the person's
    zone, else their institution's, else their country's, else the site's. Stands after the log-in middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language, zone = self.choose(request)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if not getattr(response, "lms_same_for_all", False):  # a public page speaks the language of its address
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        if response.streaming and not hasattr(response, "file_to_stream"):
            content: Any = response.streaming_content  # type: ignore[attr-defined]
            if not hasattr(content, "__aiter__"):
                response.streaming_content = speaking(content, language, zone)  # type: ignore[attr-defined]
        return response

    @staticmethod
    def choose(request: HttpRequest) -> tuple[str, ZoneInfo | None]:
        """The language code and the zone of a request; a visitor without a session costs no query."""
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        person, scope = (resolve(request) if signed_in else None) or (None, None)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in conf.get("LANGUAGES"):
            chosen = person.language if person else browser_language(request)
        names = (person.time_zone, getattr(scope, "time_zone", ""), TIME_ZONES.get(person.country, "")) if person else ()
        return chosen, next((zone for name in names if (zone := zone_of(name))), None)


def browser_language(request: HttpRequest) -> str:
    """The first language the browser asks for that we speak, else Spanish."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code[:2] in conf.get("LANGUAGES"):
            return code[:2]
    return Language.ES.value


def zone_of(name: str) -> ZoneInfo | None:
    """A time zone by name; None for none and for a name that the system does not know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def speaking(content: Iterable[Any], language: str, zone: ZoneInfo | None) -> Iterator[Any]:
    """A stream that is made in the reader's language too, piece by piece."""
    pieces = iter(content)
    while True:
        with translation.override(language), timezone.override(zone):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece
