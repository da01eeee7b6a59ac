"""A panel and what it said: who is done, who is lacking, the figures of its rounds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import standard_setting as setting
from assessments.cut_values import class_of
from assessments.models import CutBounds, CutJudge, CutMethod, CutRating, CutState, CutStudy, Trade
from lms.kernel.places import COUNTRIES, Country

Said = Mapping[int, Mapping[str, Decimal]]  # judge → entry → value


@dataclass(frozen=True, slots=True)
class Done:
    """How far a judge is in the round that is open. `bounds`: Hofstee's question is still to be answered."""

    rated: int
    of: int
    bounds: bool = False

    @property
    def left(self) -> int:
        return self.of - self.rated + self.bounds


def ratings_of(judge_ids: Sequence[int], number: int) -> dict[int, dict[str, Decimal]]:
    """{judge: {entry: the value that counts}} of one round. One query."""
    found: dict[int, dict[str, Decimal]] = {pk: {} for pk in judge_ids}
    rows = CutRating.objects.filter(judge__in=judge_ids, round=number).order_by("number")
    for judge, entry, value in rows.values_list("judge_id", "entry", "value"):
        found[judge][entry] = value
    return found


def bounds_of(judge_ids: Sequence[int]) -> dict[int, setting.Bounds]:
    """{judge: what they find acceptable}, the last answer of each. One query."""
    rows = CutBounds.objects.filter(judge__in=judge_ids).order_by("number")
    return {one.judge_id: setting.Bounds(one.least_cut, one.most_cut, one.least_fail, one.most_fail) for one in rows}


def done_by(judge: CutJudge, study: CutStudy) -> Done:
    """How far one judge is. One query, two in the second round."""
    second = study.state != CutState.FIRST
    rated = ratings_of([judge.pk], 2 if second else 1)[judge.pk]
    asks = second and study.method == CutMethod.ANGOFF and judge.pk not in bounds_of([judge.pk])
    return Done(len(rated), len(study.entries), asks)


def lands_of(study: CutStudy) -> tuple[str, ...]:
    """The countries that a study speaks of."""
    return (study.country,) if study.country else tuple(study.unit.course.countries or COUNTRIES)


def panel_lacks(study: CutStudy, judges: Sequence[CutJudge]) -> list[str]:
    """What the panel is short of, a sentence each; [] when it is complete."""
    by_country, by_trade = Counter(one.country for one in judges), Counter(one.trade for one in judges)
    lands = dict(Country.choices)
    found = [
        _("{country}: {n} of {least} judges.").format(country=lands[code], n=by_country[code], least=study.least_country)
        for code in lands_of(study)
        if by_country[code] < study.least_country
    ]
    return found + [
        _("{trade}: {n} of {least} judges.").format(trade=trade_words(trade), n=by_trade[trade], least=study.least_trade)
        for trade in study.trades
        if by_trade[trade] < study.least_trade
    ]


def trade_words(trade: str) -> str:
    """What a judge does for a living, in the reader's language."""
    return {
        Trade.ADVISOR: _("Advises businesses"), Trade.OFFICE: _("Works in an IP office"), Trade.TRAINER: _("Teaches advisors"),
        Trade.LAWYER: _("Lawyer"), Trade.BUSINESS: _("Runs a small business"),
    }.get(Trade(trade), trade)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """The figures of one round: of a quiz in points of all items at their worth, of a case in percent."""

    cut: Decimal | None
    of: Decimal
    se: Decimal | None
    means: Mapping[str, Decimal]  # kept mean an item; of a case the share of judges who called it borderline
    spreads: Mapping[str, float | None]
    lowest: Mapping[str, Decimal]
    highest: Mapping[str, Decimal]
    judges: Mapping[int, Decimal | None]  # each judge's own cut
    chosen: tuple[str, ...] = ()  # a case's borderline scripts

    @property
    def percent(self) -> Decimal | None:
        return (
            None if self.cut is None or not self.of else (100 * self.cut / self.of).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        )


def round_of(study: CutStudy, said: Said, *, centre: str = "mean") -> Round | None:
    """One round of the judges who rated every entry; None when there is none. Pure."""
    keys = [one["key"] for one in study.entries]
    whole = {judge: values for judge, values in said.items() if all(key in values for key in keys)}
    if not whole:
        return None
    lowest = {key: min(values[key] for values in whole.values()) for key in keys}
    highest = {key: max(values[key] for values in whole.values()) for key in keys}
    if study.method == CutMethod.BORDERLINE:
        return _scripts(study, whole, lowest, highest, centre)
    found = setting.angoff([[values[key] for key in keys] for values in whole.values()])
    worth = {one["key"]: Decimal(one["maximum"]) for one in study.entries}
    own = {judge: sum((values[key] * worth[key] for key in keys), Decimal(0)) for judge, values in whole.items()}
    means = dict(zip(keys, map(setting.kept, found.means), strict=True))
    form = setting.form_cut((means[key], worth[key]) for key in keys)
    error = setting.error_of(list(own.values()))
    return Round(
        form.points, form.of, None if error is None else Decimal(str(error)).quantize(setting.FOUR), means,
        dict(zip(keys, found.spreads, strict=True)), lowest, highest, own,
    )  # fmt: skip


def _scripts(study: CutStudy, whole: Said, lowest: Mapping[str, Decimal], highest: Mapping[str, Decimal], centre: str) -> Round:
    percents = {one["key"]: Decimal(one["percent"]) for one in study.entries}
    calls = [{key: class_of(value) for key, value in values.items() if key in percents} for values in whole.values()]
    found = setting.borderline(calls, percents, centre=centre)
    share = {
        key: (Decimal(sum(call[key] == setting.BORDERLINE for call in calls)) / len(calls)).quantize(setting.FOUR)
        for key in percents
    }
    own = {judge: None if cut is None else setting.kept(cut) for judge, cut in zip(whole, found.judges, strict=True)}
    return Round(
        None if found.cut is None else setting.kept(found.cut), Decimal(100),
        None if found.se is None else Decimal(str(found.se)).quantize(setting.FOUR), share, dict.fromkeys(percents), lowest,
        highest, own, found.chosen,
    )  # fmt: skip


def movement_of(study: CutStudy, first: Said, second: Said) -> setting.Movement | None:
    """What the talk between two rounds of a quiz did, over the judges of both. Pure."""
    keys = [one["key"] for one in study.entries]
    both = [pk for pk in first if pk in second and all(key in first[pk] and key in second[pk] for key in keys)]
    if not both or study.method != CutMethod.ANGOFF:
        return None
    return setting.movement(*([[said[pk][key] for key in keys] for pk in both] for said in (first, second)))


def consistency_of(study: CutStudy, said: Said) -> dict[int, float | None]:
    """{judge: how far their values follow how hard the questions were}, where facilities are known. Pure."""
    keys = [one["key"] for one in study.entries]
    known = [Decimal(study.facilities[key]) / 100 if key in study.facilities else None for key in keys]
    return {
        judge: setting.consistency([values[key] for key in keys], known) if all(key in values for key in keys) else None
        for judge, values in said.items()
    }


def panel_counts(judges: Sequence[CutJudge]) -> dict[str, Any]:
    """How many judges by country and by trade, without names."""
    return {
        "judges": len(judges),
        "countries": dict(sorted(Counter(one.country for one in judges).items())),
        "trades": dict(sorted(Counter(one.trade for one in judges).items())),
    }
