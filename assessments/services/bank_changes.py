"""Changing many questions at once: to another bank, of another topic, stage, difficulty, with a tag, retired or brought back.

What is said of a question in its file is a new draft version (editorial); its life is a column, in effect at once. Practice
and exams are kept apart: a question that a quiz uses does not cross from one to the other, or its answer would be known.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.errors.bank import BankChoiceMissing, BankExists, NothingToChange, NothingToUndo
from assessments.kinds.banks import bank_said, is_secret
from assessments.kinds.question_fields import FIELDS, citations_of, tidy_fields
from assessments.models import Bank, Life, QuestionEntry
from assessments.models.bank_rows import versions_back
from assessments.models.practised import asked_in_practice
from assessments.selectors.bank_usage import Usage, usage_of
from assessments.services.lives import record_moves
from assessments.services.many_questions import ManyQuestions
from courses import api as courses
from courses.kinds import Parsed
from lms.audit.api import record_event
from lms.kernel.words import in_language

MOST: Final = 500
IN_TEXT: Final = ("move", "topic", "stage", "difficulty", "tag", "untag", "family")
ACTS: Final = (*IN_TEXT, "retire", "revive")
_GONE: Final = (Life.RETIRED, Life.COMPROMISED)


@dataclass(frozen=True, slots=True)
class Change:
    """What to do (one of ACTS) and with which value: a bank's key, a topic, a stage, 1 … 3, a tag, a family."""

    act: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a change does to one question; `refused` says why it does not."""

    entry: QuestionEntry
    before: str
    after: str
    usage: Usage
    refused: str = ""

    @property
    def moves(self) -> bool:
        return not self.refused and self.before != self.after


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, so that it can be taken back: [item, number of the version made] and [item, life before, life now]."""

    versions: tuple[tuple[int, int], ...] = ()
    lives: tuple[tuple[int, str, str], ...] = ()

    @property
    def items(self) -> list[int]:
        return [item for item, _number in self.versions] + [item for item, _then, _now in self.lives]


def plan_change(*, change: Change, item_ids: Collection[int]) -> list[Line]:
    """What a change would do, question by question. Writes nothing; some ten queries. Raises BankChoiceMissing."""
    rows = QuestionEntry.objects.filter(item__in=item_ids, item__archived_at=None).select_related("bank", "item__draft")
    entries = list(rows.order_by("bank__key", "item__key"))
    bank = _bank(change)
    usage = usage_of([entry.item_id for entry in entries])
    return [_line(entry, change, bank, usage[entry.item_id]) for entry in entries]


def _bank(change: Change) -> Bank | None:
    if change.act != "move":
        return None
    bank = Bank.objects.filter(key=change.value).first()
    if bank is None:
        raise BankChoiceMissing
    return bank


def _line(entry: QuestionEntry, change: Change, bank: Bank | None, usage: Usage) -> Line:
    before, after = "", change.value
    match change.act:
        case "move":
            before, after = entry.bank.key, bank.key if bank else ""
        case "topic" | "stage" | "difficulty" | "family":
            before = str(getattr(entry, change.act))
        case "tag" | "untag":
            tags = set(entry.tags) | {change.value} if change.act == "tag" else set(entry.tags) - {change.value}
            before, after = ", ".join(sorted(entry.tags)), ", ".join(sorted(tags))
        case "retire" | "revive":
            retired = entry.life in _GONE
            before, after = entry.life, entry.life
            if retired is (change.act == "revive"):
                after = Life.RETIRED.value if change.act == "retire" else Life.OPERATIONAL.value
    refused = _crosses(entry, bank, usage)
    if change.act == "revive" and after != before and is_secret(entry.bank):
        refused = _("It was asked in exams and taken out: there it never comes back. Move it to a practice bank instead.")
    return Line(entry, before, after, usage, refused)


def _crosses(entry: QuestionEntry, bank: Bank | None, usage: Usage) -> str:
    """Why a question in use can't go over to the other pool; '' when it may."""
    if bank is None or is_secret(bank) == is_secret(entry.bank):
        return ""
    if not usage.quizzes:
        if is_secret(bank) and asked_in_practice({entry.item_id}):
            return _("It was asked in practice: who practised knows its answer.")
        if is_secret(entry.bank) and entry.life not in (Life.DRAFT, *_GONE):
            return _("An exam has it in its pool. Retire it first: then it may serve practice.")
        return ""
    names = ", ".join(sorted({in_language(titles) for titles in usage.quizzes.values()}))
    if is_secret(bank):
        return _("It is used for practice (%(quizzes)s): who practised knows its answer.") % {"quizzes": names}
    return _("An exam uses it (%(quizzes)s): in a practice bank its answer would be seen.") % {"quizzes": names}


