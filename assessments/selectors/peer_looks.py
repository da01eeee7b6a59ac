"""Looks at colleagues' scores: what waits for a peer, one of them as it is looked at, and what was found of an assessor."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access.peer_looks import open_looks_for
from assessments.kinds.case_study import thawed
from assessments.models import PeerFinding, PeerLook
from assessments.models.agreement_rows import names_of
from assessments.selectors.cases import letter_blocks, rendered
from lms.institutions.api import Scope
from lms.kernel.todo import Todo

SHOWN_FROM: Final = 5  # a mean of fewer findings would be one person's opinion
_LETTER: Final = "score__allocation__submission"


def looks_list(scope: Scope, limit: int = 50) -> list[dict[str, Any]]:
    """What waits for this peer, the oldest first. One query."""
    found = []
    for look in open_looks_for(scope)[:limit]:
        letter = look.score.allocation.submission
        assert letter is not None
        found.append(
            {
                "id": look.pk, "titles": letter.unit_version.titles, "country": letter.enrolment.country,
                "opened_at": look.opened_at, "mine": look.peer_id == scope.person_id,
            }
        )  # fmt: skip
    return found


def look_page(look: PeerLook) -> dict[str, Any]:
    """The letter, what it is held against, and what a colleague gave and wrote. Nobody is named."""
    letter = look.score.allocation.submission
    assert letter is not None
    config, country = letter.config, letter.enrolment.country
    facts = config["facts"].get(country, {})
    law = thawed(facts)
    score = look.score
    criteria = [
        {
            "key": one["id"], "titles": one["titles"], "weight": one["weight"], "levels": one["levels"],
            "given": score.picks.get(one["id"]), "comment": score.comments.get(one["id"], ""),
        }
        for one in config["rubric"]["criteria"]
    ]  # fmt: skip
    return {
        "look": look, "titles": letter.unit_version.titles, "country": country,
        "blocks": letter_blocks(letter.letter, anchors=score.anchors, addressed=True, notes="remark-"),
        "business": rendered(config["case"]["business"], country=country, facts=facts, shift=3),
        "task": rendered(config["case"]["task"], country=country, facts=facts, shift=3),
        "issues": [{**one, "law": [law[key] for key in one["facts"] if key in law]} for one in config["case"]["issues"]],
        "criteria": criteria, "percent": score.percent, "whole": score.comments.get("_", ""),
        "flags": [one for one in config["rubric"]["flags"] if one["id"] in score.red_flags],
    }  # fmt: skip


def own_findings(person_id: int) -> list[dict[str, Any]]:
    """What colleagues said of one's own scores, by case, the newest note first; by whom and of which letter is told to nobody.
    One query."""
    by_case: defaultdict[str, list[PeerFinding]] = defaultdict(list)
    rows = PeerFinding.objects.filter(look__score__allocation__assessor_id=person_id).select_related(f"look__{_LETTER}")
    titles = {}
    for row in rows.order_by("-at")[:200]:
        letter = row.look.score.allocation.submission
        assert letter is not None
        by_case[letter.case_key].append(row)
        titles[letter.case_key] = letter.config["case"]["titles"]
    return [{"titles": titles[key], **_summed(found)} for key, found in sorted(by_case.items())]


def _summed(found: Sequence[PeerFinding]) -> dict[str, Any]:
    said = Counter(one.verdict for one in found)
    n = len(found)
    means = {name: round(sum(getattr(one, name) for one in found) / n, 1) for name in ("clear", "true", "useful")}
    return {
        "n": n, "agree": said["agree"], "higher": said["higher"], "lower": said["lower"],
        "means": means if n >= SHOWN_FROM else None, "notes": [one.note for one in found if one.note][:5],
    }  # fmt: skip


def findings_by_assessor(case_key: str) -> list[dict[str, Any]]:
    """For the programme: how many scores of each assessor were looked at, with which verdicts. Three queries."""
    by_person: defaultdict[int, list[PeerFinding]] = defaultdict(list)
    rows = PeerFinding.objects.filter(**{f"look__{_LETTER}__case_key": case_key})
    for row in rows.select_related("look__score__allocation").order_by("-at"):
        by_person[row.look.score.allocation.assessor_id or 0].append(row)
    names = names_of(set(by_person))
    waiting = PeerLook.objects.filter(done_at=None, **{f"{_LETTER}__case_key": case_key}).values_list(
        "score__allocation__assessor_id", flat=True
    )
    open_ = Counter(one or 0 for one in waiting)
    people = sorted({*by_person, *open_}, key=lambda one: names.get(one, ""))
    names |= names_of(set(open_) - set(by_person))
    return [{"name": names.get(one, "–"), "open": open_[one], **_summed_or_none(by_person[one])} for one in people]


def _summed_or_none(found: Sequence[PeerFinding]) -> dict[str, Any]:
    return _summed(found) if found else {"n": 0, "agree": 0, "higher": 0, "lower": 0, "means": None, "notes": []}


def look_todos(scope: Scope) -> list[Todo]:
    """Scores of colleagues that wait for a look. One query, none for others."""
    if not (scope.assessor or scope.assessor_of):
        return []
    count = open_looks_for(scope).count()
    if not count:
        return []
    return [
        Todo(
            title=ngettext("Look at a colleague's score", "Look at {n} scores of colleagues", count).format(n=count),
            why=_("One score in ten of a certifying case is looked at by somebody else: its levels and its comments."),
            url=reverse("lms:assessments:look-list"),
            icon="people",
            weight=36,
            act=_("Go to the list"),
        )
    ]
