"""What the ledger asks of a person: proposals that wait for a second one, entries to decide."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access.ledger import may_approve
from courses.ledger_words import class_in_words
from courses.models import Change, ChangeEntry, ChangeEntryState, ChangeState
from courses.selectors.ledger_pages import title_of
from lms.institutions.api import Scope
from lms.kernel.todo import Todo


def change_todos(scope: Scope) -> list[Todo]:
    """Two queries, none for who does not write the toolkit."""
    if not scope.roles & {"author", "focal", "reviewer"}:
        return []
    waiting = Change.objects.filter(state=ChangeState.PROPOSED).exclude(by=scope.person_id).select_related("item", "old", "new")
    found = [
        Todo(
            title=_("Approve or send back a change of law: %(rule)s") % {"rule": title_of(change)},
            why=_("%(class)s, %(country)s. It is published when a second person approves it.")
            % {"class": class_in_words(change.change_class), "country": change.item.country or _("all countries")},
            url=reverse("lms:courses:change-detail", args=[change.pk]),
            icon="flag",
            weight=25,
            act=_("Look at it"),
        )
        for change in waiting.order_by("pk")
        if may_approve(scope, change.item.country)
    ]
    mine = ChangeEntry.objects.filter(
        owner=scope.person_id, state=ChangeEntryState.TO_DO, change__state__in=(ChangeState.PROPOSED, ChangeState.APPROVED)
    )
    rows = mine.order_by().values("change_id", "change__item__key").annotate(n=Count("pk"), due=Min("due")).order_by("due")
    for row in rows:
        title = ngettext(
            "%(n)s text rests on %(key)s: mend it", "%(n)s texts rest on %(key)s: mend them", row["n"]
        ) % {"n": row["n"], "key": row["change__item__key"]}  # fmt: skip
        found.append(
            Todo(
                title=title,
                why=_("The rule changes. Each text is mended, or not affected because of something. First by %(day)s.")
                % {"day": row["due"].strftime("%d/%m/%Y") if row["due"] else "–"},
                url=reverse("lms:courses:change-detail", args=[row["change_id"]]),
                icon="stale",
                weight=35,
                act=_("Mend"),
            )
        )
    return found
