"""One thing that needs somebody: what a package's `api.todo(scope)` hands to the home page."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of an inbox: sentence, reason, address; words already in the active language. Low `weight` comes first."""

    title: str
    why: str
    url: str
    icon: str = "open"
    due: datetime | None = None
    tag: str = ""
    tone: str = ""  # "", ok, warn, bad
    weight: int = 50
    act: str = ""  # the verb for the button when this is the one next thing
