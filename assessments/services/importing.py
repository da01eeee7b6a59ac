"""Questions of other programs' files → drafts in a bank. Read and plan outside the transaction; write in one short one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors import BankKeyRefused
from assessments.interchange.incoming import body_of
from assessments.interchange.naming import key_of, languages_lacking, merged, slug
from assessments.interchange.neutral import Notes, Question, Skipped, UnreadableFile, Unsupported
from assessments.interchange.owned import own_body
from assessments.interchange.reading import read_questions
from assessments.kinds.banks import bank_said
from assessments.kinds.question_fields import citations_of
from assessments.models import Bank, Pool, QuestionEntry
from assessments.question_kinds import question_kind
from assessments.services.many_questions import ManyQuestions
from courses.api import Standing, drafts_of, keys_there, write_drafts
from courses.kinds import Parsed

_SHOWN_LINES: Final = 5
_HEAD: Final = ("topic", "stage", "difficulty", "section")


@dataclass(slots=True)
class Planned:
    """One question on its way in, for a preview."""

    line: int
    name: str
    kind: str
    key: str
    state: str = "new"  # new, changed, unchanged

    @property
    def label(self) -> str:
        """The kind's name in the reader's language."""
        return question_kind(self.kind).label()


@dataclass(slots=True)
class ImportPlan:
    """What was read and what would be, or was, written."""

    bank: str
    read: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    parsed: list[Parsed] = field(default_factory=list)
    standing: dict[str, Standing] = field(default_factory=dict)
    imported: int = 0
    unreadable: bool = False

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "read": self.read,
            "imported": self.imported,
            "skipped": [one.as_json() for one in self.skipped],
            "warnings": self.warnings,
        }


def plan_import(*, file: BinaryIO, form: str, bank_key: str, language: str = "es", most: int = 0) -> ImportPlan:
    """Read a file and say what importing it would do. Writes nothing. Raises BankKeyRefused.

    `most`: a file with more questions than that counts as one that can't be read (0: any number).

    A file that can't be read at all is one entry of `skipped` with the line and the reason, and `unreadable`.
    """
    if not bank_key or slug(bank_key) != bank_key or len(bank_key) > 60:
        raise BankKeyRefused(key=bank_key)
    plan, notes = ImportPlan(bank_key), Notes()
    losses: dict[str, list[int]] = defaultdict(list)
    bank = _bank(bank_key, notes)
    found: dict[str, tuple[Question, dict[str, Any]]] = {}
    foreign = set(QuestionEntry.objects.exclude(bank__key=bank_key).values_list("item__key", flat=True))
    try:
        for question, body in _bodies(file, form, language, notes, losses):
            if most and notes.read > most:
                sentence = _("The file has more than %(n)s questions: split it, or use manage.py import_questions.")
                raise UnreadableFile(sentence % {"n": most}, question.line)
            key = _key(question, bank_key, found, foreign, body)
            if key in found:
                continue  # the same question for another country: our own export of a key bound to a fact
            if question.own is None and key != key_of(question.name, bank_key, foreign):
                losses[_("another question of the file has this name: numbered")].append(question.line)
            found[key] = (question, body)
    except UnreadableFile as broken:
        notes.skip(broken.line, "", broken.sentence)
        plan.unreadable = True
        found.clear()
    if not notes.read and not notes.skipped:
        notes.warn(_("There is no question in this file."))
    _refuse_homeless(found, notes)
    _place(plan, found, bank, language)
    plan.read, plan.skipped = notes.read, sorted(notes.skipped, key=lambda one: one.line)
    plan.warnings = [*notes.warnings, *_told(losses), *_translations(plan)]
    return plan


def import_questions(
    *, file: BinaryIO, form: str, bank_key: str, language: str = "es", by: int | None = None, dry_run: bool = False,
    keep_good: bool = False,
) -> ImportPlan:  # fmt: skip
    """Import a file's questions as drafts of a bank: all or nothing unless `keep_good`. Safe to repeat: a question is the
    same by its name and bank, and what an author translated meanwhile is kept where the file still says the same.

    `imported` counts what stands in the bank afterwards as the file has it (in a dry run: would). Raises BankKeyRefused,
    Stale when an author changed one of the questions meanwhile.
    """
    plan = plan_import(file=file, form=form, bank_key=bank_key, language=language)
    if plan.unreadable or (plan.skipped and not keep_good):
        return plan
    if not dry_run:
        write_plan(plan, by=by)
    plan.imported = len(plan.planned)
    return plan


def write_plan(plan: ImportPlan, *, by: int | None) -> int:
    """Write what a plan holds; the number of versions written. Raises Stale."""
    kind = ManyQuestions()
    return write_drafts(
        kind=kind, parsed=plan.parsed, standing=plan.standing, by=by, act="questions imported", subject_id=plan.bank,
        finish=kind.finish,
    )  # fmt: skip


def _bank(key: str, notes: Notes) -> dict[str, Any]:
    bank = Bank.objects.filter(key=key).first()
    if bank:
        return bank_said(bank)
    notes.warn(_("There is no bank «%(key)s»: it is made, for practice, with its key for a title.") % {"key": key})
    title = key.replace("-", " ").capitalize()
    return {"key": key, "titles": {"es": title, "en": title}, "pool": Pool.PRACTICE.value}


def _bodies(
    file: BinaryIO, form: str, language: str, notes: Notes, losses: dict[str, list[int]]
) -> Iterator[tuple[Question, dict[str, Any]]]:
    for question in read_questions(file, form, notes):
        kept = own_body(question)
        if kept is not None:
            yield question, kept
            continue
        if question.own is not None:
            losses[_("it was edited after our export: its text was read, its other language is kept where it fits")].append(
                question.line
            )
        try:
            body, said = body_of(question, language=language)
        except Unsupported as refused:
            notes.skip(question.line, question.name, str(refused))
            continue
        if question.own is not None:
            body = merged(body, question.own["body"], language)
            question.own = None
        for sentence in said:
            losses[sentence].append(question.line)
        if question.default_grade not in (0, 1) and question.type != "cloze":
            losses[_("its default mark is left out: here a quiz says what a question is worth")].append(question.line)
        yield question, body


def _key(
    question: Question, bank: str, found: Mapping[str, tuple[Question, dict[str, Any]]], foreign: set[str], body: dict[str, Any]
) -> str:
    own = question.own
    ours = own and own["bank"] == bank and slug(own["key"]) == own["key"] and own["key"] not in foreign
    if own and ours and (own["key"] not in found or found[own["key"]][1] == body):
        return str(own["key"])
    return key_of(question.name, bank, foreign, found)


def _refuse_homeless(found: dict[str, tuple[Question, dict[str, Any]]], notes: Notes) -> None:
    """What rests on a fact or a section that this toolkit does not have is not imported."""
    facts = keys_there("fact", {key for _question, body in found.values() for key in _rules(body)})
    sections = keys_there("section", {body["section"] for _question, body in found.values() if body["section"]})
    for key, (question, body) in list(found.items()):
        if lacking := sorted(set(_rules(body)) - facts):
            sentence = _("It rests on the fact «%(key)s», which is not here.") % {"key": lacking[0]}
            notes.skip(question.line, question.name, sentence)
            del found[key]
        elif body["section"] and body["section"] not in sections:
            body["section"] = ""


def _rules(body: Mapping[str, Any]) -> list[str]:
    return [*([body["fact"]] if body.get("fact") else ()), *(body.get("facts") or ())]


def _place(plan: ImportPlan, found: Mapping[str, tuple[Question, dict[str, Any]]], bank: dict[str, Any], language: str) -> None:
    plan.standing = drafts_of("question", found)
    for key, (question, body) in found.items():
        before = plan.standing.get(key)
        whole = {**body, "bank": bank}
        if before and not before.archived and question.own is None:
            whole = {**merged(body, before.body, language), "bank": bank}
        one = Planned(question.line, question.name, body["kind"], key)
        if before and not before.archived:
            one.state = "unchanged" if before.body == whole else "changed"
        plan.planned.append(one)
        plan.parsed.append(
            Parsed(("question", key, "", ""), whole, f"{plan.bank}", question.line, citations=tuple(citations_of(whole)))
        )


def _told(losses: Mapping[str, list[int]]) -> list[str]:
    """«Lines 3, 9 …: an embedded image is left out.»"""
    found = []
    for sentence, lines in losses.items():
        shown = ", ".join(str(line) for line in sorted(set(lines))[:_SHOWN_LINES])
        more = len(set(lines)) - _SHOWN_LINES
        if more > 0:
            shown += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        place = ngettext("Line %(lines)s", "Lines %(lines)s", len(set(lines))) % {"lines": shown}
        found.append(f"{place}: {sentence}.")
    return found


def _translations(plan: ImportPlan) -> list[str]:
    lacking = sum(bool(languages_lacking(one.body)) for one in plan.parsed)
    if not lacking:
        return []
    sentence = ngettext(
        "%(n)s question is in one language only: it is a draft, and a quiz with it can't be published until it is translated.",
        "%(n)s questions are in one language only: they are drafts, and a quiz with them can't be published until they are "
        "translated.",
        lacking,
    )
    return [sentence % {"n": lacking}]
