"""A group's meeting, for who teaches or coordinates the group: its day, its list, its code, what is noted by hand."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.meetings import access_learner_of, access_roll, access_taught_meeting, access_taught_placement
from courses.forms.meetings import MeetingForm, NoteForm, OpenCodeForm, PairForm, RecordingForm, RollForm, WhyForm
from courses.models import Meeting, MeetingCode, RollState
from courses.selectors.attendance import attendance_lines, roll_page
from courses.selectors.cohorts import session_of_cohort
from courses.selectors.meetings import meeting_lines
from courses.services.attendance import count_roll, drop_roll, note_attendance, pair_names, refuse_before, upload_roll
from courses.services.meeting_codes import AFTER, close_code, open_code, opens_at, shown_code
from courses.services.meetings import cancel_meeting, set_meeting, set_recording
from courses.wording_meetings import how_words, standing_words
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

_GET_POST = ["GET", "HEAD", "POST"]
_WHO = ("coordinator", "facilitator")


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"cohort_course_id": "cohort_course", "unit_id": "session_id"})
def meeting_form(request: AuthedRequest, cohort_course_id: int, unit_id: int) -> HttpResponse:
    """Say when, for how long and where a group meets for a session."""
    cohort = access_taught_placement(request.scope, cohort_course_id)
    found = session_of_cohort(cohort_course_id, unit_id)
    zone = institutions.institution_card(cohort.institution_id).time_zone
    with override(zone):
        form = MeetingForm.of(request.POST or None, found.meeting, found.minutes)
        if request.method == "POST" and form.is_valid():
            meeting_id = set_meeting(
                cohort_course_id=cohort_course_id, unit_id=unit_id, **form.cleaned_data, by=request.person.pk
            )
            messages.success(request, _("The meeting is set. Learners of the group see it on the session's page."))
            return redirect("lms:courses:meeting-detail", meeting_id)
        facts = {"form": form, "cohort": cohort, "session": found, "zone": zone}
        return render(request, "lms/courses/meeting_form.html", facts, status=422 if form.errors else 200)


@require_safe
@policy(*_WHO)
def meeting_list(request: AuthedRequest) -> HttpResponse:
    """The sessions of the groups that one teaches or coordinates, and when they meet."""
    pages = Paginator(meeting_lines(request.scope), 50)
    return render(request, "lms/courses/meeting_list.html", {"page": pages.get_page(request.GET.get("page"))})


@require_safe
@policy(*_WHO, sample={"meeting_id": "meeting_id"})
def meeting_detail(request: AuthedRequest, meeting_id: int) -> HttpResponse:
    """One meeting: when, what counts, who attended; lists, code, recording."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    return _detail(request, meeting, RecordingForm.of(None, meeting))


def _detail(request: AuthedRequest, meeting: Meeting, recording: RecordingForm) -> HttpResponse:
    lines = [(line, standing_words(line), how_words(line)) for line in attendance_lines(meeting)]
    facts = {
        **_facts(meeting),
        "lines": lines,
        "present": sum(line.present for line, _word, _how in lines),
        "form": recording,
        "rolls": meeting.lms_rolls.filter(state=RollState.REVIEW).order_by("-pk")[:5],
        "begun": meeting.starts_at <= timezone.now(),
        "over": meeting.ends_at <= timezone.now(),
    }
    return render(request, "lms/courses/meeting_detail.html", facts, status=422 if recording.errors else 200)


