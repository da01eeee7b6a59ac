"""A change of Peruvian law, approved, over the tiny toolkit: for tests of what happens to people."""

from datetime import date
from pathlib import Path
from typing import Any

from assessments.models import Attempt
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from courses.models import Change, Enrolment
from courses.selectors.ledger_plans import plan_change
from courses.services.ledger import approve_change, propose_change
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.toolkit import QUESTIONS, SECTION, write_toolkit

FACT = "trademarks.opposition"
NEW = {"es": "Desde hoy son 45 días hábiles en el Perú.", "en": "From today it is 45 business days in Peru."}

BOUND = """\
- key: {key}
  kind: fact_bound
  topic: trademarks
  section: marks/terms
  stem: {{es: "{es}", en: "{en}"}}
  fact: trademarks.opposition
  distractors:
  - {{id: d1, text: {{es: Dos años, en: Two years}}}}
  - {{id: d2, text: {{es: Nunca, en: Never}}}}
  - {{id: d3, text: {{es: Una semana, en: A week}}}}
"""


def write_three(root: Path) -> Path:
    """The tiny toolkit with three questions bound to the fact that will change, and a lesson that tells it."""
    more = BOUND.format(key="q-bound-2", es="¿Hasta cuándo puede oponerse?", en="Until when may one oppose?")
    more += BOUND.format(key="q-bound-3", es="¿Cuál es el plazo de oposición?", en="What is the time for opposition?")
    made = write_toolkit(root, questions=QUESTIONS + more)
    for language, title in (("es", "Los plazos"), ("en", "The terms")):
        text = SECTION.format(title=title, body="Texto {fact:trademarks.opposition}\n\nOtro párrafo.")
        (made / "sections" / "marks" / f"terms.{language}.md").write_text(text, encoding="utf-8")
    return made


def change_law(
    programme: dict[str, Person], *, change_class: str = "mandatory", country: str = "PE", words: dict[str, str] | None = None,
    in_force: date | None = None, run: bool = True, despite: str = "",
) -> Change:  # fmt: skip
    """Propose and approve a change of the time for opposition; with `run`, do the work that follows."""
    said = words or NEW
    day = in_force or date(2026, 1, 1)
    plan = plan_change(FACT, country, said["es"], en=said["en"], in_force_from=day)
    change = propose_change(
        plan=plan, change_class=change_class, in_force_from=day, by=programme["author"].pk,
        sentence={"es": "Cambia el plazo de oposición.", "en": "The time for opposition changes."},
    )  # fmt: skip
    approve_change(change_id=change, by=programme["focal"].pk, despite=despite)
    if run:
        run_due_jobs()
    return Change.objects.get(pk=change)


def answer_all(enrolment: Enrolment, unit_id: int, *, right: bool = True) -> Attempt:
    """Sit a refresher (or a quiz) and hand it in."""
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=unit_id))
    for slot in attempt.sheet["slots"]:
        chosen = [option["id"] for option in slot["options"] if (option["fraction"] > 0) is right][:1]
        said: dict[str, Any] = {"chosen": chosen}
        save_answer(
            attempt_id=attempt.pk, slot=slot["slot"], client_id=f"c{slot['slot']}", raw=said, by=enrolment.person_id
        )  # fmt: skip
    submit_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    return attempt
