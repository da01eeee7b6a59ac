"""The one thing to do next, and until when a certificate holds, on a learner's first page."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from certificates import api as certificates
from courses import api as courses
from courses.paths import Path, Requirement
from lms.home import learning
from lms.institutions.api import Scope

AT = datetime(2026, 11, 25, tzinfo=UTC)


def _requirement(title: str, state: str) -> Requirement:
    return Requirement(f"unit:{title}", "quiz", {"es": title}, met=False, state=state, url=f"/{title}/", minutes=15)


@pytest.mark.parametrize(("state", "act"), [("failed", "Continuar"), ("started", "Continuar")])
def test_what_was_begun_comes_before_what_was_not(monkeypatch: pytest.MonkeyPatch, state: str, act: str) -> None:
    mine: list[Any] = [SimpleNamespace(id=pk, state="active", course_id=pk, country="PE") for pk in (2, 1)]  # newest first
    paths = {
        1: Path((_requirement("marcas", state),), False, AT),
        2: Path((_requirement("caso", ""),), False, AT),
    }
    monkeypatch.setattr(courses, "enrolments_of", lambda person_id: mine)
    monkeypatch.setattr(courses, "paths", lambda ids: paths)
    monkeypatch.setattr(courses, "course_cards", lambda ids: {pk: SimpleNamespace(titles={"es": str(pk)}) for pk in ids})
    monkeypatch.setattr(courses, "why_open", lambda requirement: "")
    with translation.override("es"):
        views, step = learning.courses_of(Scope(person_id=1))
    assert step is not None
    assert (step.title, step.act) == ("marcas", act)
    assert [view.enrolment_id for view in views] == [1, 2]  # in the order in which they were begun


def test_the_first_page_says_the_last_day_that_the_paper_says(monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = datetime(2029, 11, 26, tzinfo=ZoneInfo("America/Santiago"))  # the first moment at which it no longer holds
    card = SimpleNamespace(titles={"es": "Asesoría"}, country="CL", expires_at=midnight, state="current")
    monkeypatch.setattr(certificates, "certificates_of", lambda person_id: [card])
    with translation.override("es"), timezone.override(ZoneInfo("America/Santiago")):
        assert learning.certificates_of(1)[0].line == "Chile · hasta el 25 de noviembre de 2029"
