"""A panel at work: judges of four countries and two trades, what they say. Plain functions."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assessments.models import CutJudge, CutState, CutStudy
from assessments.services import cut_ratings as ratings
from assessments.services import cuts
from lms.institutions.models import Person
from tests.conftest import make_person

FOUR = ("CL", "CO", "MX", "PE")
Value = Callable[[int, int, str], Decimal]  # place of the judge, of the entry, its key


def judge(country: str, trade: str) -> Person:
    return make_person(f"{trade}-{country}@panel.test".lower(), "Jueza", f"{trade} {country}", country)


def study_of(unit_id: int, people: Mapping[str, Person], **more: Any) -> CutStudy:
    """A study with one judge of each country and trade."""
    made = cuts.open_study(
        unit_id=unit_id, by=people["author"].pk,
        **({
            "country": "", "described": {"es": "Apenas puede.", "en": "Only just can."}, "trades": ["advisor", "office"],
            "least_country": 2, "least_trade": 4, "only_lacking": False,
        } | more),
    )  # fmt: skip
    for country in FOUR:
        for trade in ("advisor", "office"):
            person = judge(country, trade)
            one = cuts.add_judge(study_id=made, email=person.email, country=country, trade=trade, by=people["author"].pk)
            cuts.declare(judge_id=one, study_id=made)
    return CutStudy.objects.get(pk=made)


def rate_all(study: CutStudy, value: Value, *, finish: bool = True) -> None:
    """Every judge says something of every entry in the round that is open, and is done."""
    study.refresh_from_db()
    for nth, one in enumerate(CutJudge.objects.filter(study=study, left_out_at=None).order_by("pk")):
        for place, entry in enumerate(study.entries):
            ratings.rate(judge_id=one.pk, entry=entry["key"], value=value(nth, place, entry["key"]))
        if study.state == CutState.SECOND and study.method == "angoff":
            ratings.give_bounds(
                judge_id=one.pk, least_cut=Decimal(50), most_cut=Decimal(75), least_fail=Decimal(5), most_fail=Decimal(40)
            )
        if finish:
            cuts.finish_round(judge_id=one.pk)


def closed(study: CutStudy, people: Mapping[str, Person], first: Value, second: Value | None = None) -> CutStudy:
    """Both rounds, to their end."""
    rate_all(study, first)
    cuts.start_second_round(study_id=study.pk, by=people["author"].pk)
    rate_all(study, second or first)
    cuts.close_ratings(study_id=study.pk, by=people["author"].pk)
    study.refresh_from_db()
    return study
