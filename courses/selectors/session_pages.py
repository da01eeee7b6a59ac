"""A session as its learner sees it: when and where, the recording if there is one, and places to jump to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from courses.agenda import Agenda, Chapter, agenda_of, read_agenda
from courses.errors import UnitNotFound
from courses.models import Enrolment, Meeting, SoundFile, UnitVersion
from courses.transcripts import Cue, cues_of
from lms.kernel.places import Language


@dataclass(frozen=True, slots=True)
class ChapterView:
    """One place: `href` jumps to it, in the recording or on the page; `anchor` is its id on the page.

    `at`: when it begins, while the meeting is ahead; `minutes` until the next one (0: not known).
    """

    chapter: Chapter
    anchor: str
    href: str
    at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class PartView:
    """A heading and its places."""

    heading: str
    anchor: str
    chapters: tuple[ChapterView, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """The group's meeting. `phase`: ahead, now (from a quarter of an hour before), over or cancelled."""

    id: int
    starts_at: datetime
    ends_at: datetime
    join_url: str
    minutes: int
    needed: int
    share: int
    speakers: tuple[str, ...]
    phase: str
    why: str
    code_open: bool
    zone: str  # of the institution


@dataclass(frozen=True, slots=True)
class CueView:
    """A line of what is said; `href` starts the player there."""

    cue: Cue
    href: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """`video` is an address of our own site that a player may show, from the second that was asked for.

    `sound`: the same for a recording of the toolkit, in the reader's language, with what is said in `cues`.
    `may_say`: the learner's own word counts: there is a recording, or the group never set a meeting.
    """

    parts: tuple[PartView, ...]
    media_url: str
    video: str
    sound: str
    meeting: MeetingView | None
    may_say: bool
    cues: tuple[CueView, ...] = ()


EARLY: Final = timedelta(minutes=15)
_ZONE: Final = "cohort_course__cohort__institution__time_zone"


def session_page(enrolment: Enrolment, unit_id: int, unit_version_id: int, at: int) -> SessionPage:
    """The page of a session for a learner's group. Two queries. `at`: seconds from the start, 0 = the start.

    After a meeting its recording, if there is one, stands in place of the course's, with the meeting's agenda as chapters.
    """
    config = UnitVersion.objects.values_list("config", flat=True).get(pk=unit_version_id)
    rows = Meeting.objects.filter(session_id=unit_id, cohort_course_id=enrolment.cohort_course_id)
    meeting = rows.select_related("lms_code").annotate(zone=F(_ZONE)).first() if enrolment.cohort_course_id else None
    now = timezone.now()
    media, skip = media_of(meeting, config, now)
    agenda = agenda_of(config.get("agenda", []))
    told = None if media else recorded(config, (get_language() or enrolment.language)[:2])
    if told is not None and (meeting is None or meeting.cancelled_at is not None or meeting.ends_at <= now):
        return _recorded_page(enrolment, unit_id, told, at, None if meeting is None else _meeting(meeting, now))
    if meeting and meeting.agenda:
        agenda = read_agenda(meeting.agenda)[0]
    shown = None if meeting is None else _meeting(meeting, now)
    ahead = shown is not None and shown.phase in ("ahead", "now")
    return SessionPage(
        parts=parts_of(agenda, media, meeting if ahead else None, skip=skip),
        media_url=media,
        video=f"{media}#t={at}" if media.startswith("/") else "",
        sound="",
        meeting=shown,
        may_say=meeting is None or bool(media),
    )


def recorded(config: Mapping[str, Any], language: str) -> Mapping[str, Any] | None:
    """The recording of the toolkit that a session has: in the language, else in Spanish, else in any; None without one."""
    found: Mapping[str, Any] = config.get("recording", {}).get("in", {})
    return found.get(language) or found.get(Language.ES) or next(iter(found.values()), None)


def sound_of(unit_version_id: int, name: str) -> tuple[bytes, str, str]:
    """(bytes, type, digest) of a sound file that a session's version names. Two queries. Raises UnitNotFound."""
    config = UnitVersion.objects.values_list("config", flat=True).get(pk=unit_version_id)
    held = next((one for one in config.get("recording", {}).get("in", {}).values() if file_name(one) == name), None)
    found = SoundFile.objects.filter(digest=held["digest"]).first() if held else None
    if found is None:
        raise UnitNotFound
    return bytes(found.content), found.type, found.digest


def file_name(held: Mapping[str, Any]) -> str:
    """What a sound is called in addresses: another sound has another address."""
    return f"{held['digest'][:16]}.{held['type']}"


def _recorded_page(
    enrolment: Enrolment, unit_id: int, told: Mapping[str, Any], at: int, meeting: MeetingView | None
) -> SessionPage:
    url = reverse("lms:courses:session-sound", args=[enrolment.pk, unit_id, file_name(told)])
    return SessionPage(
        parts=parts_of(agenda_of(told["agenda"]), url, place="sound"),
        media_url=url,
        video="",
        sound=f"{url}#t={at}",
        meeting=meeting,
        may_say=True,
        cues=tuple(CueView(cue, f"?t={cue.seconds}#sound") for cue in cues_of(told["transcript"])),
    )


def media_of(meeting: Meeting | None, config: dict[str, object], now: datetime) -> tuple[str, int]:
    """The recording that is there now and the seconds before the meeting begins in it; '' while the group has yet to meet."""
    if meeting is not None and meeting.recording_url and meeting.ends_at <= now:
        return meeting.recording_url, meeting.recording_skip
    if meeting is not None and meeting.cancelled_at is None and meeting.ends_at > now:
        return "", 0
    return str(config.get("media_url", "")), 0


def _meeting(one: Meeting, now: datetime) -> MeetingView:
    if one.cancelled_at is not None:
        phase = "cancelled"
    elif one.ends_at <= now:
        phase = "over"
    else:
        phase = "now" if one.starts_at - EARLY <= now else "ahead"
    code = getattr(one, "lms_code", None)
    return MeetingView(
        id=one.pk,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        join_url=one.join_url,
        minutes=one.minutes,
        needed=one.minutes_needed,
        share=one.share,
        speakers=tuple(filter(None, (line.strip() for line in one.speakers.splitlines()))),
        phase=phase,
        why=one.cancelled_why,
        zone=getattr(one, "zone", ""),
        code_open=phase != "cancelled" and code is not None and code.opened_at <= now < code.open_until,
    )


def parts_of(
    agenda: Agenda, media: str = "", meeting: Meeting | None = None, *, skip: int = 0, place: str = "video"
) -> tuple[PartView, ...]:
    """The agenda with a way to jump for each place; with the moment of each while a meeting is ahead."""
    parts, number = [], 0
    starts = [chapter.seconds for chapter in agenda.chapters]
    ends = [*starts[1:], meeting.minutes * 60 if meeting else 0]
    for index, part in enumerate(agenda.parts, start=1):
        chapters = []
        for chapter in part.chapters:
            number += 1
            anchor = f"c{number}"
            at = meeting.starts_at + timedelta(seconds=chapter.seconds) if meeting else None
            minutes = max(0, ends[number - 1] - chapter.seconds) // 60
            href = _jump(media, chapter.seconds + skip, anchor, place)
            chapters.append(ChapterView(chapter, anchor, href, at, minutes))
        parts.append(PartView(part.heading, f"p{index}", tuple(chapters)))
    return tuple(parts)


def _jump(media: str, seconds: int, anchor: str, place: str) -> str:
    if not media:
        return f"#{anchor}"
    return f"?t={seconds}#{place}" if media.startswith("/") else f"{media}#t={seconds}"
