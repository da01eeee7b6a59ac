"""The tests before and after a course as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import sheets
from assessments.errors.surveys import GainNotOffered
from assessments.models import GainMoment, GainSitting, ParallelForms
from assessments.models.gain_rows import pairs_of_group
from assessments.question_kinds import question_kind
from assessments.scoring import as_percent
from assessments.statistics.gains import Gain, mean_gain
from assessments.surveys.telling import FEWEST
from courses import api as courses
from lms.kernel.words import in_language


def gain_offers(stand: courses.Stand) -> list[courses.Offer]:
    """The test before the course while nothing is begun, the one after it when all is done. One query at most."""
    if stand.closed or (stand.begun and not stand.complete):
        return []
    moment = GainMoment.POST if stand.complete else GainMoment.PRE
    mine = _handed_in(stand)
    in_use = mine.pop(FORMS, False)
    if not mine.get(GainMoment.PRE) if stand.complete else not (mine or in_use):
        return []
    done = mine.get(moment, False)
    if done and moment == GainMoment.PRE:
        said = _("Handed in. After the course you see both results side by side.")
    elif done:
        said = _("Handed in. See both results side by side.")
    else:
        said = _("It does not count for anything: it shows what the course adds.")
    return [
        courses.Offer(
            title=_("A test after the course") if stand.complete else _("A test before the course"),
            sentence=said, url=reverse("lms:assessments:gain", args=[stand.enrolment_id, moment]),
            label=_("See it") if done else _("Begin"), done=done,
        )
    ]  # fmt: skip


FORMS = "forms"


def _handed_in(stand: courses.Stand) -> dict[str, bool]:
    """{moment: whether its test was handed in}, and "forms" where the course has any. One query."""
    rows = GainSitting.objects.filter(enrolment_id=stand.enrolment_id).values_list("moment", "submitted_at")
    forms = ParallelForms.objects.filter(course_id=stand.course_id)
    never = Value(None, output_field=DateTimeField())
    both = rows.union(forms.values_list(Value(FORMS, output_field=CharField()), never))
    return {name: name == FORMS or submitted_at is not None for name, submitted_at in both}


@dataclass(frozen=True, slots=True)
class GainResult:
    """Both results of one learner, in percent; None until the second test was handed in: nothing is shown before."""

    pre: Any
    post: Any
    gain: Any


def sittings_of(enrolment_id: int) -> dict[str, GainSitting]:
    """Both tests of an enrolment by moment. One query."""
    return {one.moment: one for one in GainSitting.objects.filter(enrolment_id=enrolment_id)}


def gain_result(mine: Mapping[str, GainSitting]) -> GainResult | None:
    """What the learner may see. No query."""
    pre, post = mine.get(GainMoment.PRE), mine.get(GainMoment.POST)
    if pre is None or post is None or pre.fraction is None or post.fraction is None:
        return None
    before, after = as_percent(pre.fraction), as_percent(post.fraction)
    return GainResult(before, after, after - before)


def gain_questions(
    row: GainSitting, typed: Mapping[int, Mapping[str, Any]], refused: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The open sheet with what was answered: no key, no feedback. No query."""
    raws = {
        slot["slot"]: question_kind(slot["kind"]).raw_of(row.answers[str(slot["slot"])])
        for slot in row.sheet["slots"] if str(slot["slot"]) in row.answers
    }  # fmt: skip
    found = sheets.open_view(row.sheet, {**raws, **{slot: raw for slot, raw in typed.items() if slot in refused}})
    return [{**one, "step": 0, "error": refused.get(one["slot"], "")} for one in found]


@dataclass(frozen=True, slots=True)
class GroupGain:
    """What a group gained in a course, of the oldest whole fives of pairs. `gain` is None under five."""

    course: str
    gain: Gain | None


def group_gains(cohort_id: int) -> list[GroupGain]:
    """By course. In whole fives, so that the one pair that came since is not the difference of two pages. One query."""
    titles: dict[int, Mapping[str, str]] = {}
    pairs: dict[int, list[float]] = {}
    for course, names, _at, before, after in pairs_of_group(cohort_id):
        titles[course] = names
        pairs.setdefault(course, []).append(float(as_percent(after) - as_percent(before)))
    found = []
    for course, gains in pairs.items():
        whole = gains[: len(gains) // FEWEST * FEWEST]
        found.append(GroupGain(in_language(titles[course]), mean_gain(whole) if whole else None))
    return found


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The forms that a course has in use; `number` 0: none."""

    number: int
    length: int
    cells: tuple[tuple[str, int], ...]
    law_as_of: Any
    sat: int


def forms_page(course_id: int) -> FormsPage:
    """Two queries at most."""
    row = ParallelForms.objects.filter(course_id=course_id).order_by("-number").first()
    if row is None:
        return FormsPage(0, 0, (), None, 0)
    cells: dict[str, int] = {}
    for pair in row.pairs:
        cells[pair["cell"]] = cells.get(pair["cell"], 0) + 1
    sat = row.lms_sittings.aggregate(n=Count("pk", filter=Q(submitted_at__isnull=False)))["n"]
    return FormsPage(row.number, len(row.pairs), tuple(sorted(cells.items())), row.law_as_of, sat)


def own_sitting(enrolment_id: int, moment: str) -> GainSitting:
    """One of them, begun. Raises GainNotOffered."""
    found = sittings_of(enrolment_id).get(moment)
    if found is None:
        raise GainNotOffered
    return found
