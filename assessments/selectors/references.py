"""Reference scripts: which are in use, and their pages for deciders and administrators. Never for who assesses."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from assessments.models import ReferenceScript, ReferenceUse
from assessments.models.agreement_rows import CaseCard, case_cards
from assessments.qualifying import BORDERLINE, SCRIPTS
from assessments.selectors.cases import letter_blocks


def base_of(key: str) -> str:
    """A script's name whatever its version: «case1-seed-1» of «case1-seed-1_2»."""
    return key.partition("_")[0]


def in_use(card: CaseCard, use: str) -> list[ReferenceScript]:
    """The reference scripts of a case that are about its rubric as it is now, by key; of a certifying case those of a private
    pack. One query."""
    rows = ReferenceScript.objects.filter(case_key=card.key, structure_hash=card.structure_hash, use=use, archived_at=None)
    rows = rows.filter(private=True) if card.certifying else rows  # what everybody may read certifies nobody
    return list(rows.defer("config").order_by("key"))


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A reference script on the list."""

    id: int
    key: str
    use: str
    country: str
    language: str
    percent: Any
    flags: int
    usable: bool
    archived: bool
    scored: int = 0
    borderline: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceCase:
    """The reference scripts of a case; `qualify` and `seed` count those in use. `asked`: only who qualified may score."""

    key: str
    titles: dict[str, str]
    lines: list[ReferenceLine]
    qualify: int
    seed: int
    asked: bool
    seed_every: int
    certifying: bool = False

    @property
    def borderline(self) -> int:
        """How many scripts to qualify on lie at the line."""
        return sum(1 for one in self.lines if one.usable and one.borderline and one.use == ReferenceUse.QUALIFY)

    @property
    def short(self) -> int:
        """How many scripts are missing before anybody can qualify."""
        if not self.asked:
            return 0
        lacking = max(0, SCRIPTS - self.qualify)
        return max(lacking, BORDERLINE - self.borderline) if self.certifying else lacking


def reference_cases() -> list[ReferenceCase]:
    """Every case with its reference scripts, archived ones last. Two queries."""
    rows = ReferenceScript.objects.defer("config", "letter", "why").order_by("archived_at", "use", "key")
    cards = case_cards()
    grouped: defaultdict[str, list[ReferenceScript]] = defaultdict(list)
    for row in rows:
        grouped[row.case_key].append(row)
    return [_case(key, cards.get(key), grouped.get(key, [])) for key in sorted({*cards, *grouped})]


def _case(key: str, card: CaseCard | None, rows: list[ReferenceScript]) -> ReferenceCase:
    structure = card.structure_hash if card else ""
    certifying = card is not None and card.certifying
    lines = [_line(row, structure, certifying=certifying) for row in sorted(rows, key=lambda row: row.archived_at is not None)]
    used = [line.use for line in lines if line.usable]
    scoring = card.scoring if card else {}
    return ReferenceCase(
        key, card.titles if card else {}, lines, used.count(ReferenceUse.QUALIFY), used.count(ReferenceUse.SEED),
        bool(scoring.get("qualify")), int(scoring.get("seed_every") or 0), certifying,
    )  # fmt: skip


def _line(row: ReferenceScript, structure: str, *, certifying: bool = False) -> ReferenceLine:
    archived = row.archived_at is not None
    return ReferenceLine(
        row.pk, row.key, row.use, row.country, row.language, row.percent, len(row.red_flags),
        usable=not archived and row.structure_hash == structure and (row.private or not certifying), archived=archived,
        borderline=row.borderline, private=row.private,
    )  # fmt: skip


def reference_page(row: ReferenceScript) -> dict[str, Any]:
    """One reference script with its agreed scores and their reasons. One query."""
    card = case_cards(row.case_key).get(row.case_key)
    return {
        "script": row,
        "line": _line(row, card.structure_hash if card else "", certifying=card is not None and card.certifying),
        "titles": row.config["titles"],
        "blocks": letter_blocks(row.letter),
        "asked": asked_of(row),
        "criteria": [
            {
                "titles": one["titles"], "weight": one["weight"], "why": row.why.get(one["id"]),
                "level": next(level for level in one["levels"] if level["n"] == row.picks[one["id"]]),
            }
            for one in row.config["rubric"]["criteria"]
        ],
        "flags": [one for one in row.config["rubric"]["flags"] if one["id"] in row.red_flags],
        "why_flags": row.why.get("_"),
    }  # fmt: skip


def asked_of(row: ReferenceScript) -> list[dict[str, str]]:
    """What the writer asked the business, in words."""
    asked = {one["id"] for one in row.asked}
    return [one["question"] for one in row.config["case"]["ask"] if one["id"] in asked]
