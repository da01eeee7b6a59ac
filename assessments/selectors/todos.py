"""What needs an assessor or a facilitator, for the first page."""

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Allocation, Attempt, AttemptState
from assessments.models.conflicts import hand_scorable, scorable_stages
from assessments.models.waiting import waiting_for
from assessments.selectors.accommodations import accommodation_todos
from assessments.selectors.appeals import appeal_todos
from assessments.selectors.assessor_holds import hold_todos
from assessments.selectors.assessor_load import load_todos
from assessments.selectors.cut_todos import cut_todos
from assessments.selectors.exam_todos import exam_todos
from assessments.selectors.families import family_todos
from assessments.selectors.peer_looks import look_todos
from assessments.selectors.pool_figures import pool_todos
from assessments.selectors.regrade_todos import regrade_todos
from assessments.selectors.releases import release_todos
from assessments.selectors.supervised_todos import piece_todos
from courses import api as courses
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

MOST_STUCK = 10
SLOW_DAYS = 15  # the promise to advisors: a result within fifteen days


def todo(scope: Scope) -> list[Todo]:
    """Letters that wait for this assessor, written answers of quizzes that this person may score, previews of scoring again
    that wait for a second person, results to release, appeals to decide, assessors held back, sittings that are ahead, and all
    that the scheme asks of people. One query tells what waits for anybody, and what does not is not asked for; five more at
    most, and one or two for each sort of which there is something."""
    there = waiting_for(scope.person_id)
    return [
        *_letters(scope),
        *_answers(scope),
        *(regrade_todos(scope) if there.regrades or there.prepared else ()),
        *release_todos(scope),
        *(appeal_todos(scope) if there.appeals else ()),
        *(hold_todos(scope) if there.holds else ()),
        *(pool_todos(scope) if there.resting or there.blueprints else ()),
        *(cut_todos(scope) if there.cuts or there.judging or there.records else ()),
        *(exam_todos(scope) if there.sittings or there.incidents else ()),
        *load_todos(scope),
        *(look_todos(scope) if there.looks else ()),
        *(accommodation_todos(scope) if there.accommodations else ()),
        *(piece_todos(scope) if there.pieces or there.examining else ()),
        *(family_todos(scope) if there.families else ()),
    ]


def stuck_learners(scope: Scope) -> list[Todo]:
    """Learners of this facilitator who have used all attempts of a quiz and not passed it, the longest first. One query.

    A line each, up to ten; of more, one line says how many.
    """
    if "facilitator" not in scope.roles:
        return []
    found = courses.waiting_on_facilitator(scope, ["quiz_no_attempts_left"], limit=MOST_STUCK + 1)
    lines = [
        Todo(
            title=_("{name} has no attempts left").format(name=one.full_name),
            why=_stuck_since(in_language(one.titles), (timezone.now() - one.since).days),
            url=reverse("lms:assessments:quiz-access", args=[one.enrolment_id, one.unit_id]) + "#give",
            icon="people",
            tone="warn",
            weight=28,
            act=_("Give another attempt"),
        )
        for one in found[:MOST_STUCK]
    ]
    if len(found) > MOST_STUCK:
        lines.append(
            Todo(
                title=_("And more people without attempts"), why=_("The page of each quiz of a group lists them all."),
                url=reverse("lms:reporting:cohort-list"), icon="people", weight=29, act=_("Go to the groups"),
            )
        )  # fmt: skip
    return lines


def _stuck_since(quiz: str, days: int) -> str:
    if not days:
        return _("“{quiz}”, since today. Without you the course stands still.").format(quiz=quiz)
    said = ngettext(
        "“{quiz}”, for {n} day. Without you the course stands still.",
        "“{quiz}”, for {n} days. Without you the course stands still.",
        days,
    )
    return said.format(quiz=quiz, n=days)


def _answers(scope: Scope) -> list[Todo]:
    if not scope.roles & {"assessor", "facilitator"}:
        return []
    rows = Attempt.objects.filter(hand_scorable(scope), state=AttemptState.WAITING)
    found = rows.aggregate(count=Count("pk", distinct=True), oldest=Min("submitted_at"))
    if not found["count"]:
        return []
    days = (timezone.now() - found["oldest"]).days
    return [
        Todo(
            title=ngettext("Score {n} written answer", "Score {n} written answers", found["count"]).format(n=found["count"]),
            why=_waited(days),
            url=reverse("lms:assessments:essay-list"),
            icon="pencil",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=29,
            act=_("Go to the list"),
        )
    ]


def _waited(days: int) -> str:
    if not days:
        return _("Since today.")
    return ngettext("The oldest has waited {n} day.", "The oldest has waited {n} days.", days).format(n=days)


def _letters(scope: Scope) -> list[Todo]:
    if not (scope.assessor or scope.assessor_of):
        return []
    now = timezone.now()
    held, script = Q(lease_until__gt=now), Coalesce("submission_id", -F("pk"))
    found = Allocation.objects.filter(scorable_stages(scope)).aggregate(
        mine=Count(script, filter=held & Q(assessor_id=scope.person_id), distinct=True),
        free=Count(script, filter=~held | Q(lease_until=None), distinct=True),
        oldest=Min(Coalesce("submission__submitted_at", "shown_as_of", "created_at")),
    )
    count = found["mine"] + found["free"]
    if not count:
        return []
    days = (now - found["oldest"]).days
    return [
        Todo(
            title=ngettext("Score {n} letter", "Score {n} letters", count).format(n=count),
            why=_waited(days),
            url=reverse("lms:assessments:submission-list"),
            icon="pencil",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=30,
            act=_("Go to the queue"),
        )
    ]
