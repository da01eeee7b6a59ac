"""Who scores a letter and when scores agree: the rules of a case study, and what follows from the scores so far. Pure.

* `single`: one assessor. `double`: two, each blind to the other. `sampled`: one, and a second, blind too, for a share of all
  letters (drawn when it is handed in, before anybody scores), for every fail, every total near the pass score and every
  red flag.
* Two scores agree when no red flag is on one of them only and they lie no further apart than `tolerance` points. Then the
  `agreement` counts: their mean or the higher one. If not: `discussion` (both look again, knowing the other's score; the mean
  counts when they agree now) or `third`. A red flag on one of them only always goes to a third assessor, whose score counts.
* `release`: `together` (a person releases results) or `at_once` (for practice, with one assessor).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

STAGES: Final = ("single", "double", "sampled")
AGREEMENTS: Final = ("mean", "higher")
APART: Final = ("discussion", "third")
RELEASES: Final = ("together", "at_once")
CODES: Final = ("sample", "fail", "near", "flag", "apart", "flag_apart", "no_agreement")  # why a stage was opened
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one case study. Percentages and points are whole numbers; `seed_every` 0: no hidden seeds."""

    stages: str = "single"
    sample: int = 20  # percent of letters
    margin: int = 5  # points on either side of the pass score
    tolerance: int = 10  # points
    agreement: str = "mean"
    apart: str = "third"
    release: str = "together"
    outside: bool = False  # never an assessor of the learner's institution
    qualify: bool = False  # only assessors who qualified on reference scripts
    seed_every: int = 0  # one script in so many is a reference script

    def body(self) -> dict[str, Any]:
        """As a frozen case keeps them."""
        return asdict(self)


# Of a certifying case unless it says otherwise: one qualified assessor; a second, blind, of a fifth and of what is doubtful.
CERTIFYING: Final = Rules(stages="sampled", sample=20, margin=5, qualify=True)
AS_BEFORE: Final = Rules(release="at_once")  # a case that was frozen before there were rules
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "sample": (0, 100), "margin": (0, 50), "tolerance": (0, 100), "seed_every": (0, 100),
}  # fmt: skip
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "stages": STAGES, "agreement": AGREEMENTS, "apart": APART, "release": RELEASES,
}  # fmt: skip


def rules_of(config: Mapping[str, Any]) -> Rules:
    """The rules of a frozen case study."""
    return Rules(**config["scoring"]) if config.get("scoring") else AS_BEFORE


def usual(*, certifying: bool) -> Rules:
    """What counts where a course file says nothing."""
    return CERTIFYING if certifying else Rules()


def too_weak(rules: Rules) -> list[str]:
    """Why these rules are not enough for a certifying case; what asks for more than `CERTIFYING` is welcome."""
    found = []
    if not rules.qualify:
        found.append(_("A certifying case is scored by people who qualified on it: 'qualify: true' under 'scoring'."))
    if rules.release == "at_once":
        found.append(_("Results of a certifying case are released by a person: 'release: at_once' is for practice."))
    if rules.stages == "single":
        found.append(_("A certifying case has a second assessor for a part of its letters: 'stages: sampled' or 'double'."))
    if rules.stages == "sampled" and (rules.sample < CERTIFYING.sample or rules.margin < CERTIFYING.margin):
        found.append(
            _("A second assessor scores at least {sample} % of a certifying case's letters, and all within {margin} points.")
            .format(sample=CERTIFYING.sample, margin=CERTIFYING.margin)
        )  # fmt: skip
    return found


