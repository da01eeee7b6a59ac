"""Sessions: the learner's page, "I attended", and the author's page with the agenda."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.enrolments import access_own_enrolment, access_session_draft
from courses.agenda import read_agenda
from courses.errors import AttendanceElsewhere, CodeBlocked, CodeNotOpen, CodeWrong, UnitNotFound
from courses.forms.learner import AttendedForm
from courses.forms.meetings import TypeCodeForm
from courses.forms.sessions import SessionForm
from courses.models import Enrolment, EnrolmentState
from courses.selectors.course_home import CourseHome, UnitView, course_home
from courses.selectors.session_pages import MeetingView, parts_of, session_page, sound_of
from courses.services.learning import begin_unit, finish_unit, note_seen
from courses.services.meeting_codes import type_code
from courses.services.session_kind import ATTENDED, KIND, WATCHED
from courses.services.sessions import save_session_draft
from courses.sounds import TYPES
from courses.views.learner import following, go_on
from lms.kernel.http import AuthedRequest
from lms.kernel.parts import part_of
from lms.kernel.policy import PERSON, policy


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "session_id"})
def session(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """One session: when and where, the recording, the places to jump to."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    home = course_home(enrolment)
    unit = _session_of(home, unit_id)
    if enrolment.state != EnrolmentState.CLOSED:
        if not unit.state:
            begin_unit(enrolment_id=enrolment.pk, unit_id=unit_id, unit_version_id=unit.unit_version_id)
        note_seen(enrolment.pk, last=enrolment.lms_summary.last_seen_at)
    return _page(request, enrolment, home, unit, AttendedForm(initial={"version": unit.unit_version_id}))


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "session_id", "name": "sound_name"})
def session_sound(request: AuthedRequest, enrolment_id: int, unit_id: int, name: str) -> HttpResponse:
    """The sound of a recorded session, whole or the part that the player asks for."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    unit = _session_of(course_home(enrolment), unit_id)
    content, kind, digest = sound_of(unit.unit_version_id, name)
    return part_of(request, content, content_type=TYPES[kind], etag=f'"{digest}"')


@require_POST
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "session_id"})
def session_attended(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """I attended this session, or watched it: keep it and go on."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    home = course_home(enrolment)
    unit = _session_of(home, unit_id)
    form = AttendedForm(request.POST)
    if not form.is_valid():
        return _page(request, enrolment, home, unit, form)
    shown = session_page(enrolment, unit_id, unit.unit_version_id, 0)
    if not shown.may_say and not unit.met:
        raise AttendanceElsewhere
    if not unit.met:
        code = WATCHED if shown.meeting else ATTENDED
        finish_unit(
            enrolment_id=enrolment.pk, unit_id=unit_id, unit_version_id=form.cleaned_data["version"], verb=KIND, code=code
        )
    return go_on(request, enrolment, home, unit)


@require_POST
@policy(PERSON, sample={"enrolment_id": "enrolment", "unit_id": "session_id"})
def session_code(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """Type the code that is shown at the meeting."""
    enrolment = access_own_enrolment(request.person.pk, enrolment_id)
    home = course_home(enrolment)
    unit = _session_of(home, unit_id)
    form = TypeCodeForm(request.POST)
    if form.is_valid():
        try:
            type_code(enrolment_id=enrolment_id, unit_id=unit_id, code=form.cleaned_data["code"])
        except (CodeWrong, CodeBlocked, CodeNotOpen) as refused:
            form.add_error("code", refused.sentence())
        else:
            messages.success(request, _("Your attendance is kept."))
            return redirect("lms:courses:session", enrolment_id, unit_id)
    return _page(request, enrolment, home, unit, AttendedForm(initial={"version": unit.unit_version_id}), form)


def _session_of(home: CourseHome, unit_id: int) -> UnitView:
    """Raises UnitNotFound, also for a unit of another kind."""
    unit = next((one for one in home.units if one.unit_id == unit_id and one.kind == KIND), None)
    if unit is None:
        raise UnitNotFound
    return unit


def _page(  # noqa: PLR0917
    request: AuthedRequest,
    enrolment: Enrolment,
    home: CourseHome,
    unit: UnitView,
    form: AttendedForm,
    typed: TypeCodeForm | None = None,
) -> HttpResponse:
    asked = request.GET.get("t", "0")
    page = session_page(enrolment, unit.unit_id, unit.unit_version_id, int(asked) if asked.isdecimal() else 0)
    facts = {
        "enrolment": enrolment,
        "home": home,
        "unit": unit,
        "module": next(module for module in home.modules if unit in module.units),
        "session": page,
        "times": _times(page.meeting, request.person.time_zone),
        "zone": request.person.time_zone or (page.meeting.zone if page.meeting else "UTC"),
        "form": form,
        "typed": typed or TypeCodeForm(),
        "ahead": following(home, unit),
        "closed": enrolment.state == EnrolmentState.CLOSED,
    }
    return render(
        request, "lms/courses/session_detail.html", facts, status=422 if form.errors or (typed and typed.errors) else 200
    )


def _times(meeting: MeetingView | None, own: str) -> list[tuple[str, datetime, datetime]]:
    """(zone, from, to): where the reader is, and where the institution is if the clock says otherwise there."""
    if meeting is None:
        return []
    found: list[tuple[str, datetime, datetime]] = []
    for name in filter(None, (own, meeting.zone)):
        start = timezone.localtime(meeting.starts_at, ZoneInfo(name))
        if all(start.utcoffset() != told.utcoffset() for _zone, told, _end in found):
            found.append((name.replace("_", " "), start, timezone.localtime(meeting.ends_at, ZoneInfo(name))))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@policy("author", sample={"unit_id": "session_id"})
def session_edit(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """An author pastes the agenda, looks at it, and keeps it."""
    draft = access_session_draft(unit_id)
    form = SessionForm.of(draft, request.POST if request.method == "POST" else None)
    valid = form.is_valid()
    if valid and "save" in request.POST:
        save_session_draft(
            unit_id=unit_id, agenda=form.cleaned_data["agenda"], media_url=form.cleaned_data["media_url"], by=request.person.pk
        )
        messages.success(request, _("The session is kept. Learners see it when the course is published next."))
        return redirect("lms:courses:session-edit", unit_id)
    read = form.read if form.is_bound else read_agenda(draft.agenda)[0]
    facts = {"draft": draft, "form": form, "parts": parts_of(read), "looked": valid}
    return render(request, "lms/courses/session_form.html", facts, status=422 if form.errors else 200)
