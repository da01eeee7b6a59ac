"""Every page that a role comes to by links: seen on a phone and on a desk, in both languages, light and dark.

On each: no violation that axe knows, one heading of the first level, the right language and no English left on a Spanish
page, nothing that a browser complains about, no other host, no scrolling sideways at 360 px; and, with an empty cache, at
most 60 KB in 6 requests from the real server. Screenshots go to test-artifacts/pages.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from lms.demo.cast import PASSWORD
from tests.legs import chromium
from tests.processes import ROOT
from tests.site import Site

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
# Each page in four of the eight combinations, so that each language, look and width meets each other.
LOOKS: Final = (("es", "light", PHONE), ("es", "dark", DESK), ("en", "light", DESK), ("en", "dark", PHONE))
# Not pages: files, and the site's other packages that `resolve` finds (the admin site is Django's).
NO_PAGES: Final = re.compile(r"/(admin|static|healthz|readyz|cuenta/logout)\b|/file/|/files/|\.(pdf|xlsx|json)$")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("pages"))
    try:
        site.start("--demo", seconds=280)
        yield site
    finally:
        site.clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()


def english_sentences() -> list[str]:
    """What must not stand on a Spanish page: msgids of more than 12 letters whose Spanish is another one, or missing."""
    found = set()
    for file in ROOT.glob("**/locale/es/LC_MESSAGES/django.po"):
        if ".venv" not in file.parts:
            for entry in polib.pofile(str(file)):
                plain = not re.search(r"[%{<]", entry.msgid) and not entry.obsolete
                if plain and sum(c.isalpha() for c in entry.msgid) > 12 and entry.msgstr != entry.msgid:
                    found.add(" ".join(entry.msgid.split()))
    return sorted(found)


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

    def open(self, path: str, look: str, width: int) -> int:
        """Go there with an empty cache; returns the status."""
        self.requests.clear()
        self.sizes.clear()
        self.page.emulate_media(color_scheme=look, reduced_motion="reduce")  # type: ignore[arg-type]
        self.page.set_viewport_size({"width": width, "height": 900})
        answer = self.page.goto(path, wait_until="networkidle")
        assert answer is not None
        return answer.status


def sign_in(context: BrowserContext, email: str) -> None:
    page = context.new_page()
    page.goto("/cuenta/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
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


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_a_role(role: str, site: Site, browser: Browser, english: list[str]) -> None:
    shots = SHOTS / role
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    looks = {language: _look(site, browser, ROLES[role], language) for language in ("es", "en")}
    faults, seen, waiting, sizes = [], set(), ["/", "/verify/", "/cuenta/login/"], []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        pattern = pattern_of(path)
        if not pattern or pattern in seen or NO_PAGES.search(path) or "language=" in path:
            continue
        seen.add(pattern)
        for language, look, width in LOOKS:
            browser_ = looks[language]
            status = browser_.open(path, look, width)  # fails when nobody answers
            if status >= 400 or not browser_.page.locator("html").count():
                faults.append(f"{path}: status {status}")
                break
            if language == "es" and look == "light":
                waiting += links(browser_.page)
                size, asked = browser_.sizes["all"], len(browser_.requests)
                sizes.append(f"{size:7} bytes {asked:2} requests {path}")
                if size > MOST_BYTES or asked > MOST_REQUESTS:
                    faults.append(f"{path}: {size} bytes, {asked} requests with an empty cache")
            faults += [f"{path} ({language} {look} {width}): {what}" for what in _faults_of(browser_, language, width, english)]
            name = re.sub(r"\W+", "-", pattern).strip("-")
            browser_.page.screenshot(path=shots / f"{name}-{width}-{look}-{language}.png", full_page=True)
    (SHOTS / f"{role}.txt").write_text("\n".join(sizes) + "\n")
    for one in looks.values():
        faults += one.faults
        one.context.close()
    assert faults == [], "\n".join(faults)


def _look(site: Site, browser: Browser, email: str, language: str) -> Look:
    locale = {"es": "es-PE", "en": "en-GB"}[language]
    context = browser.new_context(base_url=site.address, locale=locale, timezone_id="America/Lima")
    context.set_default_timeout(60_000)
    if email:
        sign_in(context, email)
    context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
    return Look(context, urlsplit(site.address).netloc)


def _faults_of(look: Look, language: str, width: int, english: list[str]) -> list[str]:
    page, faults = look.page, []
    if strangers := [url for url in look.requests if not url.startswith("data:") and urlsplit(url).netloc != look.host]:
        faults.append(f"other hosts: {strangers}")
    if page.locator("html").get_attribute("lang") != language:
        faults.append(f"lang={page.locator('html').get_attribute('lang')}")
    if (heads := page.locator("h1").count()) != 1:
        faults.append(f"{heads} h1")
    for violation in Axe().run(page).response["violations"]:
        where = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
        faults.append(f"axe {violation['id']}: {violation['help']} at {where}")
    if language == "es":
        text = " ".join(page.locator("body").inner_text().split())
        faults += [f"English: {one}" for one in english if re.search(rf"\b{re.escape(one)}", text)]
    if width == PHONE:
        page.set_viewport_size({"width": NARROW, "height": 900})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > NARROW:
            faults.append(f"{wide} px wide at {NARROW} px")
        page.set_viewport_size({"width": width, "height": 900})
    return faults
