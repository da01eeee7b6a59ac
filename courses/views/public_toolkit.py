"""The toolkit for the business itself: public pages by country and language. No log-in, no cookie, nobody is followed.

A page is the same for everybody, so that caches in between may keep it: it depends on its address and on what is published.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from courses import rendering
from courses.errors import ReferenceNotFound
from courses.forms.reference import HelpForm, SearchForm
from courses.selectors.printing import BOOKLET, drawn_papers, paper_file, paper_rows
from courses.selectors.reference import Reader, Stamp, toolkit_stamp
from courses.selectors.short_pages import page_of_hook
from courses.services.search_index import is_settled
from courses.short_links import code_of, read_code
from courses.views import reference_contexts as pages
from courses.views.papers import file_of, named
from courses.views.reference_parts import frame
from lms.kernel import conf
from lms.kernel.canonical import digest
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.policy import PUBLIC, policy
from lms.kernel.words import in_language

WHY: Final = "the published toolkit is for every business"
SECONDS: Final = 300  # a cache in between may keep a page; then it asks whether it changed
PLACE: Final = {"country": "public_country", "language": "language"}

View = Callable[..., HttpResponseBase]


@cache
def _software() -> str:
    try:
        return version("advisor-lms")
    except PackageNotFoundError:
        return ""


def _public(view: Callable[..., pages.Page]) -> View:
    """A public page: found or not, unchanged or drawn, without a cookie, the same for everybody."""

    @wraps(view)
    def shown(request: HttpRequest, country: str, language: str, **names: str) -> HttpResponseBase:
        reader = _reader(country, language)
        with translation.override(language):
            stamp = toolkit_stamp()
            etag = _etag(request, stamp) if is_settled(stamp.entry) else ""
            known = get_conditional_response(request, etag=etag, last_modified=_seconds(stamp.at)) if etag else None
            if known is None:
                template, context = view(request, reader, **names)
                known = render(request, template, {**context, **_frame(request, reader, stamp, names)})
        return _for_all(request, known, etag=etag, at=stamp.at, language=language)

    return shown


def _reader(country: str, language: str) -> Reader:
    """Raises ReferenceNotFound: no such country or language, or the toolkit is not public here."""
    code = country.upper()
    if not conf.get("PUBLIC_TOOLKIT") or country != code.lower() or code not in COUNTRIES or language not in Language.values:
        raise ReferenceNotFound
    return Reader(code, language, public=True)


def _seconds(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None


def _etag(request: HttpRequest, stamp: Stamp) -> str:
    """Moves with every publication, every day (what was not verified for 180 days), every change of look or software."""
    look = [rendering.VERSION, static("lms/lms.css"), static("lms/icons.svg"), _software(), str(conf.get("SITE_NAME"))]
    return f'"{digest([request.get_full_path(), stamp.entry, timezone.localdate().isoformat(), look])[:32]}"'


def _for_all(
    request: HttpRequest, response: HttpResponseBase, *, etag: str, at: datetime | None, language: str
) -> HttpResponseBase:
    """The headers that let caches keep a page, but none for long while lists are still being made (no etag).

    The session was not used, whatever looked at it on the way in.
    """
    if etag:
        response["ETag"] = etag
        response["Cache-Control"] = f"public, max-age={SECONDS}"
    else:
        response["Cache-Control"] = "public, max-age=0"
    if at and etag:
        response["Last-Modified"] = http_date(at.timestamp())
    response["Content-Language"] = language
    response.lms_same_for_all = True  # type: ignore[attr-defined]
    if hasattr(request, "session"):
        request.session.accessed = False
    return response


def _frame(request: HttpRequest, reader: Reader, stamp: Stamp, names: dict[str, str]) -> dict[str, Any]:
    """What the public frame needs: nobody is signed in, the other languages by address, the short link and its QR code."""
    match = request.resolver_match
    assert match is not None
    base = conf.base_url()
    kind = str(match.url_name).removeprefix("toolkit-")
    key = names.get("key", "")
    code = code_of(kind if key else "", key, country=reader.country, language=reader.language)
    short = "" if kind == "search" else f"{base}{reverse('lms:courses:toolkit-short', args=[code])}"
    asked = f"?{request.GET.urlencode()}" if kind == "search" and request.GET else ""
    here = {"country": reader.country.lower(), **names}
    tongues = [] if match.url_name == "toolkit-countries" else [
        {"code": one.value, "label": one.label, "current": one == reader.language,
         "url": reverse(match.view_name, kwargs={**here, "language": one.value}) + asked}
        for one in Language
    ]  # fmt: skip
    return {
        "lms": {
            "site_name": str(conf.get("SITE_NAME")), "site_subtitle": in_language(conf.get("SITE_SUBTITLE")), "theme": "",
            "person": None, "places": [], "menu": [], "login_url": None, "logout_url": None,
        },
        "messages": (), "base": base, "tongues": tongues, "short": short, "qr": qr_svg(short) if short else "",
        "published": date_format(timezone.localdate(stamp.at), "DATE_FORMAT") if stamp.at else "",
        "drawn": {f"{one}:{name}" for one, name in drawn_papers(reader.country, reader.language)},
    }  # fmt: skip


def qr_svg(address: str) -> SafeString:
    """The address as a drawing in the page: black on white in every theme."""
    import segno  # loaded by who draws a code

    drawing = segno.make_qr(address, error="m").svg_inline(
        scale=4, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - segno's drawing of our own address


@require_safe
@policy(PUBLIC, why=WHY)
def toolkit_countries(request: HttpRequest) -> HttpResponseBase:
    """Choose a country."""
    if not conf.get("PUBLIC_TOOLKIT"):
        raise ReferenceNotFound
    language = Language.ES.value
    stamp = toolkit_stamp()
    with translation.override(language):
        context = {
            **frame(Reader(COUNTRIES[0], language, public=True)), **_frame(request, Reader(COUNTRIES[0], language), stamp, {}),
            "places": [Country(code) for code in COUNTRIES],
        }  # fmt: skip
        response = render(request, "lms/courses/toolkit_countries.html", context)
    return _for_all(request, response, etag=_etag(request, stamp), at=stamp.at, language=language)


@require_safe
@policy(PUBLIC, sample={"country": "public_country"}, why=WHY)
def toolkit_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """A country without a language: in Spanish."""
    reader = _reader(country, Language.ES.value)
    target = reverse("lms:courses:toolkit-home", args=[reader.country.lower(), reader.language])
    return _for_all(request, HttpResponsePermanentRedirect(target), etag='"-"', at=None, language=reader.language)


@require_safe
@policy(PUBLIC, sample={"code": "short_code"}, why=WHY)
def toolkit_short(request: HttpRequest, code: str) -> HttpResponseBase:
    """Where a printed address leads."""
    target = read_code(code)
    if target is None or not conf.get("PUBLIC_TOOLKIT"):
        raise ReferenceNotFound
    args = [target.country.lower(), target.language]
    name, key = page_of_hook(target.hook) if target.hook else ("home", "")
    url = reverse(f"lms:courses:toolkit-{name}", args=[*args, *([key] if key else [])])
    return _for_all(request, HttpResponseRedirect(url), etag='"-"', at=None, language=target.language)


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_home(request: HttpRequest, reader: Reader) -> pages.Page:
    """By stage, by right, by question."""
    return pages.home(reader)


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_search(request: HttpRequest, reader: Reader) -> pages.Page:
    """What answers a query. The words stand in the address and nowhere else."""
    chosen = SearchForm(request.GET).chosen()
    return pages.results(reader, chosen["q"], chosen["kind"])


@require_safe
@policy(PUBLIC, sample={**PLACE, "key": "section_key"}, why=WHY)
@_public
def toolkit_section(request: HttpRequest, reader: Reader, key: str) -> pages.Page:
    """One text."""
    return pages.section(reader, key, timezone.localdate())


@require_safe
@policy(PUBLIC, sample={**PLACE, "key": "stage_key"}, why=WHY)
@_public
def toolkit_stage(request: HttpRequest, reader: Reader, key: str) -> pages.Page:
    """One stage."""
    return pages.stage(reader, key, timezone.localdate())


@require_safe
@policy(PUBLIC, sample={**PLACE, "key": "topic_key"}, why=WHY)
@_public
def toolkit_topic(request: HttpRequest, reader: Reader, key: str) -> pages.Page:
    """One right."""
    return pages.topic(reader, key, timezone.localdate())


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_glossary(request: HttpRequest, reader: Reader) -> pages.Page:
    """The glossary."""
    return pages.words(reader, "")


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_comparisons(request: HttpRequest, reader: Reader) -> pages.Page:
    """The comparisons there are."""
    return pages.comparison_list(reader)


@require_safe
@policy(PUBLIC, sample={**PLACE, "key": "comparison_key"}, why=WHY)
@_public
def toolkit_comparison(request: HttpRequest, reader: Reader, key: str) -> pages.Page:
    """The four countries side by side."""
    return pages.comparison(reader, key)


@require_safe
@policy(PUBLIC, sample={**PLACE, "key": "fact_key"}, why=WHY)
@_public
def toolkit_fact(request: HttpRequest, reader: Reader, key: str) -> pages.Page:
    """One rule."""
    return pages.fact(reader, key)


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_help(request: HttpRequest, reader: Reader) -> pages.Page:
    """Where to get help."""
    return pages.help_directory(reader, HelpForm({}).wanted(), timezone.localdate())


@require_safe
@policy(PUBLIC, sample=PLACE, why=WHY)
@_public
def toolkit_papers(request: HttpRequest, reader: Reader) -> pages.Page:
    """What there is to print."""
    rows = paper_rows(reader.country, reader.language)
    return "lms/courses/reference_papers.html", {**frame(reader), "papers": rows, "booklet": BOOKLET}


@require_safe
@policy(PUBLIC, sample={**PLACE, "kind": "paper_kind", "key": "drawn_paper_key"}, why=WHY)
def toolkit_paper(request: AuthedRequest, country: str, language: str, kind: str, key: str) -> HttpResponseBase:
    """A file that lies ready; drawn after a publication, never here."""
    reader = _reader(country, language)
    name = named(reader, kind, key)
    paper = paper_file(name)
    response = file_of(request, paper, name, cache=f"public, max-age={SECONDS}")
    return _for_all(request, response, etag=f'"{paper.sha256}"', at=paper.drawn_at, language=language)
