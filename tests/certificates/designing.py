"""Designs and pictures for tests: made by the same services as people's clicks, published without a worker."""

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from certificates import papers
from certificates.models import Design, Picture
from certificates.selectors.designs import draft_as
from certificates.services import publishing
from certificates.services.designs import make_design, put_in_place, save_draft
from certificates.services.pictures import add_picture, record_permission
from certificates.services.publishing import ask_publishing
from certificates.services.shipped_designs import write_version
from lms.institutions.models import Person
from lms.jobs.models import Job
from lms.jobs.services import run_job

HTML = "<h1>{{ title }}</h1>\n<p>{{ name }}</p>\n<p>{{ credential }}</p>\n<p>{{ serial }}</p>"
CSS = "h1 { font-size: 20pt; }\n.serial { font-size: 9pt; }"


def png(
    colour: str = "#123456", size: tuple[int, int] = (80, 40), mode: str = "RGB", kind: str = "PNG", **more: Any
) -> io.BytesIO:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    out.seek(0)
    return out


def a_design(by: Person, *, paper: str = "certificate", html: str = HTML, css: str = CSS, **more: Any) -> Design:
    """A design with a short draft."""
    values: dict[str, Any] = {"country": "", "institution_id": None, "copy_of": None, **more}
    titles = values.pop("titles", {"es": "De gala", "en": "Gala"})
    made = make_design(paper=paper, titles=titles, by=by.pk, **values)
    design = Design.objects.get(pk=made)
    save_draft(design_id=made, html=html, css=css, expected=design.draft_number, by=by.pk)
    design.refresh_from_db()
    return design


def publish(design: Design, by: Person, note: str = "") -> Job:
    """Ask for it and do the job, as a worker would; the job, done or refused."""
    design.refresh_from_db()
    job = ask_publishing(design_id=design.pk, expected=design.draft_number, note=note, by=by.pk)
    run_job(job_id=job)
    design.refresh_from_db()
    return Job.objects.get(pk=job)


def published_at_once(design: Design, by: Person, *, general: bool = False) -> Design:
    """Published without being drawn: for what comes after."""
    design.published = write_version(design, draft_as(design), note="", by=by.pk)
    design.save()
    if general:
        put_in_place(design, general=True, by=by.pk)
    return design


def a_picture(by: Person, key: str = "sello", *, protected: bool = False, **more: Any) -> Picture:
    """A picture in use."""
    values: dict[str, Any] = {
        "kind": "logo",
        "alt": {"es": "Sello", "en": "Seal"},
        "institution_id": None,
        "file": png(),
        **more,
    }
    return Picture.objects.get(pk=add_picture(key=key, protected=protected, by=by.pk, **values))


def allow(picture: Picture, by: Person, first: date, last: date, **more: Any) -> int:
    """A permission for all countries and papers."""
    values: dict[str, Any] = {"countries": [], "papers": [], "holder": "Oficina", "reference": "Carta 12", **more}
    return record_permission(picture_id=picture.pk, starts_on=first, ends_on=last, by=by.pk, **values)


def without_drawing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """The drawing of samples is noted, not done: (country, language, name). What is drawn is for the tests of papers."""
    drawn: list[tuple[str, str, str]] = []

    def draw(design: papers.Design, values: Any, **more: Any) -> bytes:
        drawn.append((values["country"], values["language"], values["name"]))
        return b"%PDF-"

    monkeypatch.setattr(papers, "draw", draw)
    monkeypatch.setattr(publishing, "why_slow", lambda design, values: "")
    return drawn
