"""How often people answer with another country's law: by fact, by country, by group.

Of questions bound to a fact, and of the first attempt that each enrolment handed in, as in the item analysis. `n` counts who
was asked, whether they answered or not. An option is another country's when the frozen quiz says so; where the law of two
countries reads the same there is no such option, and the question is left out where it could catch nobody. An answer whose
key was mended is read under the key that was laid over it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef

from assessments.models import Attempt, AttemptState, FactBound, Regrade, SlotResult
from assessments.models.analysis import configs_of, fact_titles
from assessments.regrading import material_of, rekey
from assessments.statistics.intervals import Interval, wilson

ENOUGH: Final = 10  # people under whom nothing is said
Group = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of answer: so many people of a group, asked about a part of a fact under the law of `country`, answered with
    the law of `law` ('' = no other country's).
    """

    cohort: int | None
    institution: int
    fact: str
    part: str
    country: str
    law: str
    n: int


@dataclass(slots=True)
class Tally:
    """Answers put together: `n` people asked, `of` {country: who answered with its law}."""

    n: int = 0
    of: Counter[str] = field(default_factory=Counter)

    @property
    def foreign(self) -> int:
        return sum(self.of.values())

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH

    @property
    def share(self) -> Interval | None:
        """Wilson's interval of the share, 0…1; None under the floor."""
        return wilson(self.foreign / self.n, self.n) if self.enough else None


def told(
    cohort_id: int | None = None, *, country: str = "", start: datetime | None = None, end: datetime | None = None,
    using: str = "default",
) -> list[Told]:  # fmt: skip
    """Every kind of answer, of all, of one group, or of a country and period. Three queries, one more where a key was mended;
    the database counts. `using`: where answers are read; what they were asked with never changes."""
    questions = {pk: (fact, part, key) for pk, fact, part, key in FactBound.objects.values_list(
        "pk", "fact_key", "part", "version__item__key"
    )}  # fmt: skip
    earlier = Attempt.objects.filter(
        enrolment=OuterRef("attempt__enrolment"), unit=OuterRef("attempt__unit"), state=AttemptState.SUBMITTED,
        number__lt=OuterRef("attempt__number"),
    )  # fmt: skip
    rows = (
        SlotResult.objects.using(using)
        .filter(question__in=list(questions), attempt__state=AttemptState.SUBMITTED, attempt__unit__purpose="course")
        .exclude(Exists(earlier))
    )
    if cohort_id is not None:
        rows = rows.filter(attempt__enrolment__cohort_course__cohort=cohort_id)
    if country:
        rows = rows.filter(attempt__enrolment__country=country)
    if start and end:
        rows = rows.filter(attempt__submitted_at__gte=start, attempt__submitted_at__lt=end)
    columns = (
        "attempt__enrolment__cohort_course__cohort", "attempt__enrolment__institution", "question_id",
        "attempt__enrolment__country", "attempt__unit_version_id", "regrade_id", "chosen",
    )  # fmt: skip
    counted = list(rows.values_list(*columns).annotate(n=Count("pk")).order_by())
    options = _Options({row[4] for row in counted}, {row[5] for row in counted if row[5]})
    found: Counter[tuple[Any, ...]] = Counter()
    for cohort, institution, question, land, unit_version, regrade, chosen, n in counted:
        fact, part, key = questions[question]
        laws = options.laws(unit_version, key, land, regrade)
        if laws:
            law = next((laws[one] for one in chosen if one in laws), "")
            found[cohort, institution, fact, part, land, law] += n
    return [
        Told(cohort, institution, fact, part, land, law, n) for (cohort, institution, fact, part, land, law), n in found.items()
    ]


class _Options:
    """Which option of a frozen question is whose law, found once a quiz version, question and country."""

    def __init__(self, unit_versions: set[int], regrades: set[int]) -> None:
        configs = configs_of(unit_versions)
        self.slots = {pk: {slot["key"]: slot for slot in config["slots"]} for pk, config in configs.items()}
        self.keys = dict(Regrade.objects.filter(pk__in=regrades).values_list("pk", "keys")) if regrades else {}
        self.known: dict[tuple[int, str, str, int | None], dict[str, str]] = {}

    def laws(self, unit_version: int, key: str, country: str, regrade: int | None) -> dict[str, str]:
        """{option: the other country whose law it is}; {} where nobody could answer with one."""
        place = (unit_version, key, country, regrade)
        if place not in self.known:
            slot = material_of(self.slots[unit_version].get(key, {}), country)
            if regrade and slot and (new := self.keys[regrade].get(country)):
                slot = rekey(slot, new).slot or slot
            self.known[place] = {
                str(one["id"]): str(one["country"])
                for one in slot.get("options", ())
                if one.get("country") and float(one["fraction"]) <= 0
            }
        return self.known[place]


def tallied(rows: Iterable[Told], *names: str) -> dict[Group, Tally]:
    """Put together what agrees in these names of `Told`, sorted by them."""
    found: defaultdict[Group, Tally] = defaultdict(Tally)
    for row in rows:
        one = found[tuple(getattr(row, name) for name in names)]
        one.n += row.n
        if row.law:
            one.of[row.law] += row.n
    return dict(sorted(found.items(), key=lambda one: tuple(map(str, one[0]))))


def titles_of(rows: Sequence[Told]) -> Mapping[str, Mapping[str, str]]:
    """{fact: its titles}. One query."""
    return fact_titles({row.fact for row in rows})