def _facts(meeting: Meeting) -> dict[str, object]:
    """What every page of a meeting shows: its group, its session, its moments where the institution is."""
    zone = meeting.cohort_course.cohort.institution.time_zone
    return {
        "meeting": meeting,
        "cohort": meeting.cohort_course.cohort,
        "session": meeting.session,
        "zone": zone,
        "starts_at": timezone.localtime(meeting.starts_at, ZoneInfo(zone)),
        "ends_at": timezone.localtime(meeting.ends_at, ZoneInfo(zone)),
        "code_over": meeting.ends_at + AFTER <= timezone.now(),
    }


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"meeting_id": "meeting_id"})
def meeting_cancel(request: AuthedRequest, meeting_id: int) -> HttpResponse:
    """Call a meeting off, with a reason that the group reads."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancel_meeting(meeting_id=meeting_id, why=form.cleaned_data["why"], by=request.person.pk)
        messages.success(request, _("The meeting is called off and the group is told. Set it again to take this back."))
        return redirect("lms:courses:meeting-detail", meeting_id)
    facts = {**_facts(meeting), "form": form}
    return render(request, "lms/courses/meeting_cancel.html", facts, status=422 if form.errors else 200)


@require_POST
@policy(*_WHO, sample={"meeting_id": "meeting_id"})
def meeting_recording(request: AuthedRequest, meeting_id: int) -> HttpResponse:
    """Say where the recording is."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    form = RecordingForm.of(request.POST, meeting)
    if not form.is_valid():
        return _detail(request, meeting, form)
    set_recording(meeting_id=meeting_id, **form.cleaned_data, by=request.person.pk)
    messages.success(request, _("The recording is kept. Learners find it on the session's page."))
    return redirect("lms:courses:meeting-detail", meeting_id)


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"meeting_id": "meeting_id"})
def roll_upload(request: AuthedRequest, meeting_id: int) -> HttpResponse:
    """Upload what the meeting room wrote."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    refuse_before(meeting)
    home = meeting.cohort_course.cohort.institution.time_zone
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RollForm(*bound, home=home)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        roll = upload_roll(
            meeting_id=meeting_id, content=file.read(), file_name=file.name or "", zone=form.cleaned_data["zone"],
            by=request.person.pk,
        )  # fmt: skip
        return redirect("lms:courses:roll-review", roll)
    return render(
        request, "lms/courses/roll_form.html", {**_facts(meeting), "form": form}, status=422 if form.errors else 200
    )  # fmt: skip


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"roll_id": "roll_id"})
def roll_review(request: AuthedRequest, roll_id: int) -> HttpResponse:
    """Look at a list before it counts, and say who is behind the names that nobody is yet."""
    roll = access_roll(request.scope, roll_id)
    page = roll_page(roll)
    form = PairForm(request.POST if request.method == "POST" else None, page)
    if request.method == "POST" and form.is_valid():
        said = pair_names(roll_id=roll_id, people=form.pairs(), by=request.person.pk)
        told = ngettext("{n} name is kept.", "{n} names are kept.", said).format(n=said)
        messages.success(request, told)
        return redirect("lms:courses:roll-review", roll_id)
    facts = {**_facts(roll.meeting), "roll": roll, "page": page, "form": form, "open": roll.state == RollState.REVIEW}
    return render(request, "lms/courses/roll_review.html", facts, status=422 if form.errors else 200)


@require_POST
@policy(*_WHO, sample={"roll_id": "roll_id"})
def roll_count(request: AuthedRequest, roll_id: int) -> HttpResponse:
    """Count a list."""
    roll = access_roll(request.scope, roll_id)
    counts = count_roll(roll_id=roll_id, by=request.person.pk)
    n = counts.get("present", 0)
    told = ngettext("The list is counted: {n} person attended.", "The list is counted: {n} people attended.", n)
    messages.success(request, told.format(n=n))
    return redirect("lms:courses:meeting-detail", roll.meeting_id)


@require_POST
@policy(*_WHO, sample={"roll_id": "roll_id"})
def roll_drop(request: AuthedRequest, roll_id: int) -> HttpResponse:
    """Forget a list."""
    roll = access_roll(request.scope, roll_id)
    drop_roll(roll_id=roll_id)
    messages.success(request, _("The list is forgotten. Nothing was counted."))
    return redirect("lms:courses:meeting-detail", roll.meeting_id)


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"meeting_id": "meeting_id"})
def meeting_code(request: AuthedRequest, meeting_id: int) -> HttpResponse:
    """The code to show in class: open it, show it, close it."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    form = OpenCodeForm(request.POST if "open" in request.POST else None)
    if request.method == "POST":
        if "close" in request.POST:
            close_code(meeting_id=meeting_id, by=request.person.pk)
            return redirect("lms:courses:meeting-code", meeting_id)
        if form.is_valid():
            with override(meeting.cohort_course.cohort.institution.time_zone):
                open_code(meeting_id=meeting_id, minutes=form.cleaned_data["minutes"], by=request.person.pk)
            return redirect("lms:courses:meeting-code", meeting_id)
    zone = ZoneInfo(meeting.cohort_course.cohort.institution.time_zone)
    shown = shown_code(MeetingCode.objects.filter(meeting=meeting).first())
    facts = {
        **_facts(meeting),
        "form": form,
        "shown": shown,
        "until": timezone.localtime(shown.until, zone) if shown else None,
        "opens_at": timezone.localtime(opens_at(meeting), zone),
        "may_open": opens_at(meeting) <= timezone.now() and meeting.cancelled_at is None,
    }
    response = render(request, "lms/courses/meeting_code.html", facts, status=422 if form.errors else 200)
    if shown:  # the next code comes by itself, also without JavaScript
        response["Refresh"] = str(max(5, int((shown.until - timezone.now()).total_seconds()) + 1))
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(_GET_POST)
@policy(*_WHO, sample={"meeting_id": "meeting_id", "enrolment_id": "enrolment"})
def attendance_note(request: AuthedRequest, meeting_id: int, enrolment_id: int) -> HttpResponse:
    """Say by hand that somebody attended or did not."""
    meeting = access_taught_meeting(request.scope, meeting_id)
    learner = access_learner_of(meeting, enrolment_id)
    refuse_before(meeting)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_attendance(meeting_id=meeting_id, enrolment_id=enrolment_id, **form.cleaned_data, by=request.person.pk)
        messages.success(request, _("It is noted, with your reason."))
        return redirect("lms:courses:meeting-detail", meeting_id)
    facts = {**_facts(meeting), "form": form, "learner": learner.person}
    return render(request, "lms/courses/attendance_form.html", facts, status=422 if form.errors else 200)
