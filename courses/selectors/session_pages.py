"""A session as its learner sees it: when and where, the recording if there is one, and places to jump to."""

from dataclasses import dataclass
from datetime import datetime

from courses.agenda import Agenda, Chapter, agenda_of
from courses.models import Enrolment, Meeting, UnitVersion


@dataclass(frozen=True, slots=True)
class ChapterView:
    """One place: `href` jumps to it, in the recording or on the page; `anchor` is its id on the page."""

    chapter: Chapter
    anchor: str
    href: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A heading and its places."""

    heading: str
    anchor: str
    chapters: tuple[ChapterView, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """`video` is an address of our own site that a player may show, from the second that was asked for."""

    parts: tuple[PartView, ...]
    media_url: str
    video: str
    meeting: tuple[datetime, str] | None


def session_page(enrolment: Enrolment, unit_id: int, unit_version_id: int, at: int) -> SessionPage:
    """The page of a session for a learner's group. Two queries. `at`: seconds from the start, 0 = the start."""
    config = UnitVersion.objects.values_list("config", flat=True).get(pk=unit_version_id)
    meeting = (
        Meeting.objects.filter(session_id=unit_id, cohort_course_id=enrolment.cohort_course_id)
        .values_list("starts_at", "join_url")
        .first()
    )
    media = str(config.get("media_url", ""))
    own = media.startswith("/")
    return SessionPage(
        parts=parts_of(agenda_of(config.get("agenda", [])), media),
        media_url=media,
        video=f"{media}#t={at}" if own else "",
        meeting=meeting,
    )


def parts_of(agenda: Agenda, media: str = "") -> tuple[PartView, ...]:
    """The agenda with a way to jump for each place."""
    parts, number = [], 0
    for index, part in enumerate(agenda.parts, start=1):
        chapters = []
        for chapter in part.chapters:
            number += 1
            anchor = f"c{number}"
            chapters.append(ChapterView(chapter, anchor, _jump(media, chapter.seconds, anchor)))
        parts.append(PartView(part.heading, f"p{index}", tuple(chapters)))
    return tuple(parts)


def _jump(media: str, seconds: int, anchor: str) -> str:
    if not media:
        return f"#{anchor}"
    return f"?t={seconds}#video" if media.startswith("/") else f"{media}#t={seconds}"
