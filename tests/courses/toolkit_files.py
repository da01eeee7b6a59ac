"""A small toolkit as files: two facts, three sections in two languages, one course of two lessons. Made to be broken."""

# ruff: noqa: E501

from collections.abc import Mapping
from pathlib import Path
from typing import Final

SOURCES: Final = """\
sources:
- {key: cl-law, country: CL, type: law, title: Ley chilena, publisher: Biblioteca, year: 2022, checked_on: 2026-11-01, review_by: 2099-11-01, owner: Estado, licence: facts}
- {key: and-decision, country: AND, type: law, title: Norma andina, publisher: Comunidad, year: 2000, checked_on: 2026-11-01, review_by: 2099-11-01, owner: Estado, licence: facts}
- {key: mx-law, country: MX, type: law, title: Ley mexicana, publisher: Cámara, year: 2025, checked_on: 2026-11-01, review_by: 2099-11-01, owner: Estado, licence: facts}
- {key: pe-law, country: PE, type: law, title: Ley peruana, publisher: Estado, year: 2008, checked_on: 2026-11-01, note: Falta revisar., owner: Estado, licence: facts}
"""

RESOURCES: Final = """\
resources:
- {key: cl-help, country: CL, names: {es: Ayuda CL, en: Help CL}, by: INAPI, what: {es: Orienta., en: Guides.}, topics: [trademarks],
   stages: [idea], cost: free, channel: web, checked_on: 2026-11-01}
- {key: pe-help, country: PE, names: {es: Ayuda PE, en: Help PE}, by: Indecopi, what: {es: Busca., en: Searches.}, topics: [trademarks],
   stages: [idea], cost: free, channel: web, checked_on: 2026-11-01, needs_check: true}
- {key: int-help, country: INT, names: {es: Ayuda OMPI, en: WIPO help}, by: OMPI, what: {es: Informa., en: Informs.}, topics: [trademarks],
   stages: [idea], cost: unknown, channel: web, checked_on: 2026-11-01}
"""


def _version(country: str, source: str, years: int, **more: str) -> str:
    extra = {"confidence": "high", "needs_check": "false", "as_of": '"2026-05"', "article": '"24"', **more}
    return f"""\
    {country}:
      values: {{term: {{kind: duration, n: {years}, unit: years}}}}
      short: {{es: {years} años en {country}, en: {years} years in {country}}}
      sentence: {{es: "En {country} dura {years} años.", en: "In {country} it lasts {years} years."}}
      law: Ley de {country}
      article: {extra["article"]}
      sources: [{source}]
      as_of: {extra["as_of"]}
      confidence: {extra["confidence"]}
      needs_check: {extra["needs_check"]}
"""


FACTS: Final = (
    "topic: trademarks\nfacts:\n"
    "- key: trademarks.term\n  kind: duration\n  titles: {es: Duración, en: Term}\n  in:\n"
    + _version("CL", "cl-law", 11)
    + _version("AND", "and-decision", 12)
    + _version("MX", "mx-law", 13)
    + "- key: trademarks.fee\n  kind: money\n  titles: {es: Tasa, en: Fee}\n  in:\n"
    + _version("CL", "cl-law", 21)
    + _version("CO", "and-decision", 22)
    + _version("MX", "mx-law", 23)
    + _version("PE", "pe-law", 24, confidence="low", needs_check="true")
)

LONG_ES: Final = """\
---
title: Cuánto dura
summary: Para qué sirve.
stages: [growth]
resources: [cl-help, pe-help, int-help]
---
Texto para todos. {fact:trademarks.term} Son {fact:trademarks.term.term}.

## Reglas

::: local CL
Solo en Chile, zorzal. {fact:trademarks.fee}
:::
::: local CO
Solo en Colombia, cóndor.
:::
::: local MX
Solo en México, quetzal.
:::
::: local PE na
Solo en el Perú, vicuña: no hay declaración.
:::

::: mistake
Olvidar la **fecha**.
:::

::: facts De un vistazo
trademarks.term
trademarks.fee
:::

::: compare Los cuatro
trademarks.term
:::

::: help Dónde pedir ayuda
:::
"""

LONG_EN: Final = """\
---
title: How long it lasts
summary: What it is for.
stages: [growth]
resources: [cl-help, pe-help, int-help]
---
Text for all. {fact:trademarks.term} It is {fact:trademarks.term.term}.

## Rules

::: local CL
Only in Chile, thrush. {fact:trademarks.fee}
:::
::: local CO
Only in Colombia, condor bird.
:::
::: local MX
Only in Mexico, quetzal bird.
:::
::: local PE na
Only in Peru, llama: there is no declaration.
:::

::: mistake
Forgetting the **date**.
:::

::: facts At a glance
trademarks.term
trademarks.fee
:::

::: compare All four
trademarks.term
:::

::: help Where to get help
:::
"""

SHORT: Final = "---\ntitle: {title}\nsummary: {title}.\n---\n{text}\n"

COURSE: Final = """\
key: brands
titles: {es: Marcas, en: Brands}
summaries: {es: Lo esencial., en: The essentials.}
countries: [CL, CO, MX, PE]
modules:
- key: one
  titles: {es: Uno, en: One}
  goals: {es: [Usted sabe], en: [You know]}
  units:
  - {key: first, kind: lesson, minutes: 7, titles: {es: Primera, en: First}, sections: [brands/how-long]}
  - {key: second, kind: lesson, minutes: 5, titles: {es: Segunda, en: Second}, sections: [brands/what-for, brands/last]}
"""

FILES: Final[Mapping[str, str]] = {
    "sources/laws.yaml": SOURCES,
    "resources/help.yaml": RESOURCES,
    "facts/trademarks.yaml": FACTS,
    "sections/brands/how-long.es.md": LONG_ES,
    "sections/brands/how-long.en.md": LONG_EN,
    "sections/brands/what-for.es.md": SHORT.format(title="Para qué", text="Una marca distingue."),
    "sections/brands/what-for.en.md": SHORT.format(title="What for", text="A mark distinguishes."),
    "sections/brands/last.es.md": SHORT.format(title="Al final", text="Adiós."),
    "sections/brands/last.en.md": SHORT.format(title="At last", text="Goodbye."),
    "courses/brands.yaml": COURSE,
}


def write(root: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the toolkit under `root`; `changes` replaces files, None leaves one out. May be called again."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
