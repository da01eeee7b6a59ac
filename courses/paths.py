"""The answer to "why not yet?": plain values, the same for the learner, the coordinator and the task that issues."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from lms.kernel.canonical import plain


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked. `met` or not; if not, who it waits on, by when, and where to go on.

    `subject` is stable ("unit:12", "course:3"); `kind` is who turns `code` and `params` into a sentence; `title` is
    {es, en}. `state` is an OutcomeState value or "" when nothing has begun.
    """

    subject: str
    kind: str
    title: Mapping[str, str]
    met: bool
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str = ""
    owner_id: int | None = None
    due: datetime | None = None
    url: str = ""
    state: str = ""
    score: str | None = None
    required: bool = True
    module: str = ""
    minutes: int = 0
    choice: str = ""  # one of the units that share this word is enough


@dataclass(frozen=True, slots=True)
class Path:
    """All requirements in order, whether they are complete, and when this was computed."""

    requirements: tuple[Requirement, ...]
    complete: bool
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """For storing with an award: codes and params, no sentences, no addresses."""
        rows = [{k: v for k, v in asdict(r).items() if k != "url"} for r in self.requirements]
        return {"requirements": plain(rows), "complete": self.complete, "at": self.at.isoformat()}

    @property
    def next(self) -> Requirement | None:
        """The first open requirement that the learner can act on, else the first open one."""
        open_ones = [r for r in self.requirements if r.required and not r.met]
        return next((r for r in open_ones if r.waits_on in ("", "learner")), open_ones[0] if open_ones else None)
