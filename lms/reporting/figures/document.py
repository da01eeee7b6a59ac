"""docs/figures.md, written from the definitions: the words and the code are one thing. Pure."""

from collections.abc import Iterable
from typing import Final

from lms.reporting.figures.base import DEFINITIONS_VERSION, ENOUGH, Definition
from lms.reporting.figures.catalogue import CERTIFICATION, FAMILIES, PROGRESS

PATH: Final = "docs/figures.md"
_TITLES: Final = {
    "reach": "Reach", "finishing": "Starting and finishing", "hours": "Hours", "learning": "Reaction and learning",
    "exams": "Exams, decisions, agreement", "certified": "Certificates", "law": "Up to date with the law",
    "scoring": "Scoring", "reviews": "Reviews, complaints, measures", "practice": "Practice, use, impact",
}  # fmt: skip
_PERIODS: Final = {
    "flow": "what happened inside the period", "stock": "the state at its end", "both": "opening, what happened, close",
    "day14": "cohorts whose day 14 falls inside", "end30": "cohorts whose end + 30 days falls inside",
    "rolling": "the period, or the year that ends with it",
}  # fmt: skip
_SMALL: Final = {"count": "under 5", "trait": "under 10 in any split by a trait", "none": "never (nobody is counted)"}
_KINDS: Final = {
    "count": "number of rows", "share": "rows that say yes / rows, Wilson 95 %",
    "ratio": "Σ part / Σ of, over the rows that tell both, Wilson 95 %", "sum": "Σ", "spread": "median and P90",
    "mean": "mean with its 95 % interval", "pooled": "weighted mean of kappas with its interval",
}  # fmt: skip
_HEAD: Final = f"""# Figures: what each number on a screen or in a report means

Written by `manage.py write_figures` from `lms/reporting/figures/`: change the definitions, not this page (`--check` fails where
the two differ). Definitions are frozen with every edition of a report; this is version {DEFINITIONS_VERSION}.

**Period** = [start, end) at local midnight of the institution. A *flow* counts events inside it, a *stock* the state at its
end. What arrives late amends; what happens later belongs to its own period. **Persons**, not enrolments, unless said; a person
counts once in a row of the table. **Shares** show numerator, denominator and the Wilson 95 % interval (E. B. Wilson, 1927,
J. Am. Stat. Assoc. 22:209–212); no percentage under {ENOUGH} cases. Institutions whose intervals overlap are not put in
an order (`figures.overlap`). Every number is computed from the rows under it (`figures.figure_of`): a total always equals its
rows.

**Splits**: K country · I institution · C cohort · S stage · R region · G gender. G is optional and self-declared, its purpose
is stated, it is kept apart from scoring and certificates, and it is asked for only where the institution recorded its lawful
basis. Women's share stands beside F01, F04 and F11. Of a split, numbers under 5 are hidden (under 10 with G, R or a trait of a
business), and with them those from which they could be found: each hidden number keeps at least five possible values for
somebody who reads all that is told (`lms/reporting/small_cells.py`, ADR 0035).
"""


def document() -> str:
    """The page, with a newline at its end."""
    parts = [_HEAD]
    for family, definitions in FAMILIES.items():
        parts.append(f"## {_TITLES[family]}\n")
        parts += [_entry(one) for one in definitions]
    return "\n".join(parts)


def _entry(one: Definition) -> str:
    lines = [
        f"### {one.id} · {one.titles['es']} · {one.titles['en']}\n",
        f"- es: {_whole(one, 'es')}",
        f"- en: {_whole(one, 'en')}",
        f"- How: {_how(one)}. Period: {_PERIODS[one.period]}. Splits: {' '.join(one.splits)}. Hidden: {_SMALL[one.small]}.",
        f"- In: {_where(one)}.",
    ]
    if one.source:
        lines.append(f"- Source: {one.source}.")
    return "\n".join([*lines, ""])


def _whole(one: Definition, language: str) -> str:
    if not one.out_of:
        return one.meaning[language]
    return f"{one.meaning[language]} / {one.out_of[language]}"


def _how(one: Definition) -> str:
    said = _KINDS[one.kind]
    if one.kind == "share" and one.key:
        said += f"; median and P90 of `{one.key}`"
    elif one.key:
        said += f" of `{one.key}`"
    return f"{said}; each person once" if one.persons else said


def _where(one: Definition) -> str:
    kinds: Iterable[tuple[str, tuple[Definition, ...]]] = (
        ("progress report", PROGRESS),
        ("certification report", CERTIFICATION),
    )
    found = [name for name, shown in kinds if one in shown]
    return ", ".join(found) if found else "programme pages (`lms/reporting/reviews_figure.py`)"
