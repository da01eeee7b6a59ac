"""When a learner hears about an answer, and what that does to its score. Kinds know keys; behaviours know moments. Pure.

A host or a later package registers one of its own with `register_behaviour` in `AppConfig.ready()`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from assessments.question_kinds.registry import question_kind
from assessments.scoring import score

Slot = Mapping[str, Any]
Rules = Mapping[str, Any]  # the sheet: `tries`, `penalty`

CERTAINTIES: Final = (1, 2, 3)
_RIGHT: Final = {1: Decimal("0.333333"), 2: Decimal("0.666667"), 3: Decimal(1)}
_WRONG: Final = {1: Decimal(0), 2: Decimal("-0.666667"), 3: Decimal(-2)}
_SIX: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Try:
    """One answer to a slot, in order. `checked`: its writer asked what it is worth."""

    response: Mapping[str, Any]
    checked: bool = False
    certainty: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a slot earns. `fraction` −1 … 1 is what its writer knows, None when a person scores it; `earned`, when it differs,
    is what the attempt's sum takes."""

    fraction: Decimal | None
    earned: Decimal | None = None

    @property
    def counts(self) -> Decimal | None:
        """What the attempt's sum takes."""
        return self.fraction if self.earned is None else self.earned


class Behaviour(Protocol):
    """A behaviour of quizzes. Everything is pure."""

    name: str
    checks: bool  # answers can be checked one by one
    asks_certainty: bool

    def label(self) -> str:
        """Its name in the reader's language."""
        ...

    def rule(self, rules: Rules) -> str:
        """What it means for a learner, in the reader's language; '' when there is nothing to say."""
        ...

    def tries_left(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> int:
        """How many more checks a slot takes; 0: its answer stands."""
        ...

    def settle(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> Settled:
        """What the slot earns with these answers."""
        ...


def last_response(tries: Sequence[Try]) -> Mapping[str, Any]:
    """The answer that counts: the last one."""
    return tries[-1].response if tries else {}


class Deferred:
    """Nothing is said before the attempt is handed in; answers may change until then."""

    name = "deferred"
    checks = False
    asks_certainty = False

    def label(self) -> str:
        return _("Feedback at the end")

    def rule(self, rules: Rules) -> str:
        return ""

    def tries_left(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> int:
        return 0

    def settle(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> Settled:
        return Settled(score(slot, last_response(tries)))


class Immediate(Deferred):
    """Each answer may be checked once; then it stands."""

    name = "immediate"
    checks = True

    def label(self) -> str:
        return _("Feedback question by question")

    def rule(self, rules: Rules) -> str:
        return _("You may check each answer as you go. A checked answer can't be changed.")

    def tries_left(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> int:
        if question_kind(slot["kind"]).by_hand:
            return 0
        return 0 if any(one.checked for one in tries) else 1


class Retry(Deferred):
    """Up to `tries` checks. Try number i (from 0) earns max(0, fraction − i × penalty); the best try counts.

    An answer that was changed after its last check and never checked is one more try. (Moodle's "interactive with multiple
    tries" subtracts the same penalty and counts the last try; with the best, checking can never do harm.)
    """

    name = "retry"
    checks = True

    def label(self) -> str:
        return _("Several tries, with a penalty")

    def rule(self, rules: Rules) -> str:
        said = _(
            "You may check each answer and try again, up to {n} times. Each wrong try takes {percent} % off that question."
        )
        return said.format(n=rules["tries"], percent=f"{Decimal(str(rules['penalty'])) * 100:.0f}")

    def tries_left(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> int:
        if question_kind(slot["kind"]).by_hand:
            return 0
        checks = [one for one in tries if one.checked]
        if checks and score(slot, checks[-1].response) == 1:
            return 0
        return max(0, int(rules["tries"]) - len(checks))

    def settle(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> Settled:
        if question_kind(slot["kind"]).by_hand or not tries:
            return Settled(score(slot, last_response(tries)))
        counted = [one.response for one in tries if one.checked]
        if tries[-1].response and (not counted or tries[-1].response != counted[-1]):
            counted.append(tries[-1].response)
        penalty = Decimal(str(rules["penalty"]))
        worth = [(score(slot, response) or Decimal(0), n * penalty) for n, response in enumerate(counted)]
        return Settled(max((max(Decimal(0), one - off) for one, off in worth), default=Decimal(0)).quantize(_SIX))


class Confidence(Deferred):
    """The writer says how sure they are, 1 to 3: right answers earn 1/3, 2/3, 1 and wrong ones 0, −2/3, −2.

    Gardner-Medwin, "Confidence assessment in the teaching of basic science", ALT-J 3(1), 1995: marks 1, 2, 3 and 0, −2, −6 out
    of three. It pays best to say 2 when right in more than two cases of three, and 3 in more than four of five. A partly right
    answer earns its part of what a right one does. No answer earns 0; an answer without a certainty has the lowest.
    """

    name = "confidence"
    asks_certainty = True

    def label(self) -> str:
        return _("How sure are you?")

    def rule(self, rules: Rules) -> str:
        return _(
            "With each answer you say how sure you are. Right answers earn more when you are sure, and wrong ones cost more: "
            "say what you really think."
        )

    def settle(self, slot: Slot, rules: Rules, tries: Sequence[Try]) -> Settled:
        response = last_response(tries)
        fraction = score(slot, response)
        if fraction is None:
            return Settled(None)
        if not response:
            return Settled(fraction, Decimal(0))
        sure = tries[-1].certainty or CERTAINTIES[0]
        return Settled(fraction, (fraction * _RIGHT[sure]).quantize(_SIX) if fraction > 0 else _WRONG[sure])


_BEHAVIOURS: dict[str, Behaviour] = {one.name: one for one in (Deferred(), Immediate(), Retry(), Confidence())}


def register_behaviour(one: Behaviour) -> None:
    """Add a behaviour; the same name again replaces it."""
    _BEHAVIOURS[one.name] = one


def behaviour(name: str) -> Behaviour:
    """A registered behaviour; one that nobody has registered any more is taken as deferred, so that old attempts answer."""
    return _BEHAVIOURS.get(name, _BEHAVIOURS["deferred"])


def behaviours() -> Mapping[str, Behaviour]:
    """All that are registered, by name."""
    return dict(_BEHAVIOURS)
