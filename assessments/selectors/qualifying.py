"""Where an assessor stands on each case's reference scripts, and one of them as it is scored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments import qualifying
from assessments.kinds.case_study import thawed
from assessments.models import Qualification, QualifyingScore, ReferenceScript, ReferenceUse
from assessments.models.agreement_rows import CaseCard, case_cards
from assessments.models.qualified import current, with_unseen
from assessments.selectors.cases import letter_blocks, rendered
from assessments.selectors.references import asked_of, base_of
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay


def open_qualification(person_id: int, card: CaseCard) -> Qualification | None:
    """The qualification that lets this person score letters of the case as it is now. One query."""
    rows = current(timezone.now()).filter(person_id=person_id, case_key=card.key, structure_hash=card.structure_hash)
    return rows.first()


def tries_of(person_id: int, card: CaseCard) -> list[qualifying.Try]:
    """The tries of this person under the case's rubric as it is now, since a qualification was last taken back. Two queries."""
    taken_back = Qualification.objects.filter(
        person_id=person_id, case_key=card.key, structure_hash=card.structure_hash, ended_at__isnull=False
    )
    since = taken_back.order_by("-ended_at").values_list("ended_at", flat=True).first()
    rows = QualifyingScore.objects.filter(
        person_id=person_id, reference__case_key=card.key, reference__structure_hash=card.structure_hash
    )
    if since:
        rows = rows.filter(at__gt=since)
    found = rows.order_by("at", "pk").values_list("reference__key", "at", "exact", "far", "criteria", "flags_right")
    return [qualifying.Try(base_of(key), at, qualifying.Compared(*rest)) for key, at, *rest in found]


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A reference script to qualify on. `free`: it may be scored now; `last`: the latest try's id."""

    id: int
    number: int
    country: str
    language: str
    free: bool
    last: int | None
    borderline: bool = False  # never shown: it would tell how to score it


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case whose letters need a qualified assessor, as this person has it."""

    key: str
    titles: dict[str, str]
    scripts: Sequence[ScriptLine]
    standing: qualifying.Standing
    passed_at: datetime | None
    again_at: datetime | None
    why: str  # a qualification was taken back
    lapsed: str = ""  # it ended by itself: a qualifying.Lapse
    until: datetime | None = None  # it ends by itself then
    unseen: int = 0  # letters that others scored first since
    certifying: bool = False

    @property
    def missing(self) -> int:
        """How many scripts are missing before anybody can qualify."""
        scripts, at_the_line = {one.id for one in self.scripts}, {one.id for one in self.scripts if one.borderline}
        return qualifying.short_of(map(str, scripts), map(str, at_the_line), certifying=self.certifying)


def qualifying_cases(person_id: int) -> list[CaseLine]:
    """Every case that asks for it, those not yet done first. Four queries."""
    cards = [card for card in case_cards().values() if card.scoring.get("qualify")]
    scripts: defaultdict[tuple[str, str], list[ReferenceScript]] = defaultdict(list)
    rows = ReferenceScript.objects.filter(use=ReferenceUse.QUALIFY, archived_at=None, case_key__in=[c.key for c in cards])
    certifying = {card.key for card in cards if card.certifying}
    columns = ("key", "case_key", "structure_hash", "country", "language", "borderline", "private")
    for row in rows.only(*columns).order_by("key"):
        if row.private or row.case_key not in certifying:
            scripts[row.case_key, row.structure_hash].append(row)
    held: defaultdict[tuple[str, str], list[Qualification]] = defaultdict(list)
    for one in with_unseen().filter(person_id=person_id).order_by("passed_at"):
        held[one.case_key, one.structure_hash].append(one)
    tried: defaultdict[tuple[str, str], list[QualifyingScore]] = defaultdict(list)
    for score in QualifyingScore.objects.filter(person_id=person_id).select_related("reference").defer(
        "reference__config", "reference__letter", "reference__why"
    ).order_by("at", "pk"):  # fmt: skip
        tried[score.reference.case_key, score.reference.structure_hash].append(score)
    now = timezone.now()
    lines = []
    for card in cards:
        place = (card.key, card.structure_hash)
        lines.append(_case_line(card, scripts[place], held[place], tried[place], now))
    return sorted(lines, key=lambda line: (line.passed_at is not None, line.key))


def _case_line(
    card: CaseCard, scripts: Sequence[ReferenceScript], held: Sequence[Qualification], scores: Sequence[QualifyingScore],
    now: datetime,
) -> CaseLine:  # fmt: skip
    holding = next((one for one in held if one.ended_at is None and not _lapse(one, now)), None)
    ended = max((one for one in held if one is not holding), key=lambda one: one.ended_at or now, default=None)
    since = (ended.ended_at or now) if ended else None
    tries = [
        qualifying.Try(
            base_of(one.reference.key), one.at, qualifying.Compared(one.exact, one.far, one.criteria, one.flags_right)
        )
        for one in scores
        if since is None or one.at > since
    ]
    left = qualifying.this_round([base_of(one.key) for one in scripts], tries, now)
    last = {base_of(one.reference.key): one.pk for one in scores}
    return CaseLine(
        key=card.key,
        titles=card.titles,
        certifying=card.certifying,
        scripts=[
            ScriptLine(
                one.pk, number, one.country, one.language, not holding and base_of(one.key) in left.free,
                last.get(base_of(one.key)), one.borderline,
            )
            for number, one in enumerate(scripts, start=1)
        ],
        standing=qualifying.standing(tries),
        passed_at=holding.passed_at if holding else None,
        again_at=None if holding else left.again_at,
        why=ended.why if ended and not holding else "",
        lapsed=_lapse(ended, now) if ended and not holding else "",
        until=holding.passed_at + qualifying.VALID if holding else None,
        unseen=getattr(holding, "unseen", 0),
    )  # fmt: skip


def qualifying_page(row: ReferenceScript) -> dict[str, Any]:
    """A reference script with what it is held against, without its agreed scores."""
    config, country = row.config, row.country
    facts = config["facts"].get(country, {})
    law = thawed(facts)
    return {
        "id": row.pk,
        "titles": config["titles"],
        "country": country,
        "blocks": letter_blocks(row.letter),
        "asked": asked_of(row),
        "business": rendered(config["case"]["business"], country=country, facts=facts, shift=3),
        "local": rendered(config["case"]["local"].get(country, {}), country=country, facts=facts, shift=3),
        "task": rendered(config["case"]["task"], country=country, facts=facts, shift=3),
        "issues": [{**one, "law": [law[key] for key in one["facts"] if key in law]} for one in config["case"]["issues"]],
        "rubric": config["rubric"],
    }


def compared_page(score: QualifyingScore) -> dict[str, Any]:
    """One's own try beside what was agreed, criterion by criterion, with the reasons."""
    row = score.reference
    rubric = row.config["rubric"]
    criteria = []
    for one in rubric["criteria"]:
        own, agreed = score.picks[one["id"]], row.picks[one["id"]]
        levels = {level["n"]: level for level in one["levels"]}
        criteria.append(
            {
                "titles": one["titles"], "weight": one["weight"], "own": levels[own], "agreed": levels[agreed],
                "apart": abs(own - agreed), "why": row.why.get(one["id"]),
            }
        )  # fmt: skip
    flags = [
        {"titles": one["titles"], "own": one["id"] in score.red_flags, "agreed": one["id"] in row.red_flags}
        for one in rubric["flags"]
    ]
    return {
        "score": score, "titles": row.config["titles"], "country": row.country, "criteria": criteria, "flags": flags,
        "why_flags": row.why.get("_"), "blocks": letter_blocks(row.letter), "percent": row.percent,
    }  # fmt: skip


