"""Station 1: authors change a sentence of the toolkit, publish it together, and a new release is in effect."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import material
from tests.journeys.visitor import Visitor
from tests.journeys.walk import COURSE, Walk
from tests.site import Site

FIRST, SECOND = "autoria.ompi@programa.example", "autoria.peru@programa.example"


def add_the_pack(site: Site, folder: Path) -> Path:
    """Two short courses and their credential, published by command; the toolkit's files with them."""
    toolkit = material.with_the_pack(folder)
    site.manage("import_toolkit", str(toolkit), "--publish", "--as", FIRST, "--approved-by", SECOND)
    return toolkit


def publish_a_changed_lesson(walk: Walk, toolkit: Path) -> None:
    """One sentence of the toolkit changes in its file; one author hands in, another approves."""
    material.change_a_sentence(toolkit)
    said = walk.site.manage("import_toolkit", str(toolkit), "--as", FIRST)
    assert "2 changed" in said, said
    author = walk.visitor(FIRST)
    author.shoot("01-author-home")
    author.to("Toolkit")
    author.sees("Sections by country and language")
    author.shoot("02-library")
    author.follow_words("Qué hace una marca por el negocio")
    author.sees("The draft is not published yet")
    author.reads(material.NEW_SENTENCE)
    countries = author.page.get_by_role("navigation", name=author.word("Country of the preview"))
    author.follow("Chile", within=countries, exact=False)
    author.reads("INAPI")
    author.shoot("03-section-preview")
    _to_publishing(author)
    author.shoot("04-publish")
    author.fill("What is new", "Una frase más clara en la primera lección.")
    author.fill("Why it goes out all the same", "La frase es de todos: nada cambia en los textos de cada país.")
    author.press("Hand in for approval")
    author.sees("Somebody else must approve what you hand in.")
    author.leave()
    second = walk.visitor(SECOND)
    _to_publishing(second)
    second.shoot("05-approve")
    second.press("Approve and publish")
    second.go("/library/courses/")
    second.follow_words(COURSE)
    second.shoot("06-published")
    expect(second.page.get_by_role("rowheader", name="2", exact=True)).to_be_visible()
    second.leave()


def _to_publishing(author: Visitor) -> None:
    author.to("Toolkit")
    author.follow("Course drafts")
    author.follow_words(COURSE)
    author.follow("Check and publish")
