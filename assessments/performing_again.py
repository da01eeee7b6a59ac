"""Results from their evidence alone: sheets scored again by their keys, letters settled again by their rubric's rules. Pure."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from assessments import passing, rubrics, scoring, stages
from assessments.behaviours import Settled, Try, behaviour
from lms.kernel.evidence import Check

_ANSWERS: Final = ("saved", "checked")
_TAKEN: Final = ("scored", "regraded")  # what a person gave, or a mended key: taken as it stands


def work_again(work: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """`work`: what `assessments.api.work_evidence` wrote about one enrolment; `outcomes`: the course's records of it."""
    by_key = {str(one["key"]): one for one in outcomes}
    sat: dict[int, list[tuple[passing.Sat, Mapping[str, Any]]]] = {}
    for attempt in sorted(work["attempts"], key=lambda one: (int(one["unit"]), int(one["number"]))):
        if attempt["state"] != "submitted":
            continue
        fraction = yield from _attempt(attempt)
        mine = sat.setdefault(int(attempt["unit"]), [])
        mine.append((passing.sat(attempt["sheet"], fraction), attempt))
        record = by_key.get(f"attempt:{attempt['id']}")
        if record is not None:
            reached = passing.reckoned(attempt["sheet"].get("counts", ""), [one for one, _of in mine])
            stored = [record["state"], record["score"]]
            yield Check(
                f"attempt {attempt['id']}: outcome", stored, ["passed" if reached.passed else "failed", reached.percent]
            )
    for letter in work["letters"]:
        yield from _letter(letter, by_key)
    for piece in work["pieces"]:
        percent = rubrics.percent_by(piece["rubric"], {key: int(n) for key, n in piece["picks"].items()})
        yield Check(f"supervised piece {piece['id']}: percent", piece["percent"], percent)


def _attempt(attempt: Mapping[str, Any]) -> Generator[Check, None, Decimal]:
    """Yields its checks and returns the fraction as it comes out."""
    sheet, name = attempt["sheet"], f"attempt {attempt['id']}"
    rule = behaviour(sheet.get("behaviour", ""))
    tries: dict[int, list[Try]] = {}
    given: dict[int, str] = {}
    for step in attempt["steps"]:
        slot = int(step["slot"])
        if step["state"] in _ANSWERS:
            tries.setdefault(slot, []).append(Try(step["response"], step["state"] == "checked", step["certainty"]))
        elif step["state"] in _TAKEN and step["fraction"] is not None:
            given[slot] = step["fraction"]
    stored = {int(one["slot"]): one for one in attempt["results"]}
    counted: dict[int, Decimal] = {}
    for slot in sheet["slots"]:
        number = int(slot["slot"])
        kept = stored.get(number)
        settled = rule.settle(slot, sheet, tries.get(number, ()))
        taken = number in given or bool(kept and kept["regrade"])
        if taken and kept:
            settled = Settled(Decimal(kept["fraction"]), None if kept["earned"] is None else Decimal(kept["earned"]))
        counted[number] = settled.counts or Decimal(0)
        if kept is not None:
            yield Check(f"{name}, question {number}", kept["fraction"], settled.fraction, taken=taken)
    if sheet.get("cut"):
        again = passing.cut_of_slots(sheet["slots"])
        yield Check(f"{name}: cut of the form", sheet["cut"]["points"], passing.plain(again.points))
    fraction = scoring.total_fraction(sheet["slots"], counted)
    yield Check(f"{name}: share of the points", attempt["fraction"], fraction)
    return fraction


def _letter(letter: Mapping[str, Any], by_key: Mapping[str, Mapping[str, Any]]) -> Iterator[Check]:
    name, rubric = f"letter {letter['ref']}", letter["rubric"]
    given: dict[str, stages.Given] = {}
    for one in letter["scores"]:
        picks = {key: int(n) for key, n in one["picks"].items()}
        percent = rubrics.percent_by(rubric, picks)
        yield Check(f"{name}, score {one['id']}: percent", one["percent"], percent)
        if one["stage"] != "appeal":
            given[one["stage"]] = stages.Given(int(one["id"]), percent, frozenset(one["red_flags"]), int(one["number"]))
    if not letter["finals"]:
        return
    rules, late = stages.Rules(**letter["scoring"]), Decimal(letter["late_percent"])
    needed = Decimal(letter["pass_percent"])
    last = letter["finals"][-1]
    if last["basis"] != "appeal":
        opened = [one for one in letter["stages"] if one != "appeal"]
        found = stages.settle(rules, needed, given, opened, late_percent=late, over=True).final
        again = [max(Decimal(0), found.percent - late), found.basis] if found else [None, ""]
        yield Check(f"{name}: result", [last["percent"], last["basis"]], again)
    passed = rubrics.passes(percent_=Decimal(last["percent"]), red_flags=last["red_flags"], pass_percent=needed)
    yield Check(f"{name}: competent", last["passed"], passed, taken=last["basis"] == "appeal")
    record = by_key.get(f"final:{last['id']}")
    if record is not None:
        stored = [record["state"], record["score"]]
        yield Check(f"{name}: outcome", stored, ["passed" if passed else "failed", last["percent"]])
