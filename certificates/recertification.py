"""The rule by which a credential is renewed or gets a second country. Pure.

`Credential.renewal`, each part optional:
  courses      keys of the courses that are asked again (their own `rule` says which units count); left out = all
  sessions     confirmed clinic sessions since the award before, under the same law
  refreshers   true: every refresher that a change of the law asked of the holder is done
  endorsement  keys of the courses that a second country asks; left out = all
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_SESSIONS: Final = 200
_KNOWN: Final = ("courses", "sessions", "refreshers", "endorsement")


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