@transaction.atomic
def change_questions(*, change: Change, item_ids: Collection[int], by: int) -> Done:
    """Do it to all that it changes and that are not refused; the rest stays. Safe to repeat.

    Raises NothingToChange, BankChoiceMissing, Stale when somebody saved one of them this moment.
    """
    list(QuestionEntry.objects.select_for_update().filter(item__in=item_ids).order_by("pk").values_list("pk", flat=True))
    lines = [line for line in plan_change(change=change, item_ids=item_ids) if line.moves]
    if not lines:
        raise NothingToChange
    if change.act in IN_TEXT:
        done = Done(versions=_write(lines, change, by))
    else:
        done = Done(lives=tuple((line.entry.item_id, line.before, line.after) for line in lines))
        _live(done.lives, by, reason=f"questions: {change.act}")
    _audit(f"questions: {change.act}", change.value, done, by)
    return done


def _write(lines: Sequence[Line], change: Change, by: int) -> tuple[tuple[int, int], ...]:
    bank = _bank(change)
    wanted = {line.entry.item.key: _changed(_body(line.entry), change, bank or line.entry.bank) for line in lines}
    return write_bodies(wanted, by=by, act="questions changed", subject_id=change.act)


def _body(entry: QuestionEntry) -> Mapping[str, Any]:
    return entry.item.draft.body if entry.item.draft else {}


def _changed(body: Mapping[str, Any], change: Change, bank: Bank) -> dict[str, Any]:
    """A question's text with the change in it."""
    found = {**body, "bank": bank_said(bank)}
    match change.act:
        case "topic" | "stage" | "family":
            found[change.act] = change.value
        case "difficulty":
            found["difficulty"] = int(change.value)
        case "tag":
            found["tags"] = [*(body.get("tags") or ()), change.value]
        case "untag":
            found["tags"] = [tag for tag in body.get("tags") or () if tag != change.value]
    return tidied(found)


def tidied(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body whose optional fields say something or are not there."""
    bare = {name: value for name, value in body.items() if name not in FIELDS}
    return bare | tidy_fields(body)


def write_bodies(wanted: Mapping[str, Mapping[str, Any]], *, by: int, act: str, subject_id: str) -> tuple[tuple[int, int], ...]:
    """Write {key: body} as drafts, together; [(item, number of its draft now)]. Raises Stale."""
    kind = ManyQuestions()
    parsed = [Parsed(("question", key, "", ""), body, "", citations=tuple(citations_of(body))) for key, body in wanted.items()]
    courses.write_drafts(
        kind=kind, parsed=parsed, standing=courses.drafts_of("question", wanted), by=by, act=act, subject_id=subject_id,
        finish=kind.finish,
    )  # fmt: skip
    rows = QuestionEntry.objects.filter(item__kind="question", item__key__in=wanted).order_by("item_id")
    return tuple(rows.values_list("item_id", "item__draft__number"))


def _live(lives: Sequence[tuple[int, str, str]], by: int, *, reason: str) -> None:
    by_life: dict[str, list[int]] = {}
    for item, _before, after in lives:
        by_life.setdefault(after, []).append(item)
    for life, items in by_life.items():
        QuestionEntry.objects.filter(item__in=items).update(life=life)
    record_moves(lives, reason=reason, by=by)


@transaction.atomic
def undo_change(*, done: Done, by: int) -> int:
    """Take a change back where nobody changed the question again since; how many. Raises NothingToUndo, Stale."""
    items = done.items
    list(QuestionEntry.objects.select_for_update().filter(item__in=items).order_by("pk").values_list("pk", flat=True))
    entries = {e.item_id: e for e in QuestionEntry.objects.filter(item__in=items).select_related("bank", "item__draft")}
    usage = usage_of(list(entries))
    banks = {bank.key: bank for bank in Bank.objects.all()}
    wanted: dict[str, Mapping[str, Any]] = {}
    for item, body in versions_back(done.versions).items():
        bank = banks[body["bank"]["key"]]
        if not _crosses(entries[item], bank, usage[item]):
            wanted[entries[item].item.key] = {**body, "bank": bank_said(bank)}
    lives = tuple((item, now, then) for item, then, now in done.lives if item in entries and entries[item].life == now)
    if not wanted and not lives:
        raise NothingToUndo
    back = write_bodies(wanted, by=by, act="questions changed back", subject_id="undo") if wanted else ()
    _live(lives, by, reason="questions: undo")
    found = Done(back, lives)
    _audit("questions: undo", "", found, by)
    return len(found.items)


@transaction.atomic
def begin_bank(*, key: str, titles: Mapping[str, str], pool: str, by: int) -> None:
    """A new, empty bank. Raises BankExists."""
    bank, made = Bank.objects.get_or_create(key=key, defaults={"titles": dict(titles), "pool": pool})
    if not made:
        raise BankExists(key=bank.key)
    record_event(act="bank begun", subject="question_bank", subject_id=key, actor=by, after={"pool": pool})


def _audit(act: str, value: str, done: Done, by: int) -> None:
    items = done.items
    before = {str(item): then for item, then, _now in done.lives[:100]}
    after = {"items": items[:100], "count": len(items), "value": value}
    record_event(act=act, subject="questions", subject_id=len(items), actor=by, before=before or None, after=after)
