"""What a certifying quiz may ask, and what a practice quiz may not: said before anything is published.

An exam asks only what nobody can have met in practice: from exam banks, never from one for demonstration, nothing that shares
its family or its words with a practice question. Every cell of a blueprint has three times what a sheet takes of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import pools
from assessments.blueprints.allocation import TIMES
from assessments.blueprints.covering import available
from assessments.kinds.banks import is_secret
from assessments.kinds.cells import Blueprinted, cell_in_words
from assessments.kinds.quiz_places import Place
from assessments.models import Bank, QuestionEntry, Quiz, Task
from assessments.models.practised import asked_in_practice, practice_relatives, practice_words
from assessments.question_words import wording_of

SHOWN: Final = 5  # keys in one sentence
Said = tuple[str, str]  # country ('' for all), sentence


def exam_problems(
    quiz: Quiz, places: Sequence[Place], *, slots: Sequence[Mapping[str, Any]], plan: Sequence[Mapping[str, Any]],
    countries: Sequence[str], blueprint: Blueprinted | None,
) -> list[Said]:  # fmt: skip
    """All that keeps a quiz from being published because it certifies, or because it does not."""
    if not quiz.certifying:
        return [("", sentence) for sentence in _exam_questions_in_practice(places)]
    found = [("", sentence) for sentence in (*_rules(quiz), *_sources(places), *_negative(slots))]
    found += [("", sentence) for sentence in _shared_with_practice(places)]
    if quiz.blueprint and blueprint is None:
        sentence = _("The blueprint '{key}' is not approved: a second person has to look at it first.")
        return [*found, ("", sentence.format(key=quiz.blueprint))]
    known = {slot["key"]: slot for slot in slots}
    if blueprint:
        found += _coverage(blueprint, places, plan, known, countries)
    return found + _pilots(quiz, plan, known, countries)


def is_exam(entry: QuestionEntry) -> bool:
    """Whether a question belongs to exams, where nobody meets it beforehand: its bank is no demonstration."""
    return is_secret(entry.bank)


def _exam_questions_in_practice(places: Sequence[Place]) -> Iterator[str]:
    for number, place in enumerate(places, start=1):
        taken = [ask for ask in place.asks if is_exam(ask.entry)]
        if taken:
            sentence = _("Place {n} asks questions of the exam bank '{bank}': a quiz that is not certifying is practice.")
            yield sentence.format(n=number, bank=taken[0].entry.bank.key)


def _rules(quiz: Quiz) -> Iterator[str]:
    if quiz.behaviour != "deferred":
        sentence = _("A certifying quiz is spoken of at its end: 'behaviour: {behaviour}' is for practice.")
        yield sentence.format(behaviour=quiz.behaviour)


def _sources(places: Sequence[Place]) -> Iterator[str]:
    cells = [place for place in places if place.cell]
    draws = [place.draw for place in places if place.draw and not place.pilot and not place.cell]
    draws += [cells[0].draw] if cells and cells[0].draw else []
    for number, place in enumerate(places, start=1):
        if not place.draw:
            yield from _fixed(number, place)
    banks = {bank.key: bank for bank in Bank.objects.filter(key__in={draw["bank"] for draw in draws})}
    for number, draw in enumerate(draws, start=1):
        bank = banks[draw["bank"]]
        if is_secret(bank):
            continue
        if bank.demonstration:
            sentence = _("Draw {n} takes from '{bank}', an exam for demonstration: its questions are known to everybody.")
        else:
            sentence = _("Draw {n} takes from '{bank}', a practice bank: who practised knows its answers.")
        yield sentence.format(n=number, bank=bank.key)


def _fixed(number: int, place: Place) -> Iterator[str]:
    ask = place.asks[0]
    if not is_exam(ask.entry):
        sentence = _("Place {n} asks '{key}' of the bank '{bank}', which is not for exams.")
        yield sentence.format(n=number, key=ask.key, bank=ask.entry.bank.key)
    else:
        sentence = _("Place {n} asks '{key}' on every sheet: a certifying quiz draws, so that no question is known beforehand.")
        yield sentence.format(n=number, key=ask.key)


def _negative(slots: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    bad = [slot["key"] for slot in slots if slot["kind"] != "multiple" and _takes_away(slot)]
    if bad:
        sentence = ngettext(
            "The question {keys} takes points away for a wrong answer: negative weights are for practice.",
            "The questions {keys} take points away for a wrong answer: negative weights are for practice.",
            len(bad),
        )
        yield sentence.format(keys=_list(bad))


def _takes_away(value: Any) -> bool:
    if isinstance(value, Mapping):
        fraction = value.get("fraction", 0)
        return (isinstance(fraction, int | float | str) and float(fraction or 0) < 0) or any(map(_takes_away, value.values()))
    return isinstance(value, list | tuple) and any(map(_takes_away, value))


def _shared_with_practice(places: Sequence[Place]) -> Iterator[str]:
    """The same question, one of its family, or the same words: what was met in practice can't be asked in an exam."""
    exam = {ask.entry.item_id: ask.entry for place in places for ask in place.asks if is_exam(ask.entry)}
    if not exam:
        return
    asked = asked_in_practice(set(exam))
    if asked:
        sentence = _("Practice has asked these exam questions: {keys}. Who practised knows their answers.")
        yield sentence.format(keys=_list(exam[item].item.key for item in asked))
    families = practice_relatives({entry.family for entry in exam.values() if entry.family})
    related = {entry.item.key: families[entry.family] for entry in exam.values() if entry.family in families}
    if related:
        sentence = _("Exam questions are variants of practice questions: {pairs}. One family belongs to one pool.")
        yield sentence.format(pairs=_pairs(related))
    alike = _same_words(exam.values())
    if alike:
        yield _("Exam questions read as practice questions do: {pairs}.").format(pairs=_pairs(alike))


