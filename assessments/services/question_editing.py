"""Writing one question in the browser: read by the rules of its file, saved as a draft version through the door of courses."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.errors.bank import QuestionNotFound, QuestionRefused
from assessments.kinds.banks import bank_said
from assessments.kinds.question_fields import citations_of
from assessments.kinds.question_files import edit_of, read_question
from assessments.kinds.reading import Checker
from assessments.models import Bank, Edit, QuestionEntry
from assessments.models.bank_rows import versions_of
from assessments.services.bank_changes import Change, change_questions, tidied
from courses import api as courses
from courses.kinds import FileProblem
from lms.kernel.entry_places import EntryProblem, invisible, lined
from lms.kernel.textfiles import FileMistake, Lined, read_yaml

OWN: Final = "own"  # the place of a kind's part that is written as a file has it
_HERE: Final = Path("/")


@dataclass(frozen=True, slots=True)
class Read:
    """What an author wrote: the body, without its bank, or None with the problems; each with its place in the form."""

    body: dict[str, Any] | None
    problems: tuple[EntryProblem, ...] = ()


def read_entry(entry: Mapping[str, Any], own: str | None = None) -> Read:
    """Read a question as its file would be read. `own` is the kind's part as YAML, when it has no fields.

    Three queries, for what it cites.
    """
    count = (own or "").count("\n") + 1 if own is not None else 0
    places = [OWN] * count + [""]  # the lines of the YAML come first, then the places of the fields
    value = lined(entry, places)
    found = invisible(entry)
    if own is not None:
        try:
            _put(value, read_yaml(own))
        except FileMistake as mistake:
            return Read(None, (EntryProblem(OWN, _in_line(mistake.line, mistake.sentence)),))
    said: list[FileProblem] = []
    checker = Checker(_HERE, _HERE / "form.yaml", said)
    checker.key(value)
    body = read_question(checker, value)
    if body is not None and not said:
        cited = citations_of(body, value.line_of)
        said += [FileProblem("", line, sentence) for line, sentence in courses.citation_problems(cited)]
    for one in said:
        place = places[one.line - 1]
        found.append(EntryProblem(place, _in_line(one.line, one.sentence) if place == OWN else one.sentence))
    return Read(None if found else body, tuple(dict.fromkeys(found)))


def _put(value: Lined, own: Any) -> None:
    """The kind's own part beside the common fields, each with its line. Raises FileMistake."""
    if not isinstance(own, Lined):
        raise FileMistake(1, _("Write the fields of this kind: name: value."))
    for name, inner in own.items():
        if name in value:
            raise FileMistake(own.line_of(name), _("'{key}' has a field of its own above.").format(key=name))
        value[name] = inner
        value.lines[name] = own.line_of(name)


def _in_line(line: int, sentence: str) -> str:
    return _("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence}


def judged(entry: QuestionEntry, body: Mapping[str, Any]) -> tuple[Edit, list[courses.BlockDifference]]:
    """What saving this body would be (new, editorial, scoring) and what differs from the draft, word by word."""
    before = entry.item.draft.body if entry.item.draft else None
    whole = {**body, "bank": bank_said(entry.bank)}
    return edit_of(whole, before), courses.body_differences(before, whole)


@transaction.atomic
def save_question(*, item_id: int, expected: int, entry: Mapping[str, Any], by: int, own: str | None = None) -> int:
    """Keep what an author wrote as the question's new draft; returns the version's number. The same again writes nothing.

    `expected` is the number of the draft that the author opened. Raises QuestionNotFound, QuestionRefused (`problems`),
    SomebodyElseSaved.
    """
    standing = QuestionEntry.objects.select_related("bank", "item").filter(item=item_id).first()
    if standing is None:
        raise QuestionNotFound
    body = _read({**entry, "key": standing.item.key}, own)
    return _save(standing, expected, body, by, "question saved")


def _save(standing: QuestionEntry, expected: int, body: Mapping[str, Any], by: int, act: str) -> int:
    whole = tidied({**body, "bank": bank_said(standing.bank)})
    return courses.save_draft(
        item_id=standing.item_id, expected=expected, body=whole, citations=citations_of(whole), by=by, act=act
    )


def _read(entry: Mapping[str, Any], own: str | None) -> dict[str, Any]:
    read = read_entry(entry, own)
    if read.body is None:
        raise QuestionRefused(count=len(read.problems), problems=read.problems)
    return read.body


@transaction.atomic
def begin_question(
    *, key: str, bank_key: str, entry: Mapping[str, Any], by: int, own: str | None = None, like: int | None = None
) -> int:  # fmt: skip
    """A new question in a bank, as a draft; returns its item's id. `by` answers for it.

    `like` is the item of a question that it is a variant of: that one joins the new one's family when it has none.
    Raises QuestionRefused, ItemExists, QuestionNotFound (no such bank or `like`).
    """
    bank = Bank.objects.filter(key=bank_key).first()
    if bank is None:
        raise QuestionNotFound
    body = _read({**entry, "key": key}, own)
    whole = tidied({**body, "bank": bank_said(bank)})
    made = courses.begin_draft(kind="question", key=key, body=whole, citations=citations_of(whole), by=by, act="question begun")
    if like is not None and whole.get("family"):
        first = QuestionEntry.objects.filter(item=like).first()
        if first is None:
            raise QuestionNotFound
        if not first.family:
            change_questions(change=Change("family", whole["family"]), item_ids=[like], by=by)
    return made


@transaction.atomic
def restore_version(*, item_id: int, number: int, expected: int, by: int) -> int:
    """Take up an earlier version's text again, as a new version; its bank stays. Raises QuestionNotFound, SomebodyElseSaved."""
    standing = QuestionEntry.objects.select_related("bank").filter(item=item_id).first()
    body = next((one.body for one in versions_of(item_id) if one.number == number), None)
    if standing is None or body is None:
        raise QuestionNotFound
    return _save(standing, expected, body, by, f"question: version {number} again")
