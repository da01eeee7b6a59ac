"""What confirmed clinic practice asks and what of it is there: a mix of sessions, stages and decisions to refer. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

FIELDS: Final = {"sessions_required": 2, "stages_required": 2, "referrals_required": 1}  # in the order they are written


@dataclass(frozen=True, slots=True)
class Practised:
    """One session that is declared or confirmed. `referrals`: decisions to refer (also the decision not to), with why."""

    id: int
    confirmed: bool
    stage: str
    referrals: int
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there of what is asked. `left` is {"sessions", "stages", "referrals"}; `waiting`: declared, not confirmed yet.

    `counted` are the confirmed sessions. `earned_at` is when the last session that counts was declared.
    """

    done: Mapping[str, int]
    left: Mapping[str, int]
    waiting: int
    counted: tuple[int, ...]
    earned_at: datetime | None

    @property
    def met(self) -> bool:
        """Nothing is left."""
        return not any(self.left.values())

    @property
    def state(self) -> str:
        """As an outcome says it."""
        return "passed" if self.met else "waiting" if self.waiting else "started"

    @property
    def waits_on(self) -> str:
        """Who acts next: the supervisor while anything waits to be confirmed."""
        return "" if self.met else "facilitator" if self.waiting else "learner"

    def params(self) -> dict[str, Any]:
        """What the sentence needs."""
        return {**self.left, "waiting": self.waiting}


def asked_in(config: Mapping[str, Any]) -> dict[str, int]:
    """What a frozen unit asks: {"sessions", "stages", "referrals"}. What it does not name it does not ask."""
    return {name.removesuffix("_required"): int(config.get(name, 0)) for name in FIELDS}


def standing_of(asked: Mapping[str, int], sessions: Iterable[Practised]) -> Standing:
    """Count what is confirmed against what is asked."""
    rows = list(sessions)
    confirmed = [row for row in rows if row.confirmed]
    done = {
        "sessions": len(confirmed),
        "stages": len({row.stage for row in confirmed if row.stage}),
        "referrals": sum(row.referrals for row in confirmed),
    }
    return Standing(
        done=done,
        left={name: max(0, asked.get(name, 0) - n) for name, n in done.items()},
        waiting=len(rows) - len(confirmed),
        counted=tuple(row.id for row in confirmed),
        earned_at=max((row.declared_at for row in confirmed or rows), default=None),
    )


def left_words(params: Mapping[str, object]) -> str:
    """«Faltan 1 sesión confirmada, 1 etapa distinta y 1 decisión de derivar.», and what waits; '' when nothing is left."""
    n = {name: int(str(params.get(name) or 0)) for name in ("sessions", "stages", "referrals", "waiting")}
    parts = []
    if n["sessions"]:
        parts.append(ngettext("{n} confirmed session", "{n} confirmed sessions", n["sessions"]).format(n=n["sessions"]))
    if n["stages"]:
        parts.append(ngettext("{n} other stage", "{n} other stages", n["stages"]).format(n=n["stages"]))
    if n["referrals"]:
        parts.append(ngettext("{n} decision to refer", "{n} decisions to refer", n["referrals"]).format(n=n["referrals"]))
    if not parts:
        return ""
    one = 1 if len(parts) == 1 and sum(n[name] for name in ("sessions", "stages", "referrals")) == 1 else 2
    said = ngettext("{what} is missing.", "{what} are missing.", one).format(what=listed(parts))
    if n["waiting"]:
        waits = ngettext(
            "{n} declared session waits for your facilitator to confirm it.",
            "{n} declared sessions wait for your facilitator to confirm them.",
            n["waiting"],
        )
        said = f"{said} {waits.format(n=n['waiting'])}"
    return said[:1].upper() + said[1:]


def listed(parts: Sequence[str]) -> str:
    """«a, b y c»."""
    if len(parts) < 2:
        return "".join(parts)
    return pgettext("the last two of a list", "{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def asked_words(asked: Mapping[str, int]) -> str:
    """What is asked, in one sentence."""
    parts = [ngettext("{n} confirmed session", "{n} confirmed sessions", asked["sessions"]).format(n=asked["sessions"])]
    if asked["stages"]:
        said = ngettext("in {n} stage of the journey", "in {n} different stages of the journey", asked["stages"])
        parts.append(said.format(n=asked["stages"]))
    if asked["referrals"]:
        said = ngettext("with {n} decision to refer", "with {n} decisions to refer", asked["referrals"])
        parts.append(said.format(n=asked["referrals"]))
    return _("{what}, at least.").format(what=listed(parts))