def _same_words(exam: Any) -> dict[str, str]:
    practice: dict[Any, str] = {}
    for key, body in practice_words():
        practice |= dict.fromkeys(wording_of(body), key)
    found = {}
    for entry in exam:
        for version in (entry.item.draft, entry.item.published):
            twin = next((practice[words] for words in wording_of(version.body) if words in practice), "") if version else ""
            if twin:
                found[entry.item.key] = twin
    return found


def _coverage(
    blueprint: Blueprinted, places: Sequence[Place], plan: Sequence[Mapping[str, Any]], known: Mapping[str, Any],
    countries: Sequence[str],
) -> Iterator[Said]:  # fmt: skip
    if not any(place.cell for place in places):
        yield "", _("A quiz with a blueprint has one draw and no other questions: the blueprint's cells share it out.")
        return
    drawn = {place.cell.position for place in places if place.cell}
    titles = {task.key: task.titles for task in Task.objects.all()}
    for cell in blueprint.cells:
        if cell.position not in drawn:
            sentence = _("The cell «{cell}» of the blueprint gets no question: the sheet is too short for it.")
            yield "", sentence.format(cell=cell_in_words(cell.said(), titles))
    for country in countries:
        lacking = list(_lacking(plan, known, country, titles))
        yield from ((country, sentence) for sentence in lacking)
        tripled = [{**place, "count": place["count"] * TIMES} for place in plan if "cell" in place]
        short = 0 if lacking else pools.unfilled(tripled, known, country=country)
        if short:
            sentence = _("Three sheets without a common question can't be made: {n} questions are lacking. Cells share theirs.")
            yield country, sentence.format(n=short)


def _lacking(
    plan: Sequence[Mapping[str, Any]], known: Mapping[str, Any], country: str, titles: Mapping[str, Any]
) -> Iterator[str]:
    for place in plan:
        if "cell" not in place:
            continue
        have = available(place, known, country)
        if have < TIMES * place["count"]:
            sentence = _("The cell «{cell}» has {have} questions in use; {need} are needed, three times what a sheet takes.")
            yield sentence.format(cell=cell_in_words(place["cell"], titles), have=have, need=TIMES * place["count"])


def _pilots(quiz: Quiz, plan: Sequence[Mapping[str, Any]], known: Mapping[str, Any], countries: Sequence[str]) -> list[Said]:
    found = []
    for country in countries:
        have = sum(available(place, known, country) for place in plan if pools.is_pilot(place))
        if have < quiz.pilots:
            sentence = _("A sheet carries {n} questions on trial; the bank has {have}.")
            found.append((country, sentence.format(n=quiz.pilots, have=have)))
    return found


def _list(keys: Any) -> str:
    found = sorted(set(keys))
    return ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")


def _pairs(found: Mapping[str, str]) -> str:
    return _list(_("{one} (as {other})").format(one=one, other=other) for one, other in found.items())
