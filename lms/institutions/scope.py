"""What one person may reach, computed once a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Post:
    """One open role: where it is held. `institution_id` and `names` are empty for a role in the programme."""

    role: str
    institution_id: int | None = None
    cohort_id: int | None = None
    country: str = ""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """The open roles of a person. Sets hold institution ids, cohort ids or country codes; '' = every country."""

    person_id: int
    advisor_of: frozenset[int] = frozenset()
    facilitator_cohorts: frozenset[int] = frozenset()
    facilitator_of: frozenset[int] = frozenset()
    assessor_of: frozenset[int] = frozenset()
    assessor: bool = False
    coordinator_of: frozenset[int] = frozenset()
    author_of: frozenset[str] = frozenset()
    focal_of: frozenset[str] = frozenset()
    reviewer: bool = False
    decider: bool = False
    administrator: bool = False
    posts: tuple[Post, ...] = ()  # the same roles with the institutions' names, for "Coordinator · Centro Andes"
    time_zone: str = ""  # of the first institution; '' = none

    @property
    def roles(self) -> frozenset[str]:
        """The roles held, by the names that policies use."""
        held = {
            "advisor": self.advisor_of,
            "facilitator": self.facilitator_cohorts or self.facilitator_of,
            "assessor": self.assessor or self.assessor_of,
            "coordinator": self.coordinator_of,
            "author": self.author_of,
            "focal": self.focal_of,
            "reviewer": self.reviewer,
            "decider": self.decider,
            "administrator": self.administrator,
        }
        return frozenset(role for role, has in held.items() if has)
