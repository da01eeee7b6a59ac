"""The small toolkit with a glossary, a stage, a comparison, an office and richer help; published and searchable."""

# ruff: noqa: E501

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from courses import api
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.courses import toolkit_files
from tests.courses.toolkit_files import LONG_EN, LONG_ES, RESOURCES

TERMS: Final = """\
terms:
- key: opposition
  category: marks
  names: {es: oposición, en: opposition}
  plain: {es: "Reclamo contra una marca que otro pide. Dura {fact:trademarks.term.term}.", en: "A claim against a mark that another asks for. It lasts {fact:trademarks.term.term}."}
  notes:
    PE: {es: "En el Perú se llama así también. {fact:trademarks.fee}", en: "In Peru it has the same name. {fact:trademarks.fee}"}
    CL: {es: "Solo chilenismo.", en: "Only in Chile."}
- key: rule
  category: general
  names: {es: regla, en: rule}
  plain: {es: Lo que manda., en: What binds.}
"""

STAGE: Final = """\
key: growth
order: 4
names: {es: Crecimiento, en: Growth}
question: {es: "¿Cómo crezco sin perder mi nombre?", en: "How do I grow and keep my name?"}
actions:
- {id: a1, right: trademarks, text: {es: Anote la fecha., en: Note the date.}, why: {es: Se olvida., en: It is forgotten.}, priority: first, cost: none, facts: [trademarks.term]}
- {id: a2, right: trademarks, text: {es: Busque., en: Search.}, why: {es: Evita., en: Avoids.}, priority: later, cost: high, facts: [trademarks.fee]}
mistakes:
- {id: m1, text: {es: Olvidar., en: Forgetting.}, consequence: {es: Se pierde., en: It is lost.}, cure: {es: Un calendario., en: A calendar.}, facts: []}
documents:
- {es: Certificado de marca, en: Trademark certificate}
flags:
- {es: Ya venció, en: It expired already}
"""

COMPARISONS: Final = """\
comparisons:
- key: marks
  topic: trademarks
  titles: {es: Marcas de un vistazo, en: Marks at a glance}
  rows: [trademarks.term, trademarks.fee]
"""

OFFICES: Final = """\
offices:
- {key: pe-indecopi, country: PE, acronym: Indecopi, names: {es: Instituto, en: Institute}, covers: [trademarks], covers_words: {es: marcas, en: marks}, website: indecopi.gob.pe, sources: [pe-law], as_of: "2026-11", confidence: high}
"""

HELP: Final = (
    RESOURCES
    + """\
- {key: pe-export, country: PE, names: {es: Exporte, en: Exports}, by: Comercio, what: {es: Acompaña., en: Goes along.}, topics: [trademarks],
   stages: [export], cost: paid, channel: office, checked_on: 2020-01-01, regions: [Cusco], hours: {es: "Lunes, 9 a 12", en: "Mondays, 9 to 12"},
   qualifies: [{es: "¿Vende afuera?", en: "Do you sell abroad?"}], bring: [{es: "Su marca", en: "Your mark"}], url: comercio.test/exporta}
"""
)

CHECKS_ES: Final = """
::: check
- La fecha está anotada: {fact:trademarks.term.term}.
- El **nombre** se buscó.
:::

::: flag
Si ya hubo oposición, derive.
:::
"""
CHECKS_EN: Final = """
::: check
- The date is noted: {fact:trademarks.term.term}.
- The **name** was searched.
:::

::: flag
If there was an opposition, refer.
:::
"""
QUESTION: Final = 'stages: [growth]\nquestions: ["¿Cuánto dura mi marca?"]'

FILES: Final[Mapping[str, str]] = {
    "terms/words.yaml": TERMS,
    "stages/growth.yaml": STAGE,
    "comparisons/marks.yaml": COMPARISONS,
    "offices/peru.yaml": OFFICES,
    "resources/help.yaml": HELP,
    "sections/brands/how-long.es.md": LONG_ES.replace("stages: [growth]", QUESTION) + CHECKS_ES,
    "sections/brands/how-long.en.md": LONG_EN.replace(
        "stages: [growth]", 'stages: [growth]\nquestions: ["How long does my mark last?"]'
    )
    + CHECKS_EN,
    "sections/brands/only-spanish.es.md": "---\ntitle: Solo en español\nsummary: Aún no se traduce.\nstages: [idea]\n---\nLa oposición es un reclamo.\n",
}
SECTION: Final = "brands/how-long"


def publish_everything(folder: Path, author: Person, second: Person, changes: Mapping[str, str] | None = None) -> None:
    """Import, publish every item, index. The course itself is not published."""
    root = toolkit_files.write(folder, {**FILES, **(changes or {})})
    api.import_toolkit(path=root, by=author.pk)
    api.publish_items(item_ids=api.unpublished_items(), by=author.pk, approved_by=second.pk)
    run_due_jobs()


@pytest.fixture
def toolkit(tmp_path: Path, author: Person, second: Person) -> Path:
    """Published and searchable; the folder may be changed and published again."""
    publish_everything(tmp_path / "toolkit", author, second)
    return tmp_path / "toolkit"
