"""What a cut score asks of what certifies, before it is published, and what is frozen of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import pools
from assessments.cut_cover import Cover, cover
from assessments.kinds.cells import approved_blueprints
from assessments.kinds.material import Material
from assessments.kinds.quiz_places import Ask, entry_slots, places_of, pool_entries
from assessments.models import Counts, Quiz
from assessments.models.cut_rows import Record, records_in_force, versions_by_key
from assessments.standard_setting import FOUR

Sentence = tuple[str, str]  # country ('': all), what stands in the way
NAMED = 3  # questions that a sentence names


def pool_of(material: Material, country: str) -> dict[str, str]:
    """{question: digest of its version} that a scored place of a sheet may ask in a country; what is on trial is left out."""
    slots = {slot["key"]: slot for slot in material.slots}
    keys = {key for place in material.plan if not pools.is_pilot(place) for key in place["pool"]}
    return {key: slots[key]["version"] for key in sorted(keys) if key in slots and pools.is_asked_in(slots[key], country)}


@dataclass(frozen=True, slots=True)
class Cuts:
    """The decisions in force about certifying quizzes, and what was found of each pool: {quiz: {country: Cover}}."""

    covers: Mapping[int, Mapping[str, Cover]]
    records: Mapping[int, Record]


def cuts_of(found: Mapping[int, Material], quizzes: Sequence[Quiz], countries: Sequence[str], on: date) -> Cuts:
    """What certifying quizzes need, from their material. Two queries, none when no quiz certifies."""
    certifying = [quiz.pk for quiz in quizzes if quiz.certifying]
    return _cuts({quiz: {country: pool_of(found[quiz], country) for country in countries} for quiz in certifying}, on)


def cuts_of_drafts(quizzes: Sequence[Quiz], countries: Sequence[str], on: date) -> Cuts:
    """The same of drafts without resolving a question or a fact: for lists. Seven queries at most, none without quizzes."""
    certifying = [quiz for quiz in quizzes if quiz.certifying]
    if not certifying:
        return Cuts({}, {})
    slots = entry_slots(*(quiz.pk for quiz in certifying))
    drawn, prints = pool_entries(slots), approved_blueprints({quiz.blueprint for quiz in certifying})
    asked: dict[int, dict[str, dict[str, str]]] = {}
    for quiz in certifying:
        mine = [slot for slot in slots if slot.quiz_id == quiz.pk]
        places = places_of(quiz, mine, drawn, {}, prints.get(quiz.blueprint))
        asks = {ask.key: (ask.entry.countries, _digest(ask)) for place in places if not place.pilot for ask in place.asks}
        asked[quiz.pk] = {
            country: {key: digest for key, (only, digest) in sorted(asks.items()) if digest and country in (only or (country,))}
            for country in countries
        }
    return _cuts(asked, on)


def _digest(ask: Ask) -> str:
    """That of the version that the draft would ask; '' for none. (A certifying quiz pins nothing: `exam_rules`.)"""
    version = ask.entry.item.draft or ask.entry.item.published
    return version.digest if version else ""


def _cuts(asked: Mapping[int, Mapping[str, Mapping[str, str]]], on: date) -> Cuts:
    """`asked` is {quiz: {country: its pool}}."""
    if not asked:
        return Cuts({}, {})
    records = records_in_force(list(asked), on)
    keys = {key for one in asked.values() for pool in one.values() for key in pool}
    histories = versions_by_key(keys) if records else {}
    covers = {
        quiz: {
            country: cover(pool, [one for one in records if one.unit_id == quiz], histories, country=country)
            for country, pool in pools_there.items()
        }
        for quiz, pools_there in asked.items()
    }
    return Cuts(covers, {one.id: one for one in records})


def quiz_problems(quiz: Quiz, cuts: Cuts) -> list[Sentence]:
    """Why a certifying quiz has no cut score to go by; [] for one that has, and for one that does not certify."""
    if not quiz.certifying:
        return []
    found: list[Sentence] = []
    if quiz.counts == Counts.AVERAGE:
        found.append(
            ("", _("Each sheet of a certifying quiz has its own pass score: an average of attempts can't be held to one."))
        )
    for country, one in cuts.covers.get(quiz.pk, {}).items():
        if not one.records:
            found.append((country, _("No cut score was decided for this quiz that holds here now. Judges have to set it.")))
        elif one.lacking:
            sentence = ngettext(
                "The cut score in force says nothing of {n} question: {keys}. Judges rate it first, or it stays on trial.",
                "The cut score in force says nothing of {n} questions: {keys}. Judges rate them first, or they stay on trial.",
                len(one.lacking),
            )
            named = ", ".join(one.lacking[:NAMED]) + (" …" if len(one.lacking) > NAMED else "")
            found.append((country, sentence.format(n=len(one.lacking), keys=named)))
    return found


def put_means(quiz: Quiz, material: Material, cuts: Cuts) -> dict[str, Any]:
    """Write each question's mean into its slot (`cut_mean`; by country where decisions differ), so that a sheet brings what it
    needs. Returns {"cut": {country: {records, se}}} for the frozen quiz; {} for one that does not certify."""
    covers = cuts.covers.get(quiz.pk)
    if not covers:
        return {}
    for slot in material.slots:
        said = {country: one.means[slot["key"]] for country, one in covers.items() if slot["key"] in one.means}
        if len(set(said.values())) == 1 and len(said) == sum(pools.is_asked_in(slot, country) for country in covers):
            slot["cut_mean"] = format(next(iter(said.values())), "f")
            continue
        for country, mean in said.items():
            slot["countries"].setdefault(country, {})["cut_mean"] = format(mean, "f")
    return {"cut": {country: {"records": list(one.records), "se": _share(one, cuts)} for country, one in covers.items()}}


def _share(one: Cover, cuts: Cuts) -> str | None:
    """The standard error as a share of a form's points: the largest of the decisions used; None where one has none."""
    used = [cuts.records[pk] for pk in one.records]
    if not used or any(record.se is None or not record.of for record in used):
        return None
    worst = max((record.se or Decimal(0)) / record.of for record in used)
    return format(worst.quantize(FOUR, ROUND_HALF_UP), "f")


def case_cut(unit_id: int, countries: Sequence[str], records: Sequence[Record]) -> tuple[Record | None, list[Sentence]]:
    """The decision that a certifying case goes by, or what stands in the way: one pass score for all who write it."""
    chosen: dict[str, Record] = {}
    for record in records:
        if record.unit_id == unit_id:
            chosen |= {country: record for country in countries if record.country in ("", country)}
    lacking = [country for country in countries if country not in chosen]
    if lacking:
        sentence = _("No cut score was decided for this case that holds here now. Judges have to look at borderline letters.")
        return None, [(country, sentence) for country in lacking]
    percents = {one.percent for one in chosen.values()}
    if len(percents) > 1:
        said = _("Countries have different cut scores for this case: one decision has to hold for all who write it.")
        return None, [("", said)]
    return (max(chosen.values(), key=lambda one: one.id) if chosen else None), []
