"""The site, its browser and the people who visit it: what all stations of the journey share."""

import io

from playwright.sync_api import Browser
from pypdf import PdfReader

from lms.demo.cast import PASSWORD as DEMO_PASSWORD
from tests.journeys.visitor import Visitor
from tests.processes import ROOT
from tests.site import Site

SHOTS = ROOT / "test-artifacts" / "journey"
COURSE, CASE_COURSE = "Marcas y secretos del negocio", "La carta de orientación"


class Walk:
    """The site and its browser; each person gets a profile of their own."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser

    def visitor(self, email: str = "", *, language: str = "es") -> Visitor:
        """A new browser profile, signed in when there is an address."""
        someone = Visitor(self.browser, self.site.address, SHOTS, language=language)
        if email:
            someone.sign_in(email, DEMO_PASSWORD)
        return someone


def open_course(learner: Visitor, title: str) -> None:
    """A learner's course, from the menu."""
    learner.to("Courses")
    learner.follow_words(title)


def text_of(pdf: bytes) -> str:
    """The words of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
