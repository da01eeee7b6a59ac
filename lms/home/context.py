"""What every page's frame needs: who is looking, which places the menu shows, the name of the site."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, get_language_info

from lms.home.places import Place, menu_of, places_of
from lms.institutions.api import Scope, roles_line
from lms.kernel import conf
from lms.kernel.policy import resolve
from lms.kernel.words import in_language


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `lms`, made once a request."""
    known = getattr(request, "_lms_page", None)
    if known is None:
        known = frame(request)
        request._lms_page = known  # type: ignore[attr-defined]
    return {"lms": known}


def frame(request: HttpRequest) -> dict[str, Any]:
    """What templates/lms/base.html asks for. A visitor has a log-in link, a person has places, a menu and a way out."""
    found = resolve(request) if hasattr(request, "user") else None
    person, scope = cast("tuple[Any, Scope]", found) if found else (None, None)
    signed_in = bool(getattr(getattr(request, "user", None), "is_authenticated", False))
    return {
        "site_name": str(conf.get("SITE_NAME")),
        "site_subtitle": in_language(conf.get("SITE_SUBTITLE")),
        "theme": person.theme if person else "",
        "person": person,
        "initials": initials(person) if person else "",
        "roles_line": roles_line(scope) if scope else "",
        "places": marked(places_of(scope), request.path) if scope else [],
        "menu": menu_of(scope) if scope else [],
        "login_url": None if signed_in else login_url(request),
        "logout_url": logout_url() if signed_in else None,
        "verify_url": address("lms:certificates:verify-form"),
        "calls_url": address("lms:courses:call-list"),
        "tongues": tongues(),
        "about_url": address("lms:courses:content-about"),
    }


def tongues() -> list[tuple[str, str]]:
    """The other languages of the screens, as (code, own name)."""
    now = (get_language() or "")[:2]
    names = ((code, get_language_info(code)["name_local"]) for code in conf.get("LANGUAGES") if code != now)
    return [(code, name[:1].upper() + name[1:]) for code, name in names]


def initials(person: Any) -> str:
    """Up to two letters for the round sign of an account."""
    names = [person.given_name, person.family_name] if person.given_name or person.family_name else [person.full_name]
    return "".join(name.strip()[0] for name in names if name.strip()).upper()[:2]


def marked(places: list[Place], path: str) -> list[dict[str, Any]]:
    """The places with the one marked whose address leads furthest into the present page."""
    inside = [p for p in places if path == p.url or (p.url != address("lms:home:home") and path.startswith(p.url))]
    current = max(inside, key=lambda p: len(p.url), default=None)
    return [{"url": p.url, "icon": p.icon, "label": p.label, "current": p is current} for p in places]


def address(name: str) -> str:
    """The address of a page by name; '' when the site has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def login_url(request: HttpRequest) -> str | None:
    """Where to sign in, coming back here after; in a host, the host's LOGIN_URL. None on that very page."""
    url = address(str(settings.LOGIN_URL)) or str(settings.LOGIN_URL)
    if request.path == url:
        return None
    here = request.get_full_path()
    folder = url.rstrip("/").rpartition("/")[0] + "/"  # the other pages of the log-in are no place to come back to
    at_home = here == address("lms:home:home") or (folder != "/" and here.startswith(folder))
    return url if at_home else f"{url}?{urlencode({'next': here})}"


def logout_url() -> str | None:
    """Where to sign out: allauth's page, or the host's own under its usual names; None when there is none."""
    return address("account_logout") or address("logout") or None