def check(spec: Any) -> list[str]:
    """What is wrong with `scoring` in a course file."""
    if not isinstance(spec, Mapping):
        return [_("'scoring' must be a group of fields.")]
    found = []
    known = Rules().body()
    for name, value in spec.items():
        if name not in known:
            found.append(_("'scoring' has no field '{name}'.").format(name=name))
        elif name in _CHOICES and value not in _CHOICES[name]:
            found.append(_("'scoring.{name}' must be one of {values}.").format(name=name, values=", ".join(_CHOICES[name])))
        elif name in _RANGES and not (type(value) is int and _RANGES[name][0] <= value <= _RANGES[name][1]):
            low, high = _RANGES[name]
            found.append(
                _("'scoring.{name}' must be a whole number from {low} to {high}.").format(name=name, low=low, high=high)
            )
        elif name in ("outside", "qualify") and type(value) is not bool:
            found.append(_("'scoring.{name}' must be true or false.").format(name=name))
    if not found and spec.get("release") == "at_once" and spec.get("stages", "single") != "single":
        found.append(_("Results can be released at once with one assessor only."))
    if not found and spec.get("seed_every") and not spec.get("qualify"):
        found.append(_("Hidden seeds need 'qualify': they are served to assessors who qualified."))
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """The latest score at one stage; `number` 2 and more: given again in a discussion."""

    id: int
    percent: Decimal
    red_flags: frozenset[str]
    number: int = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A stage that is to be scored, and why, in codes."""

    stage: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What counts: `percent` before what being late costs, the ids of the scores it rests on, those that count first."""

    percent: Decimal
    red_flags: tuple[str, ...]
    basis: str
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows: stages to open, whether the two look again together, or the result. All empty: somebody still scores."""

    open: tuple[Opened, ...] = ()
    discuss: bool = False
    final: Result | None = None


def first_stages(rules: Rules, drawn: int) -> tuple[Opened, ...]:
    """The stages that open when a letter is handed in; `drawn` is its number from 0 to 99, which nobody can compute who has no
    secret of the site. Who scores first does not learn whether somebody else does."""
    if rules.stages == "double":
        return (Opened("first", ()), Opened("second", ()))
    if rules.stages == "sampled" and drawn < rules.sample:
        return (Opened("first", ()), Opened("second", ("sample",)))
    return (Opened("first", ()),)


def settle(
    rules: Rules,
    pass_percent: Decimal,
    given: Mapping[str, Given],
    opened: Sequence[str],
    *,
    late_percent: Decimal = Decimal(0),
    over: bool = False,
) -> Settled:
    """What follows from the scores `given` by stage, with the stages `opened` so far. `over`: time to discuss has ended;
    `late_percent`: points that being late costs.

    Repeating it changes nothing: what it opens is in `opened` the next time.
    """
    first, second, third = (given.get(stage) for stage in ("first", "second", "third"))
    if third is not None:
        rest = tuple(one.id for one in (first, second) if one)
        return Settled(final=Result(third.percent, tuple(sorted(third.red_flags)), "third", (third.id, *rest)))
    if first is None or "third" in opened or (second is None and "second" in opened):
        return Settled()
    if second is not None:
        return _of_two(rules, first, second, over=over)
    because = _second_because(rules, pass_percent, first, late_percent)
    if because:
        return Settled(open=(Opened("second", because),))
    return Settled(final=Result(first.percent, tuple(sorted(first.red_flags)), "single", (first.id,)))


def _second_because(rules: Rules, pass_percent: Decimal, first: Given, late_percent: Decimal) -> tuple[str, ...]:
    """Both what was scored and what would count after lateness are looked at."""
    if rules.stages != "sampled":
        return ()
    totals = (first.percent, max(Decimal(0), first.percent - late_percent))
    found = []
    if min(totals) < pass_percent:
        found.append("fail")
    if any(abs(total - pass_percent) <= rules.margin for total in totals):
        found.append("near")
    if first.red_flags:
        found.append("flag")
    return tuple(found)


def _of_two(rules: Rules, first: Given, second: Given, *, over: bool) -> Settled:
    if first.red_flags != second.red_flags:
        return Settled(open=(Opened("third", ("flag_apart",)),))
    discussed = first.number > 1 and second.number > 1
    if abs(first.percent - second.percent) <= rules.tolerance and (discussed or first.number == second.number == 1):
        flags = tuple(sorted(first.red_flags))
        if discussed:
            return Settled(final=Result(_mean(first, second), flags, "discussion", (first.id, second.id)))
        if rules.agreement == "higher":
            higher, lower = sorted((first, second), key=lambda one: -one.percent)
            return Settled(final=Result(higher.percent, flags, "higher", (higher.id, lower.id)))
        return Settled(final=Result(_mean(first, second), flags, "mean", (first.id, second.id)))
    if rules.apart == "discussion" and not over:
        return Settled(open=(Opened("third", ("no_agreement",)),)) if discussed else Settled(discuss=True)
    return Settled(open=(Opened("third", ("no_agreement" if rules.apart == "discussion" else "apart",)),))


def _mean(first: Given, second: Given) -> Decimal:
    return ((first.percent + second.percent) / 2).quantize(_CENT, ROUND_HALF_UP)


def rule_sentences(rules: Rules) -> list[str]:
    """The rules in the reader's language. What is hidden (the sample's size, seeds) is not told in numbers."""
    said = {
        "single": _("One assessor scores the letter without knowing whose it is."),
        "double": _("Two assessors score the letter; neither knows whose it is nor what the other says."),
        "sampled": _(
            "One assessor scores the letter without knowing whose it is; a second one scores a part of all letters, and every "
            "doubtful one."
        ),
    }
    found = [said[rules.stages]]
    if rules.stages != "single":
        counts = _("the mean of both counts") if rules.agreement == "mean" else _("the higher one counts")
        agree = _("When they lie no more than {n} points apart, {counts}.").format(n=rules.tolerance, counts=counts)
        apart = (
            _("If not, they look at the letter again together; without agreement a third assessor decides.")
            if rules.apart == "discussion"
            else _("If not, a third assessor decides.")
        )
        found += [agree, apart, _("A red flag that only one of them raises goes to a third assessor, whose score counts.")]
    if rules.release == "together":
        found.append(_("Results are released together, by a person."))
    return found
