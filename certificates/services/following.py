"""What was decided about an award goes for the second countries that rest on it: suspended and revoked with it, and back.

The two people who decide about the first decide about these at the same moment: events of their own, that say what they follow.
A reduction is of one country and goes no further; a suspension that ends by itself ends here on the same day.
"""

from typing import Any, Final

from certificates.models import Award, AwardEvent, AwardState
from certificates.standing import DECIDING, Act

FOLLOWS: Final = "follows"  # in `AwardEvent.about`: the award whose decision this follows
_IN_FORCE: Final = (AwardState.GRANTED, AwardState.REDUCED)
_WITH_IT: Final = frozenset({Act.SUSPENDED, Act.REVOKED})


def followers(award: Award, act: Act) -> list[Award]:
    """The second countries that an act on this award goes for, locked, by id. None for an award that is itself one, or that a
    newer round continues."""
    if act not in (*_WITH_IT, Act.REINSTATED) or award.extends_id is not None:
        return []
    same: dict[str, Any] = {"person_id": award.person_id, "credential_id": award.credential_id}
    if Award.objects.filter(**same, country=award.country, round__gt=award.round).exists():
        return []
    rows = Award.objects.select_for_update().filter(**same, extends__isnull=False).order_by("pk")
    if act in _WITH_IT:
        states = _IN_FORCE if act == Act.SUSPENDED else (*_IN_FORCE, AwardState.SUSPENDED)
        return list(rows.filter(extends__country=award.country, state__in=states))
    return [one for one in rows.filter(state__in=(AwardState.SUSPENDED, AwardState.REVOKED)) if _followed(one, award)]


def _followed(one: Award, award: Award) -> bool:
    """Whether the last decision about it only followed that of the award."""
    last = AwardEvent.objects.filter(award=one, act__in=DECIDING).order_by("-number").first()
    return last is not None and last.about.get(FOLLOWS) == award.pk