def last_try(person_id: int, row: ReferenceScript) -> int | None:
    """The try that stands in the way of another one: this round's. None when the script may be scored. Six queries at most."""
    for case in qualifying_cases(person_id):
        for line in case.scripts:
            if line.id == row.pk:
                return None if line.free else line.last
    return None


def _lapse(row: Qualification, now: datetime) -> str:
    """Why a qualification, with its `unseen`, ended by itself; '' where it holds or a person took it back."""
    if row.ended_at is not None:
        return row.lapsed
    return str(qualifying.lapse(row.passed_at, getattr(row, "unseen", 0), now) or "")


def ending_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a qualification that ends, or has ended, adds when it is written. Raises NothingToSay for one that
    is held anew."""
    row = with_unseen().filter(pk=params["id"]).first()
    now = timezone.now()
    if row is None or (row.ended_at is not None and not row.lapsed):
        raise NothingToSay
    again = current(now).filter(person_id=row.person_id, case_key=row.case_key).exclude(pk=row.pk)
    if again.exists():
        raise NothingToSay
    card = case_cards(row.case_key).get(row.case_key)
    return {
        "case": in_language(card.titles) if card else row.case_key,
        "lapsed": _lapse(row, now),
        "until": row.passed_at + qualifying.VALID,
        "unseen": qualifying.UNSEEN,
    }
