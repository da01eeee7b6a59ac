"""The rule by which a credential is renewed or gets a second country, and how leave moves an end. Pure.

`Credential.renewal`, each part optional:
  courses      keys of the courses that are asked again (their own `rule` says which units count); left out = all
  sessions     confirmed clinic sessions since the award before, under the same law
  refreshers   true: every refresher that a change of the law asked of the holder is done
  endorsement  keys of the courses that a second country asks; left out = all
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

MOST_SESSIONS: Final = 200
LONGEST_PAUSE: Final = 3_650  # days: an end that leave would move further than ten years is a mistake in the dates
_KNOWN: Final = ("courses", "sessions", "refreshers", "endorsement")
Day = tuple[date, date]


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """A credential's rule. `courses` and `endorsement`: None = all of the credential's."""

    courses: tuple[str, ...] | None = None
    sessions: int = 0
    refreshers: bool = False
    endorsement: tuple[str, ...] | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "RenewalRule":
        """As stored in `Credential.renewal`."""
        given = stored or {}
        courses, endorsement = given.get("courses"), given.get("endorsement")
        return cls(
            tuple(courses) if courses else None, int(given.get("sessions") or 0), bool(given.get("refreshers")),
            tuple(endorsement) if endorsement else None,
        )  # fmt: skip

    def asks(self, key: str, *, endorsement: bool) -> bool:
        """Whether a course is asked again."""
        asked = self.endorsement if endorsement else self.courses
        return asked is None or key in asked


def tidy_rule(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """A rule as it is stored and written: what it leaves open left out, courses once and in the order of their keys."""
    rule = RenewalRule.read(given)
    found: dict[str, Any] = {}
    for name, asked in (("courses", rule.courses), ("endorsement", rule.endorsement)):
        if asked is not None:
            found[name] = sorted(set(asked))
    if rule.sessions:
        found["sessions"] = rule.sessions
    if rule.refreshers:
        found["refreshers"] = True
    return found


def rule_wrong(given: Any, courses: Collection[str]) -> list[tuple[str, str]]:
    """(code, detail) of what is wrong with a rule: unknown, courses, sessions, refreshers."""
    if not isinstance(given, Mapping):
        return [("unknown", "renewal")]
    found = [("unknown", str(name)) for name in given if name not in _KNOWN]
    for name in ("courses", "endorsement"):
        asked = given.get(name)
        if asked is None:
            continue
        if not isinstance(asked, list) or not asked or any(one not in courses for one in asked):
            found.append(("courses", name))
    sessions = given.get("sessions", 0)
    if not isinstance(sessions, int) or isinstance(sessions, bool) or not 0 <= sessions <= MOST_SESSIONS:
        found.append(("sessions", str(MOST_SESSIONS)))
    if not isinstance(given.get("refreshers", False), bool):
        found.append(("refreshers", ""))
    return found


# Leave ----------------------------------------------------------------------------------------------------------------
def moved_by_leave(granted_on: date, last_day: date, leaves: Iterable[Day]) -> tuple[date, list[Day]]:
    """The last day of a term when leave stops the clock, and the days of leave inside it, as spans that do not touch.

    Each day of leave after the day of the award, and on or before the last day as moved so far, moves the end by one day;
    a leave that reaches over the old end goes on counting for as long as it lasts. One that begins after the end, however
    moved, counts for nothing: what has ended is not begun again by a rest.
    """
    spans = _joined((max(first, granted_on + timedelta(days=1)), last) for first, last in leaves)
    end, counted = last_day, []
    for first, last in spans:
        if first > end:
            break
        days = (last - first).days + 1
        end += timedelta(days=days)
        counted.append((first, last))
        if (end - last_day).days > LONGEST_PAUSE:
            return last_day + timedelta(days=LONGEST_PAUSE), counted
    return end, counted


def _joined(leaves: Iterable[Day]) -> list[Day]:
    """Spans in order, those that touch or overlap as one; empty ones left out."""
    found: list[Day] = []
    for first, last in sorted(span for span in leaves if span[0] <= span[1]):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
