"""Help resources and lawyers' words for the tiny toolkit."""

from pathlib import Path

_RESOURCE = """\
- key: {key}
  country: {country}
  kind: programme
  names: {{es: {name}, en: {name}}}
  by: {by}
  what: {{es: Para grupos., en: For groups.}}
  topics: [{topic}]
  stages: [{stage}]
  cost: {cost}
  channel: web
  checked_on: {checked_on}
  needs_check: false
"""
_FITS = {"topic": "trademarks", "stage": "growth", "cost": "free", "checked_on": "2026-11-01"}
HELP = "resources:\n" + "".join(
    _RESOURCE.format(**_FITS | row)
    for row in (
        {"key": "pe-other", "country": "PE", "name": "Patentes", "by": "Indecopi", "topic": "patents", "cost": "paid"},
        {"key": "pe-fit", "country": "PE", "name": "Marcas sin costo", "by": "Indecopi"},
        {"key": "cl-own", "country": "CL", "name": "De Chile", "by": "INAPI"},
        {"key": "int-tool", "country": "INT", "name": "Diagnóstico", "by": "OMPI"},
    )
).replace("  by: Indecopi\n  what", "  by: Indecopi\n  url: indecopi.gob.pe/gratis\n  what")

WORDS = """\
terms:
- key: filing
  category: general
  names: {es: presentación, en: filing}
  plain: {es: Entregar., en: To hand in.}
  legalese: {es: [incoar], en: [institute proceedings]}
  instead: {es: presentar, en: file}
"""


def write_directory(root: Path) -> Path:
    """Put both into a toolkit's files."""
    for name, text in (("resources/help.yaml", HELP), ("terms/words.yaml", WORDS)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root
