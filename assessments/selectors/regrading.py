"""Results of one question, some at a time, with what is needed to score them again. No sheet is loaded to find who changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from assessments import passing, scoring
from assessments.behaviours import Settled, Try
from assessments.models import Attempt, AttemptState, Question, Regrade, SlotResult, Step, StepState
from assessments.models.analysis import configs_of
from assessments.regrading import CHANGED, Rekeyed, material_of, rekey
from assessments.selectors.attempts import ANSWERS, what_shows
from assessments.selectors.windows import window_of_attempt
from assessments.sheets import rules_of, scored_slots
from assessments.wording_regrading import in_percent

HANDED_IN: Final = (AttemptState.SUBMITTED, AttemptState.WAITING)


class Sat(NamedTuple):
    """One result of the question, in an attempt that was handed in."""

    id: int
    attempt_id: int
    slot: int
    fraction: Decimal
    earned: Decimal | None
    unit_version_id: int
    country: str
    attempt_fraction: Decimal | None

    @property
    def before(self) -> Settled:
        """What it earned."""
        return Settled(self.fraction, self.earned)


def question_rows(item_id: int, up_to: int) -> list[int]:
    """The rows of a question's versions up to a number: what was sat with a later one is not touched. One query."""
    rows = Question.objects.non_polymorphic().filter(version__item=item_id, version__number__lte=up_to)
    return list(rows.values_list("pk", flat=True))


def how_many(question_ids: Collection[int]) -> int:
    """Results of these versions in attempts that were handed in."""
    return SlotResult.objects.filter(question__in=question_ids, attempt__state__in=HANDED_IN).count()


def results_after(question_ids: Collection[int], *, after: int, limit: int) -> list[Sat]:
    """The next results by id. One query."""
    rows = SlotResult.objects.filter(question__in=question_ids, attempt__state__in=HANDED_IN, pk__gt=after).order_by("pk")
    columns = (
        "pk", "attempt_id", "slot", "fraction", "earned", "attempt__unit_version_id", "attempt__enrolment__country",
        "attempt__fraction",
    )  # fmt: skip
    return [Sat(*row) for row in rows.values_list(*columns)[:limit]]


def tries_at(results: Sequence[Sat]) -> dict[int, list[Try]]:
    """{attempt: the answers to the question, first to last}. A sheet asks a question once. One query."""
    wanted = {one.attempt_id: one.slot for one in results}
    found: dict[int, list[Try]] = {one.attempt_id: [] for one in results}
    rows = Step.objects.filter(attempt__in=wanted, slot__in=set(wanted.values()), state__in=ANSWERS)
    for attempt_id, slot, state, response, certainty in rows.order_by("attempt_id", "number").values_list(
        "attempt_id", "slot", "state", "response", "certainty"
    ):
        if wanted[attempt_id] == slot:
            found[attempt_id].append(Try(response, state == StepState.CHECKED, certainty))
    return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an attempt's sum needs of its sheet, and what its slots count now."""

    maxima: tuple[Mapping[str, Any], ...]
    needs: Mapping[str, Any]  # what it needs to be passed (`passing`)
    counts: Mapping[int, Decimal]

    def total(self, changed: Mapping[int, Decimal]) -> Decimal:
        """The attempt's fraction when these slots counted otherwise."""
        return scoring.total_fraction(self.maxima, {**self.counts, **changed})

    def passes(self, fraction: Decimal) -> bool:
        """Whether that is enough."""
        return passing.passed(self.needs, fraction)


def sheets_of(attempt_ids: Collection[int], batch: int = 50) -> dict[int, Sheet]:
    """What sums need, of many attempts: their sheets are read one by one and let go. Two queries."""
    counts = counts_of(attempt_ids)
    found = {}
    rows = Attempt.objects.filter(pk__in=attempt_ids).values_list("pk", "sheet")
    for pk, sheet in rows.iterator(chunk_size=batch):
        maxima = tuple({"slot": slot["slot"], "maximum": slot["maximum"]} for slot in scored_slots(sheet))
        found[pk] = Sheet(maxima, {name: sheet.get(name) for name in ("pass_percent", "cut")}, counts.get(pk, {}))
    return found


def counts_of(attempt_ids: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """{attempt: {slot: what it counts}}. One query."""
    found: dict[int, dict[int, Decimal]] = {}
    rows = SlotResult.objects.filter(attempt__in=list(attempt_ids)).values_list("attempt_id", "slot", "fraction", "earned")
    for attempt_id, slot, fraction, earned in rows:
        found.setdefault(attempt_id, {})[slot] = fraction if earned is None else earned
    return found


@dataclass
class Keyring:
    """The question as each quiz version froze it, with the new key over it: found once for all who sat that version."""

    regrade: Regrade
    question_key: str
    _found: dict[tuple[int, str], tuple[Rekeyed | None, Mapping[str, Any]]] = field(default_factory=dict)

    def of(self, result: Sat) -> tuple[Rekeyed | None, Mapping[str, Any]]:
        """The key over the slot as it was sat (None: no key in that country), and the rules it was sat under."""
        place = (result.unit_version_id, result.country)
        if place not in self._found:
            self._found[place] = self._look(*place)
        return self._found[place]

    def _look(self, unit_version_id: int, country: str) -> tuple[Rekeyed | None, Mapping[str, Any]]:
        config = configs_of({unit_version_id})[unit_version_id]
        rules = rules_of(config)
        frozen = next((one for one in config["slots"] if one["key"] == self.question_key), None)
        if frozen is None:
            return Rekeyed(None, CHANGED), rules
        return over(self.regrade, material_of(frozen, country), country), rules


def over(regrade: Regrade, slot: Mapping[str, Any], country: str) -> Rekeyed | None:
    """The regrade's key over a slot as it was sat; None where it has none."""
    material = regrade.keys.get(country)
    return rekey(slot, material) if material else None


def message_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about a new score adds when it is written: the score and why, as far as its reader may see them now.

    Why a key was wrong can tell the key: it stands there only where the result page shows what is right.
    """
    attempt = Attempt.objects.select_related("enrolment", "unit_version").get(pk=int(params["attempt_id"]))
    see = what_shows(attempt, window_of_attempt(attempt).closes_at)
    reason = Regrade.objects.values_list("reason", flat=True).get(pk=int(params["regrade_id"]))
    return {
        "reason": reason if see.right else "",
        "shown": see.score,
        "was": in_percent(params["before"]),
        "now": in_percent(params["after"]),
        "rose": Decimal(params["after"]) > Decimal(params["before"]),
    }
