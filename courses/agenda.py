"""A session's agenda: pasted text ↔ headings, timecodes and speakers. Pure; the format is in docs/content.md.

Opening
0:00:00 | Ana Pérez, Director, Indecopi
Four views on one sign
0:48:30 | The case of the wavy line | Luis Soto, Examiner, Inapi; Marta Gil, Lawyer, Cámara de Lima
        | Eva Ruiz, Advisor, Centro Norte
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

MAX_CHAPTERS: Final = 500
MAX_LINE: Final = 1000
_TIME: Final = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?![\d:])")
_RANGE: Final = re.compile(r"^\s*[-–—]\s*(?:\d{1,2}:)?\d{1,3}:\d{2}(?![\d:])")
_BAR: Final = re.compile(r"^\s*(?:\||[–—]|-(?=\s))\s*|^\s+")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks. Function and institution may be ''."""

    name: str
    function: str = ""
    institution: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.function, self.institution) if part)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place in a session: `seconds` from its start, a title (may be '') and who speaks there."""

    seconds: int
    title: str = ""
    speakers: tuple[Speaker, ...] = ()

    @property
    def timecode(self) -> str:
        """h:mm:ss."""
        return write_time(self.seconds)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading ('' for what comes before the first) and its chapters."""

    heading: str
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole session, in order of time."""

    parts: tuple[Part, ...] = ()

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """All places in order."""
        return tuple(chapter for part in self.parts for chapter in part.chapters)

    def as_json(self) -> list[dict[str, Any]]:
        """For a unit version's config."""
        return [
            {
                "heading": part.heading,
                "chapters": [
                    {
                        "seconds": chapter.seconds,
                        "title": chapter.title,
                        "speakers": [[s.name, s.function, s.institution] for s in chapter.speakers],
                    }
                    for chapter in part.chapters
                ],
            }
            for part in self.parts
        ]


@dataclass(frozen=True, slots=True)
class AgendaProblem:
    """A line that can't be read: its number (from 1), what is wrong and what to do."""

    line: int
    what: str


def agenda_of(stored: Sequence[Mapping[str, Any]]) -> Agenda:
    """The agenda of a unit version's config: the inverse of `as_json`."""
    return Agenda(
        tuple(
            Part(
                part["heading"],
                tuple(
                    Chapter(c["seconds"], c["title"], tuple(Speaker(*speaker) for speaker in c["speakers"]))
                    for c in part["chapters"]
                ),
            )
            for part in stored
        )
    )


def write_time(seconds: int) -> str:
    """h:mm:ss."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def write_agenda(agenda: Agenda) -> str:
    """The agenda as text in its one written form; `read_agenda` gives back the same."""
    lines: list[str] = []
    for part in agenda.parts:
        if part.heading:
            lines += ["", part.heading] if lines else [part.heading]
        for chapter in part.chapters:
            speakers = "; ".join(str(speaker) for speaker in chapter.speakers)
            title = f" | {chapter.title}" if chapter.title else ""
            lines.append(f"{chapter.timecode}{title} | {speakers}".rstrip())
    return "\n".join(lines) + "\n" if lines else ""


def read_agenda(text: str) -> tuple[Agenda, list[AgendaProblem]]:
    """Read pasted text. Every line that can't be read is a problem with its number; the rest is read all the same."""
    reading = _Reading()
    for number, line in enumerate(text.splitlines(), start=1):
        reading.take(number, " ".join(line.split(" ")).strip().replace("\u00a0", " "))
    return reading.end()


class _Reading:
    """The state of one reading: the parts so far, the chapter that lines with a bar go on with, the problems."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, list[Chapter]]] = []
        self.problems: list[AgendaProblem] = []
        self.lines: list[int] = []
        self.last_seconds = -1
        self.goes_on = False

    def take(self, number: int, line: str) -> None:
        if not line:
            return
        if len(line) > MAX_LINE:
            self.refuse(number, _("This line is longer than {n} characters. Shorten it.").format(n=MAX_LINE))
        elif line.startswith("|"):
            self.continuation(number, line)
        elif re.match(r"^\d+\s*:", line):
            self.chapter(number, line)
        else:
            self.goes_on = False
            self.parts.append((_tidy(line.lstrip("#")), []))

    def continuation(self, number: int, line: str) -> None:
        if not self.goes_on:
            self.refuse(number, _("This line of speakers has no time above it. Put the time first, for example 0:48:30 |"))
            return
        self.add_speakers(number, line.lstrip("| "))

    def chapter(self, number: int, line: str) -> None:
        self.goes_on = False
        found = _TIME.match(line)
        if found is None:
            self.refuse(
                number,
                _("“{text}” is not a time. Write hours, minutes and seconds, for example 0:48:30.").format(text=line[:20]),
            )
            return
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        if seconds > 59 or (found.group(1) and minutes > 59):
            self.refuse(
                number, _("“{text}” has more than 59 minutes or seconds. Correct the time.").format(text=found.group(0))
            )
            return
        rest = _RANGE.sub("", line[found.end() :], count=1)
        bar = _BAR.match(rest)
        if rest and bar is None:
            self.refuse(
                number, _("Put a bar after the time: {time} | name, function, institution.").format(time=found.group(0))
            )
            return
        self.place(number, hours * 3600 + minutes * 60 + seconds, rest[bar.end() :] if bar else "")

    def place(self, number: int, seconds: int, rest: str) -> None:
        """Open a chapter, or go on with the one at the same time just above."""
        title, bar, people = rest.partition("|")
        if not bar:
            title, people = "", rest
        same = seconds == self.last_seconds and bool(self.parts) and bool(self.parts[-1][1])
        if same and not _tidy(title):
            self.goes_on = True
            self.add_speakers(number, people)
            return
        if seconds < self.last_seconds:
            before = write_time(self.last_seconds)
            self.refuse(
                number,
                _("{time} comes before {before} on a line above. Put the lines in order of time.").format(
                    time=write_time(seconds), before=before
                ),
            )
            return
        if len(self.lines) >= MAX_CHAPTERS:
            self.refuse(number, _("There are more than {n} times. Split the session in two.").format(n=MAX_CHAPTERS))
            return
        if not self.parts:
            self.parts.append(("", []))
        self.last_seconds = seconds
        self.parts[-1][1].append(Chapter(seconds, _tidy(title)))
        self.lines.append(number)
        self.goes_on = True
        self.add_speakers(number, people)

    def add_speakers(self, number: int, text: str) -> None:
        if "|" in text:
            self.refuse(number, _("This line has a bar too many. One bar parts a title from its speakers; “;” parts speakers."))
            return
        chapters = self.parts[-1][1]
        people = tuple(speaker for one in text.split(";") if (speaker := _speaker(one)) is not None)
        chapters[-1] = Chapter(chapters[-1].seconds, chapters[-1].title, chapters[-1].speakers + people)

    def refuse(self, number: int, what: str) -> None:
        self.problems.append(AgendaProblem(number, what))

    def end(self) -> tuple[Agenda, list[AgendaProblem]]:
        agenda = Agenda(tuple(Part(heading, tuple(chapters)) for heading, chapters in self.parts))
        for number, chapter in zip(self.lines, agenda.chapters, strict=True):
            if not chapter.title and not chapter.speakers:
                self.refuse(
                    number, _("Nothing stands behind {time}. Say who speaks or what happens.").format(time=chapter.timecode)
                )
        return agenda, sorted(self.problems, key=lambda problem: problem.line)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _speaker(text: str) -> Speaker | None:
    parts = [part for part in (_tidy(one) for one in text.split(",", 2)) if part]
    return Speaker(*parts) if parts else None
