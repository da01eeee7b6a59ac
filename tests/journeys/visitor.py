"""A person at a browser: finds things by the words on the screen, looks at each station on a phone and on a desk.

Words are given in English, as in the code, and looked up in the language of the person: a journey fails on a sentence that
has no translation. Everything that a browser complains about is noted, and fails the journey where it happens.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
HIGHEST = 9_000  # pixels of a picture
PATIENCE = 60_000  # milliseconds against hanging, not an expectation
# The same in both languages, or a name.
_ALIKE = frozenset({"PDF", "XLSX", "JSON", "Chile"})


class Visitor:
    """One person in one browser profile, from the first page to the last."""

    def __init__(self, browser: Browser, address: str, shots: Path, *, language: str = "es") -> None:
        self.address, self.shots, self.language = address, shots, language
        self.context: BrowserContext = browser.new_context(
            viewport=DESK,
            locale={"es": "es-CL", "en": "en-GB"}[language],
            timezone_id="America/Santiago",
            base_url=address,
            reduced_motion="reduce",  # a change of width in the middle of a transition between pages is an error to Chromium
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.untranslated: set[str] = set()
        self.allowed: set[int] = set()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: script: {error}"))
        self.page.on("response", self._answered)

    # --- what a browser complains about -------------------------------------------------------------------------------
    def _said(self, message: ConsoleMessage) -> None:
        expected = any(f"status of {status} " in message.text for status in self.allowed)
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{self.page.url}: console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.complaints.append(f"{response.status} from {response.request.method} {response.url}")

    def content(self) -> None:
        """No error in the console, no refused script or style, no 4xx or 5xx until now."""
        assert self.complaints == [], "\n".join(self.complaints)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """These answers are what the step is about."""
        self.allowed = set(statuses)
        yield
        self.page.wait_for_load_state()
        self.allowed = set()

    # --- words --------------------------------------------------------------------------------------------------------
    def word(self, english: str, *, context: str = "", **facts: Any) -> str:
        """A sentence of the code as this person reads it, in one line."""
        with translation.override(self.language):
            said = pgettext(context, english) if context else gettext(english)
        if self.language != "en" and said == english and english not in _ALIKE:
            self.untranslated.add(english)
        said = said % facts if "%(" in said else said.format(**facts) if facts else said
        return " ".join(said.split())

    # --- going about --------------------------------------------------------------------------------------------------
    def go(self, path: str) -> None:
        self.page.goto(path)
        self.content()

    def sign_in(self, email: str, password: str) -> None:
        """From the first page, as a person does."""
        self.go("/")
        self.page.get_by_role("banner").get_by_role("link", name=self.word("Sign in"), exact=True).click()
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.press("Sign in", within=self.page.get_by_role("main"))
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        assert "/cuenta/" not in self.page.url, self.page.get_by_role("main").inner_text()

    def to(self, place: str) -> None:
        """Through the main menu."""
        self.follow(place, within=self.page.get_by_role("navigation", name=self.word("Main")))

    def follow(self, english: str, *, within: Locator | None = None, exact: bool = True, **facts: Any) -> None:
        """A link by its words."""
        self.follow_words(self.word(english, **facts), within=within, exact=exact)

    def follow_words(self, words: str | re.Pattern[str], *, within: Locator | None = None, exact: bool = True) -> None:
        """A link by words that are data, not the interface's."""
        (within or self.page).get_by_role("link", name=words, exact=exact).first.click()
        self._arrived()

    def press(self, english: str, *, within: Locator | None = None, exact: bool = True, **facts: Any) -> None:
        """A button by its words."""
        (within or self.page).get_by_role("button", name=self.word(english, **facts), exact=exact).first.click()
        self._arrived()

    def _arrived(self) -> None:
        self.page.wait_for_load_state()
        self.content()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(self.word(label), exact=True).first.fill(value)

    def select(self, label: str, option: str) -> None:
        self.page.get_by_label(self.word(label), exact=True).select_option(label=option)

    def tick(self, label: str) -> None:
        self.page.get_by_label(self.word(label)).first.check()

    def download(self, link: Locator) -> bytes:
        with self.page.expect_download() as waiting:
            link.click()
        return Path(waiting.value.path()).read_bytes()

    # --- seeing -------------------------------------------------------------------------------------------------------
    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def title(self) -> str:
        return " ".join(self.page.get_by_role("heading", level=1).inner_text().split())

    def sees(self, english: str, **facts: Any) -> None:
        """The sentence is on the page, or comes within patience."""
        self.reads(self.word(english, **facts))

    def reads(self, words: str) -> None:
        """Words that are data are on the page."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=PATIENCE, use_inner_text=True)

    def reads_not(self, words: str) -> None:
        assert words.casefold() not in self.page.content().casefold(), f"{words} stands on {self.page.url}"

    def wait_for_the_worker(self) -> None:
        """On the progress page, until the work is done; then on to what was made."""
        expect(self.page.get_by_role("heading", name=self.word("Done"), exact=True)).to_be_visible(timeout=5 * PATIENCE)
        self.content()

    def shoot(self, name: str) -> None:
        """The whole station on a phone and on a desk, as high as it is; nothing sticks out sideways on the phone."""
        self.content()
        for kind, size in (("390", PHONE), ("1280", DESK)):
            self.page.set_viewport_size(size)
            self.page.evaluate("scrollTo(0, 0)")
            wide, high = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            assert wide <= size["width"], f"{name}: {wide} px wide on a screen of {size['width']}"
            self.page.set_viewport_size({"width": size["width"], "height": min(high, HIGHEST)})
            self.page.screenshot(path=self.shots / f"{name}-{kind}.png")
        self.page.set_viewport_size(DESK)

    def leave(self) -> None:
        """Close the browser: every word that was looked for has a translation."""
        self.content()
        self.context.close()
        assert self.untranslated == set(), "no Spanish yet for: " + " | ".join(sorted(self.untranslated))
