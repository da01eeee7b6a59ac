"""A change as a step of its item, and what stands in the way of approving it."""

from django.utils.translation import gettext as _

from courses.kinds import Problem
from courses.ledger import LEAST_QUESTIONS, Impact, Step, Text, concerns
from courses.models import Change, ChangeClass, ChangeEntry, ChangeEntryState, Citation, ItemKind, ItemVersion
from courses.selectors.ledger import impact_of


def text_of(version: ItemVersion | None) -> Text | None:
    """A written version as a text."""
    return Text(version.pk, version.body, version.parts) if version else None


def step_of(change: Change) -> Step:
    """The step that a change is. `item`, `old` and `new` should be loaded."""
    item = change.item
    return Step(item.kind, item.key, item.country, item.language, text_of(change.old), text_of(change.new), change.part)


def impact_of_change(change: Change, *, people: bool = True) -> Impact:
    """All that rests on a change as its log and citations say of the moment it was proposed, with what was decided."""
    found = impact_of(step_of(change), asks=change.change_class == ChangeClass.MANDATORY, at=change.at, people=people)
    rows = ChangeEntry.objects.filter(change=change).values_list("kind", "key", "country", "state")
    return found.with_states({(kind, key, country): state for kind, key, country, state in rows})


def bound_questions(kind: str, key: str, part: str = "") -> int:
    """How many questions of the toolkit are bound to a fact, or to one part of it."""
    rows = Citation.objects.filter(
        kind=kind, key=key, shown_only=False, version__item__kind=ItemKind.QUESTION, version__item__archived_at=None,
        version__lms_draft_of__isnull=False,
    ).values_list("version__item_id", "part")  # fmt: skip
    return len({item for item, cited in rows if concerns(part, cited)})


def problems_of_change(change: Change) -> list[Problem]:
    """What is to be mended, or answered for, before a change is approved. Undecided entries do not stand in its way."""
    if change.change_class != ChangeClass.MANDATORY:
        return []
    have = bound_questions(change.item.kind, change.item.key, change.part)
    if have >= LEAST_QUESTIONS:
        return []
    return [
        Problem(
            "", "",
            _("Questions bound to %(key)s: %(have)s, of at least %(least)s. The refresher asks what changed.")
            % {"have": have, "least": LEAST_QUESTIONS, "key": change.item.key},
        )
    ]  # fmt: skip


def open_entries(change_id: int) -> int:
    """How many entries nobody has decided."""
    return ChangeEntry.objects.filter(change=change_id, state=ChangeEntryState.TO_DO).count()


__all__ = ["bound_questions", "impact_of_change", "open_entries", "problems_of_change", "step_of", "text_of"]
