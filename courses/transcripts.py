"""What is said in a recording, line by line with its time: text ↔ cues. Pure; the format is in docs/content.md.

0:00:12 | Julia | Before that, tell me about your last sale.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.agenda import AgendaProblem, write_time

_LINE: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)\s*\|\s*([^|]*?)\s*\|\s*(\S.*)")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one voice says from `seconds` on. `who` may be ''."""

    seconds: int
    who: str
    text: str

    @property
    def timecode(self) -> str:
        """h:mm:ss."""
        return write_time(self.seconds)


def read_transcript(text: str) -> tuple[list[Cue], list[AgendaProblem]]:
    """Every line as a cue; a line that can't be read, or whose time goes back, is a problem with its number."""
    cues: list[Cue] = []
    problems: list[AgendaProblem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            problems.append(AgendaProblem(number, _("Write time, voice and words: 0:00:12 | Julia | Good afternoon.")))
            continue
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
        at = hours * 3600 + minutes * 60 + seconds
        if cues and at < cues[-1].seconds:
            problems.append(AgendaProblem(number, _("This time comes before that of the line above.")))
        cues.append(Cue(at, found[4], found[5]))
    return cues, problems


def write_transcript(cues: Sequence[Cue]) -> str:
    """The one written form; `read_transcript` gives back the same."""
    return "\n".join(f"{cue.timecode} | {cue.who} | {cue.text}" for cue in cues) + "\n"


def cues_of(stored: Sequence[Sequence[Any]]) -> tuple[Cue, ...]:
    """Of a unit version's config: [[seconds, who, text]]."""
    return tuple(Cue(*one) for one in stored)


def stored_cues(text: str) -> list[list[Any]]:
    """For a unit version's config."""
    return [[cue.seconds, cue.who, cue.text] for cue in read_transcript(text)[0]]


def mistakes_in(texts: Mapping[str, str]) -> list[tuple[str, AgendaProblem]]:
    """(language, problem) of transcripts by language."""
    return [(language, one) for language, text in texts.items() for one in read_transcript(text)[1]]
