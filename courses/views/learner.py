"""Pages of a learner: the courses, one course, one lesson; and the same path for those who accompany."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.access.enrolments import access_enrolment, access_own_enrolment
from courses.beside import offers
from courses.errors import UnitNotFound
from courses.forms.learner import ReadForm
from courses.models import Enrolment, EnrolmentState
from courses.selectors.beside import stand_in
from courses.selectors.course_home import CourseHome, UnitView, course_home
from courses.selectors.enrolments import courses_taken
from courses.selectors.lessons import anchor_of, lesson_comparison, lesson_page, version_with_section
from courses.selectors.refreshers import currency, lines_of_enrolment
from courses.selectors.sentences import law_of
from courses.services.learning import begin_unit, finish_unit, note_seen
from courses.views.lesson_parts import helps_of, offices_of_lesson, sections_of, sources_of
from courses.wording import date_in_words
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Country, Language
from lms.kernel.policy import PERSON, policy


@require_safe
@policy(PERSON)
def course_list(request: AuthedRequest) -> HttpResponse:
    """The courses a person takes and took."""
    return render(request, "lms/courses/course_list.html", {"courses": courses_taken(request.person.pk)})


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment"})
def enrolment_detail(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """A learner's course: what is next, what is still open, every unit."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    _seen(enrolment)
    home = course_home(enrolment)
    facts = {**_course(enrolment, home), "offers": offers(stand_in(enrolment, home))}
    return render(request, "lms/courses/enrolment_detail.html", facts)


@require_safe
@policy("advisor", "coordinator", "facilitator", "administrator", sample={"enrolment_id": "enrolment"})
def enrolment_path(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """The same path for those who accompany the learner: read only, no links into the units."""
    enrolment = access_enrolment(request.scope, enrolment_id)
    facts = _course(enrolment, course_home(enrolment, own=False)) | {"teaches": _teaches(request, enrolment)}
    return render(request, "lms/courses/enrolment_path.html", facts)


def _teaches(request: AuthedRequest, enrolment: Enrolment) -> bool:
    """Whether the reader may give this learner more time."""
    scope, placed = request.scope, enrolment.cohort_course
    here = enrolment.institution_id in scope.coordinator_of | scope.facilitator_of
    return here or (placed is not None and placed.cohort_id in scope.facilitator_cohorts)


def _course(enrolment: Enrolment, home: CourseHome) -> dict[str, Any]:
    completion = getattr(enrolment, "lms_completion", None)
    return {
        "enrolment": enrolment,
        "home": home,
        "country": Country(enrolment.country).label,
        "law": law_of(enrolment.country),
        "completion": completion,
        "updates": lines_of_enrolment(enrolment.pk) if completion else [],
        "currency": currency([completion.pk], timezone.now())[completion.pk] if completion else None,
        "closed": enrolment.state == EnrolmentState.CLOSED,
    }


def _seen(enrolment: Enrolment) -> None:
    if enrolment.state != EnrolmentState.CLOSED:
        note_seen(enrolment.pk, last=enrolment.lms_summary.last_seen_at)


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "lesson_id"})
def lesson(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """The reader: the learner's own country; `?country=CL` and `?compare=1` show others, labelled as such."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    home = course_home(enrolment)
    unit, version_id = _lesson_of(home, unit_id)
    other = request.GET.get("country", "")
    own = other in ("", enrolment.country)
    if own and not unit.state and enrolment.state != EnrolmentState.CLOSED:
        begin_unit(enrolment_id=enrolment.pk, unit_id=unit_id, unit_version_id=version_id)
    _seen(enrolment)
    form = ReadForm(initial={"version": version_id})
    return _reader(request, enrolment, home, unit, form, own=own)


@require_POST
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "lesson_id"})
def lesson_read(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """I have read this lesson: keep it and go on to the next unit."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    home = course_home(enrolment)
    unit, _version_id = _lesson_of(home, unit_id)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _reader(request, enrolment, home, unit, form, own=True)
    finish_unit(
        enrolment_id=enrolment.pk, unit_id=unit_id, unit_version_id=form.cleaned_data["version"], verb="lesson", code="read"
    )
    return go_on(request, enrolment, home, unit)


def go_on(request: AuthedRequest, enrolment: Enrolment, home: CourseHome, unit: UnitView) -> HttpResponse:
    """To the next unit that is still open, else back to the course with a word."""
    ahead = following(home, unit)
    if ahead is not None:
        return redirect(ahead.url)
    messages.success(request, _("It is kept. Nothing is left for you to do in this course right now."))
    return redirect("lms:courses:enrolment-detail", enrolment.pk)


def following(home: CourseHome, unit: UnitView) -> UnitView | None:
    """The next open unit that waits on the learner: after this one, else before it."""
    place = next(n for n, one in enumerate(home.units) if one.unit_id == unit.unit_id)
    turned = home.units[place + 1 :] + home.units[:place]
    return next((one for one in turned if not one.met and one.state != "waiting" and one.required), None)


def _lesson_of(home: CourseHome, unit_id: int) -> tuple[UnitView, int]:
    """The unit and its version in effect. Raises UnitNotFound, also for a unit of another kind."""
    unit = next((one for one in home.units if one.unit_id == unit_id and one.kind == "lesson"), None)
    if unit is None:
        raise UnitNotFound
    return unit, unit.unit_version_id


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment", "key": "section_key"})
def lesson_section(request: AuthedRequest, enrolment_id: int, key: str) -> HttpResponse:
    """Where a link to another section leads: to the lesson of this course that has it, else to the quick reference."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    lessons = {unit.unit_version_id: unit for unit in course_home(enrolment).units if unit.kind == "lesson"}
    version = version_with_section(lessons, key)
    if version is None:
        return redirect("lms:courses:reference-section", key)
    return redirect(f"{lessons[version].url}#{anchor_of(key)}")


def _reader(
    request: AuthedRequest, enrolment: Enrolment, home: CourseHome, unit: UnitView, form: ReadForm, *, own: bool
) -> HttpResponse:
    language = (get_language() or enrolment.language)[:2]
    language = language if language in Language.values else enrolment.language
    country = enrolment.country if own else request.GET["country"]
    compare = own and "compare" in request.GET
    page = lesson_page(unit.unit_version_id, country, language)
    place = next(module for module in home.modules if unit in module.units)
    facts = {
        "enrolment": enrolment,
        "home": home,
        "module": place,
        "unit": unit,
        "place": place.units.index(unit) + 1,
        "lesson": page,
        "sections": sections_of(page, timezone.now()) if not compare else (),
        "as_of": date_in_words(page.as_of) if page.as_of else "",
        "helps": helps_of(page),
        "offices": offices_of_lesson(page) if not compare else (),
        "sources": sources_of(page),
        "form": form,
        "own": own,
        "law": law_of(country),
        "own_law": law_of(enrolment.country),
        "others": [(code, Country(code).label) for code in page.countries if code != enrolment.country],
        "slots": lesson_comparison(unit.unit_version_id, enrolment.country, language) if compare else None,
        "ahead": following(home, unit),
        "closed": enrolment.state == EnrolmentState.CLOSED,
    }
    return render(request, "lms/courses/lesson_detail.html", facts, status=422 if form.errors else 200)
