"""Every page that a role comes to by links: seen on a phone and on a desk, in both languages, light and dark.

On each: no violation that axe knows, one heading of the first level, the right language and no English left on a Spanish
page, nothing that a browser complains about, no other host, no scrolling sideways at 360 px; and, with an empty cache, at
most 60 KB in 6 requests from the real server. Screenshots go to test-artifacts/pages, but not where CI=true.
"""

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page

from lms.demo.cast import PASSWORD
from tests.processes import ROOT
from tests.ready import copy_of, demonstration
from tests.site import Site
from tests.words import english_sentences

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SHOTS: Final = ROOT / "test-artifacts" / "pages"
ROLES: Final = {
    "visitor": "",
    "advisor-done": "elena.rojas@mipyme-sur.example",
    "advisor-halfway": "julio.mamani@mipyme-sur.example",
    "advisor-waiting": "ines.caceres@mipyme-sur.example",
    "advisor-new": "daniel.hughes@pyme-austral.example",
    "facilitator": "facilitacion@mipyme-sur.example",
    "assessor": "evaluacion@mipyme-sur.example",
    "coordinator": "coordinacion@mipyme-sur.example",
    "author": "autoria.ompi@programa.example",
    "focal": "punto.focal.peru@programa.example",
    "reviewer": "revision.ompi@programa.example",
    "decider": "decision.ompi@programa.example",
    "administrator": "administracion@programa.example",
}
PHONE, DESK, NARROW = 390, 1280, 360
MOST_BYTES, MOST_REQUESTS, MOST_PAGES = 60 * 1024, 6, 40
# Those whose pages are many and theirs alone: every page that they come to, those after the first ones in one look.
MORE_PAGES: Final = {
    "coordinator": 130,
    "facilitator": 60,
    "reviewer": 75,
    "focal": 90,
    "advisor-done": 70,
    "advisor-halfway": 60,
}
# A page in four of the eight combinations, so that each language, look and width meets each other; in the first of them for
# a role to whom it looks as it looked to another. A language is loaded once: its second look comes to the open page, as when
# a person turns the dark mode on.
LOOKS: Final = (("es", "light", PHONE), ("es", "dark", DESK), ("en", "light", DESK), ("en", "dark", PHONE))
# What a page's second look is asked of axe: what depends on colours and on width. All rules are asked once at either width.
LOOKED_AT: Final = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")
# Not pages: files, and the site's other packages that `resolve` finds (the admin site is Django's).
NO_PAGES: Final = re.compile(
    r"/(admin|static|healthz|readyz|cuenta/logout)\b|/files?/|/export/|\.(pdf|xlsx|json|jwt|csv|png|svg)(\?|$)"
)
_NAMES_ITS_LANGUAGE: Final = re.compile(r"^/toolkit/[a-z]{2}/(es|en)/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("pages"))
    copy_of(demonstration(shared), site.var)
    try:
        site.start()
        yield site
    finally:
        site.clear()


def begin(page: Page, part: str, act: str) -> str:
    """A learner goes through the courses to the first page with `part` in its address and presses what begins it."""
    for course in _found(page, "/courses/", r"^/courses/\d+/$"):
        for place in _found(page, course, part):
            page.goto(place)
            if (button := page.locator(f"form[action$='{act}'] button")).count():
                with page.expect_navigation():
                    button.first.click()
                return urlsplit(page.url).path
    raise AssertionError(f"nothing to begin: {part}")


def _found(page: Page, path: str, pattern: str) -> list[str]:
    page.goto(path)
    return list(dict.fromkeys(one for one in links(page) if re.search(pattern, one)))


def sits_and_writes(page: Page) -> list[str]:
    """A learner's open attempt and draft letter, and the pages before handing in."""
    attempt, letter = begin(page, "/quizzes/", "/start/"), begin(page, "/cases/", "/start/")
    return [attempt, f"{attempt}review/", letter]


def takes_a_letter(page: Page) -> list[str]:
    """An assessor's leased letter."""
    page.goto("/scoring/")
    with page.expect_navigation():
        page.locator("form[action$='/claim/'] button").first.click()
    return [urlsplit(page.url).path]


def leads_a_group(page: Page) -> list[str]:
    """A coordinator's list of people under review, a file that is being made, a message before it is sent, a group by rule."""
    return [*reads_a_list(page), asks_for_a_file(page), *writes_to_somebody(page)]


def asks_for_a_file(page: Page) -> str:
    """The page of a file of the group's progress."""
    page.goto(_found(page, "/cohorts/", r"^/cohorts/\d+/$")[-1])
    with page.expect_navigation():
        page.locator("main form[action='/exports/request/'] button").first.click()
    return urlsplit(page.url).path


def writes_to_somebody(page: Page) -> list[str]:
    """What is sent, before and after; the same to copy."""
    group = _found(page, "/cohorts/", r"^/cohorts/\d+/$")[-1]
    person = _found(page, _found(page, group, r"^/learners/\d+/$")[0], r"^/people/write/")[0]
    page.goto(person)
    with page.expect_navigation():
        page.locator("button[value=preview]").click()
    with page.expect_navigation():
        page.locator("main button.btn-main").first.click()
    return [person, person.replace("/write/", "/copy/"), urlsplit(page.url).path]


def reads_a_list(page: Page) -> list[str]:
    """A coordinator's list of people under review: a row to add, and one to mend."""
    place = next(one for course in ("/cohorts/", "/institutions/") for one in _found(page, course, r"^/cohorts/\d+/$"))
    page.goto(f"/groups/{place.split('/')[2]}/people/import/")
    rows = b"email,first name,last name,country\nnueva@example.org,Nueva,Persona,PE\nmala,Mala,Fila,XX\n"
    page.locator("input[type=file]").set_input_files({"name": "lista.csv", "mimeType": "text/csv", "buffer": rows})
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()
    return [urlsplit(page.url).path]


# What a role does first, in Spanish, to come to pages that no link leads to.
ACTS: Final[dict[str, Callable[[Page], list[str]]]] = {
    "advisor-new": sits_and_writes, "assessor": takes_a_letter, "coordinator": leads_a_group,
}  # fmt: skip


@dataclass
class Look:
    """A person's browser in one language: what it asked for and what it complains about, page by page."""

    context: BrowserContext
    host: str
    page: Page = field(init=False)
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    sizes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("console", lambda said: said.type in ("error", "warning") and self._fault(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self._fault(f"script: {error}"))
        wire: Any = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", lambda event: self.requests.append(event["request"]["url"]))
        wire.on("Network.loadingFinished", lambda event: self.sizes.update(all=int(event["encodedDataLength"])))

    def _fault(self, what: str) -> None:
        self.faults.append(f"{urlsplit(self.page.url).path}: {what}")

    def become(self, look: str, width: int) -> None:
        """Light or dark, this wide: the open page, too."""
        self.page.emulate_media(color_scheme=look, reduced_motion="reduce")  # type: ignore[arg-type]
        self.page.set_viewport_size({"width": width, "height": 900})

    def open(self, path: str, look: str, width: int) -> int:
        """Go there with an empty cache; returns the status."""
        self.requests.clear()
        self.sizes.clear()
        self.become(look, width)
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None
        return answer.status


def sign_in(context: BrowserContext, email: str) -> None:
    page = context.new_page()
    page.goto("/cuenta/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()
    assert "/cuenta/login" not in page.url, page.locator("main").inner_text()
    page.close()


def pattern_of(path: str) -> str:
    """The name of the page's view, with the kind of what it shows: one page of a kind is looked at."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return f"{found.view_name}?{'&'.join(sorted(part.partition('=')[0] for part in urlsplit(path).query.split('&') if part))}"


def links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    here = urlsplit(page.url).path
    return [f"{here}{one}" if one.startswith("?") else one.partition("#")[0] for one in found if one.startswith(("/", "?"))]


@pytest.fixture(scope="module")
def english() -> list[str]:
    return english_sentences()


@pytest.fixture(scope="module")
def is_first(shared: Path) -> Callable[[str], bool]:
    """Whether no role has come to this kind of page before, in whatever process: the first looks at it in all its looks."""
    folder = shared / "pages-seen"
    folder.mkdir(exist_ok=True)

    def claim(pattern: str) -> bool:
        try:
            (folder / hashlib.sha256(pattern.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return claim


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_a_role(
    role: str, site: Site, browser: Browser, english: list[str], is_first: Callable[[str], bool]
) -> None:
    shots = SHOTS / role
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    browsers = {language: _look(site, browser, ROLES[role], language) for language in ("es", "en")}
    faults, seen, waiting, sizes = [], set(), ["/", "/verify/", "/cuenta/login/"], []
    if role in ACTS:
        waiting = ACTS[role](browsers["es"].page) + waiting
    while waiting and len(seen) < MORE_PAGES.get(role, MOST_PAGES):
        path = waiting.pop(0)
        pattern = pattern_of(path)
        if not pattern or pattern in seen or NO_PAGES.search(path) or "language=" in path:
            continue
        seen.add(pattern)
        loaded = ""
        first = is_first(pattern) and len(seen) <= MOST_PAGES
        for language, look, width in LOOKS if first else LOOKS[:1]:
            shown, again = browsers[language], loaded == language
            if again:
                shown.become(look, width)
            else:
                status, loaded = shown.open(path, look, width), language  # fails when nobody answers
                if status >= 400 or not shown.page.locator("html").count():
                    faults.append(f"{path}: status {status}")
                    break
            if language == "es" and look == "light":
                waiting += links(shown.page)
                size, asked = shown.sizes["all"], sum(not one.startswith("data:") for one in shown.requests)
                sizes.append(f"{size:7} bytes {asked:2} requests {path}")
                if size > MOST_BYTES or asked > MOST_REQUESTS:
                    faults.append(f"{path}: {size} bytes, {asked} requests with an empty cache")
            faults += [
                f"{path} ({language} {look} {width}): {what}" for what in _faults_of(shown, language, width, english, again)
            ]
            name = re.sub(r"\W+", "-", pattern).strip("-")
            _shoot(shown.page, shots / f"{name}-{width}-{look}-{language}.jpeg")
    (SHOTS / f"{role}.txt").write_text("\n".join(sizes) + "\n")
    for one in browsers.values():
        faults += one.faults
        one.context.close()
    assert faults == [], "\n".join(faults)


def _look(site: Site, browser: Browser, email: str, language: str) -> Look:
    locale = {"es": "es-PE", "en": "en-GB"}[language]
    context = browser.new_context(
        base_url=site.address, locale=locale, timezone_id="America/Lima", reduced_motion="reduce"
    )  # a change of width in the middle of a transition between pages is an error to Chromium
    context.set_default_timeout(60_000)
    if email:
        sign_in(context, email)
    context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
    return Look(context, urlsplit(site.address).netloc)


def _violations(page: Page, again: bool) -> list[dict[str, Any]]:
    """What axe finds; the script goes once into a page, and only what is wrong comes back.

    `again`: the page's second look in this language; the other language is asked all rules at this width.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {"runOnly": {"type": "rule", "values": LOOKED_AT}} if again else {}
    return list(
        page.evaluate("asked => axe.run(asked).then(found => found.violations)", {"resultTypes": ["violations"], **rules})
    )


def _shoot(page: Page, file: Path) -> None:
    """The whole page, for people to look at: not where nobody keeps the picture."""
    if os.environ.get("CI"):
        return
    page.screenshot(path=file, type="jpeg", quality=70, full_page=True)


def _faults_of(look: Look, language: str, width: int, english: list[str], again: bool = False) -> list[str]:
    page, faults = look.page, []
    if strangers := [url for url in look.requests if not url.startswith("data:") and urlsplit(url).netloc != look.host]:
        faults.append(f"other hosts: {strangers}")
    if named := _NAMES_ITS_LANGUAGE.search(urlsplit(page.url).path):
        language = named[1]  # a page for businesses is in the language that its address names, whoever reads it
    if (lang := page.locator("html").get_attribute("lang")) != language:
        faults.append(f"lang={lang}")
    if (heads := page.locator("h1").count()) != 1:
        faults.append(f"{heads} h1")
    for violation in _violations(page, again):
        where = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
        faults.append(f"axe {violation['id']}: {violation['help']} at {where}")
    if language == "es":
        text = " ".join(page.locator("body").inner_text().split())
        faults += [f"English: {one}" for one in english if one in text and re.search(rf"\b{re.escape(one)}", text)]
    if width == PHONE:
        page.set_viewport_size({"width": NARROW, "height": 900})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > NARROW:
            faults.append(f"{wide} px wide at {NARROW} px")
        page.set_viewport_size({"width": width, "height": 900})
    return faults


def test_a_page_that_is_not_there_and_a_form_to_mend_are_as_good(site: Site, browser: Browser, english: list[str]) -> None:
    faults = []
    for email in ("", ROLES["coordinator"]):
        look = _look(site, browser, email, "es")
        for width, scheme in ((PHONE, "light"), (DESK, "dark")):
            assert look.open("/no-such-page/", scheme, width) == 404
            faults += [f"404 ({width} {scheme}): {what}" for what in _faults_of(look, "es", width, english)]
            form = "/groups/1/people/new/" if email else "/cuenta/login/"
            assert look.open(form, scheme, width) == 200
            look.page.eval_on_selector("main form", "form => { form.noValidate = true }")
            with look.page.expect_navigation():
                look.page.locator("main form button[type=submit]").first.click()
            assert look.page.locator("[aria-invalid=true], .error, .errorlist").count()
            faults += [f"{form} to mend ({width} {scheme}): {what}" for what in _faults_of(look, "es", width, english)]
            _shoot(look.page, SHOTS / f"to-mend-{'form' if email else 'login'}-{width}-{scheme}.jpeg")
        faults += [fault for fault in look.faults if "status of 404" not in fault and "status of 422" not in fault]
        look.context.close()
    assert faults == [], "\n".join(faults)
