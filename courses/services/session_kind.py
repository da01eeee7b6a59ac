"""The unit kind `session`: a meeting, and later its recording, with one agenda."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.agenda import agenda_of, read_agenda, write_agenda
from courses.kinds import Frozen, Problem, SpecField
from courses.models import Recording, Session
from courses.transcripts import stored_cues

KIND: Final = "session"
ATTENDED: Final = "attended"
WATCHED: Final = "watched"
WAS_THERE: Final = "was_there"
TYPED_CODE: Final = "typed_code"
NOTED: Final = "noted"
TOO_SHORT: Final = "too_short"
NOT_NOTED: Final = "not_noted"


def _tidy(agenda: Any) -> Any:
    """An agenda in the one way that `write_agenda` writes; as it is when it can't be read."""
    found, mistakes = read_agenda(agenda) if isinstance(agenda, str) else (None, [])
    return agenda if found is None or mistakes else write_agenda(found)


def _frozen(one: Recording) -> dict[str, Any]:
    """A recording as a release keeps it: what it is, and in each language its sound, chapters and words."""
    return {
        "key": one.key,
        "in": {
            language: {
                "type": held["type"],
                "digest": held["digest"],
                "agenda": read_agenda(one.chapters.get(language, ""))[0].as_json(),
                "transcript": stored_cues(one.transcript.get(language, "")),
            }
            for language, held in one.files.items()
        },
    }


class SessionKind:
    """What courses asks of a session: `courses.kinds.UnitKind`."""

    def items(self, *, unit_id: int) -> Sequence[int]:
        """A session rests on no item of the toolkit."""
        return ()

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """An agenda that can't be read, a recording that is not there, a session with neither agenda nor recording."""
        return self.problems_of_units(unit_ids=[unit_id], countries=countries)

    def problems_of_units(self, *, unit_ids: Sequence[int], countries: Sequence[str]) -> Sequence[Problem]:
        """The same of many sessions. One query, two with recordings of the toolkit."""
        found: list[Problem] = []
        sessions: Any = list(Session.objects.non_polymorphic().filter(pk__in=unit_ids))
        named = {session.recording for session in sessions} - {""}
        known = set(Recording.objects.filter(key__in=named).values_list("key", flat=True)) if named else set()
        for session in sessions:
            mend = reverse("lms:courses:session-edit", args=[session.pk])
            agenda, mistakes = read_agenda(session.agenda)
            found += [
                Problem(session.key, "", _("Agenda, line {line}: {what}").format(line=one.line, what=one.what), mend)
                for one in mistakes
            ]
            if session.recording and session.recording not in known:
                said = _("There is no recording '%(key)s' in the toolkit: import it, or take it off the session.")
                found.append(Problem(session.key, "", said % {"key": session.recording}, mend))
            if not agenda.chapters and not mistakes and not session.recording:
                found.append(Problem(session.key, "", _("The session has no agenda. Paste it, one time a line."), mend))
        return found

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The agenda as headings and chapters, and the recording's address."""
        session = Session.objects.get(pk=unit_id)
        agenda, _mistakes = read_agenda(session.agenda)
        config: dict[str, Any] = {"agenda": agenda.as_json(), "media_url": session.media_url}
        if session.recording:
            config["recording"] = _frozen(Recording.objects.get(key=session.recording))
        return Frozen(config=config)

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        """The learner's page of the session."""
        return reverse("lms:courses:session", args=[enrolment_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        said = {
            "not_started": _("You have not yet said that you attended or watched it."),
            ATTENDED: _("You attended or watched it."),
            WATCHED: _("You watched the recording."),
            WAS_THERE: _("You were at the meeting for {minutes} of {of} minutes."),
            TYPED_CODE: _("You typed the code that was shown at the meeting."),
            NOTED: _("Your facilitator noted that you attended."),
            TOO_SHORT: _("You were at the meeting for {minutes} of {of} minutes; {needed} count as attending."),
            NOT_NOTED: _("Your facilitator noted that you did not attend."),
        }.get(code, "")
        return said.format_map(defaultdict(str, params)) if params else said

    def may_recognise(self, *, config: Mapping[str, Any]) -> bool:
        """What was learned elsewhere can stand for a session."""
        return True

    def label(self) -> str:
        """The kind in the reader's language."""
        return _("Session")

    def icon(self) -> str:
        """Name of its drawing."""
        return "cal"

    spec_fields = {"media": SpecField(""), "recording": SpecField(""), "agenda": SpecField("", canonical=_tidy)}

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The recording's address and the agenda as text."""
        if config is not None:
            key = config.get("recording", {}).get("key", "")
            return {"media": config["media_url"], "recording": key, "agenda": write_agenda(agenda_of(config["agenda"]))}
        session = Session.objects.get(pk=unit_id)
        return {"media": session.media_url, "recording": session.recording, "agenda": session.agenda}

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a session in a course file."""
        agenda, media, recording = (spec.get(name, "") for name in ("agenda", "media", "recording"))
        if not (isinstance(agenda, str) and isinstance(media, str) and isinstance(recording, str)):
            return [_("'agenda', 'media' and 'recording' of a session must be text.")]
        if media and recording:
            return [_("A session has 'media' (an address) or 'recording' (of this toolkit), not both.")]
        return [
            _("Agenda, line {line}: {what}").format(line=problem.line, what=problem.what) for problem in read_agenda(agenda)[1]
        ]

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft session of a course file's entry. Safe to repeat."""
        session, _made = Session.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                "kind": KIND,
                "module_id": module_id,
                "position": position,
                "titles": dict(spec["titles"]),
                "required": spec.get("required", True),
                "choice": spec.get("choice", ""),
                "minutes": spec.get("minutes", 60),
                "weight": Decimal(str(spec.get("weight", 1))),
                "agenda": spec.get("agenda", ""),
                "media_url": spec.get("media", ""),
                "recording": spec.get("recording", ""),
            },
        )
        return int(session.pk)
