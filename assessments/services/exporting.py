"""A bank's drafts → another program's file. Reads only."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from assessments.errors import BankNotFound
from assessments.errors.exposure import ExamBankKept
from assessments.interchange.gift_writing import gift_question
from assessments.interchange.keeping import kept_text
from assessments.interchange.moodle_xml_writing import HEAD, TAIL, moodle_xml_question
from assessments.interchange.neutral import Notes, Question, Unsupported
from assessments.interchange.outgoing import question_of
from assessments.interchange.owned import seen
from assessments.interchange.qti_writing import file_name, manifest, qti_item
from assessments.interchange.reading import read_questions
from assessments.kinds.banks import is_secret
from assessments.models import Bank, QuestionEntry
from assessments.question_kinds import question_kind
from assessments.question_kinds.looking import Looking
from courses import api as courses
from lms.audit.api import record_event
from lms.kernel.places import COUNTRIES

FORMATS: Final = ("gift", "moodle-xml", "qti")
ENDINGS: Final = {"gift": ("txt", "text/plain"), "moodle-xml": ("xml", "application/xml"), "qti": ("zip", "application/zip")}
_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class ExportReport:
    """What was written, what could not be, and what the format could not say."""

    written: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (key, reason)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        skipped = [{"name": key, "reason": reason} for key, reason in self.skipped]
        return {"written": self.written, "skipped": skipped, "warnings": self.warnings}


def export_questions(
    *, bank_key: str, form: str, to: BinaryIO, language: str = "es", country: str = "", exam: bool = False,
    by: int | None = None,
) -> ExportReport:  # fmt: skip
    """Write a bank's questions to a binary file: for other programs, and so that importing it here gives the same bank.

    A question whose key is a fact is written for every country, or for `country` only; answers are the drafts' law. A bank of
    an exam is written only with `exam`, and that is audited. Raises BankNotFound, ExamBankKept.
    """
    bank = Bank.objects.filter(key=bank_key).first()
    if bank is None:
        raise BankNotFound(key=bank_key)
    report = ExportReport()
    if is_secret(bank):
        if not exam:
            raise ExamBankKept(key=bank_key)
        record_event(act="exam bank exported", subject="question_bank", subject_id=bank.pk, actor=by, after={"format": form})
        report.warnings.append(_("These are questions of an exam: whoever reads this file has seen them. Keep it apart."))
    told: dict[str, list[str]] = {}
    asked = _Wanted(bank_key, form, language, country)
    pieces = _pieces(asked, report, told)
    if form == "qti":
        _package(pieces, to)
    else:
        first, last = (HEAD, TAIL) if form == "moodle-xml" else (f"$CATEGORY: $course$/top/{bank_key}\n\n", "")
        to.write(first.encode())
        to.writelines(text.encode() for _name, text in pieces)
        to.write(last.encode())
    report.warnings += [f"{sentence}: {', '.join(keys[:5])}{' …' if len(keys) > 5 else ''}" for sentence, keys in told.items()]
    return report


def _package(pieces: Iterator[tuple[str, str]], to: BinaryIO) -> None:
    names = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, text) in enumerate(pieces, start=1):
            names.append(file_name(name, place))
            _entry(archive, names[-1], text)
        _entry(archive, "imsmanifest.xml", manifest(names))


def _entry(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """An entry without a date: the same bank gives the same bytes."""
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text)


@dataclass(frozen=True, slots=True)
class _Wanted:
    bank: str
    form: str
    language: str
    country: str


def _pieces(wanted: _Wanted, report: ExportReport, told: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    rows = QuestionEntry.objects.filter(bank__key=wanted.bank, item__archived_at=None).order_by("item_id")
    bodies = list(rows.values_list("item__key", "item__draft__body"))
    facts = {body["fact"] for _key, body in bodies if body and body.get("fact")}
    laws = courses.laws(facts, COUNTRIES, None, drafts=True) if facts else {}
    for key, whole in bodies:
        if not whole:
            continue
        body = {name: value for name, value in whole.items() if name != "bank"}
        try:
            questions = list(_questions(key, body, wanted.language, wanted.country, laws))
        except Unsupported as refused:
            report.skipped.append((key, str(refused)))
            continue
        report.written += 1
        for question in questions:
            text, lost = written(question, wanted.form, wanted.language, key=key, bank=wanted.bank, body=body)
            for sentence in dict.fromkeys([*question.told, *lost]):
                if key not in (keys := told.setdefault(sentence, [])):
                    keys.append(key)
            yield question.name, text


def written(
    question: Question, form: str, language: str, *, key: str, bank: str, body: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """A question's text with what our own import needs beside it, and what the format could not say."""
    writers: dict[str, Callable[[str], tuple[str, list[str]]]] = {
        "gift": lambda kept: gift_question(question, kept),
        "moodle-xml": lambda kept: moodle_xml_question(question, kept),
        "qti": lambda kept: qti_item(question, kept, language=language),
    }
    write = writers[form]
    bare, _lost = write("")
    whole = f"{HEAD}{bare}{TAIL}" if form == "moodle-xml" else bare
    read = list(read_questions(io.BytesIO(whole.encode()), form, Notes()))
    text, lost = write(kept_text(key, bank, body, seen(read[0])) if len(read) == 1 else "")
    return (f"{text}\n\n" if form == "gift" else text), lost


def _questions(
    key: str, body: Mapping[str, Any], language: str, country: str, laws: Mapping[tuple[str, str], courses.LawAnswer]
) -> Iterator[Question]:
    if body["kind"] != "fact_bound":
        yield question_of(key, body, language=language)
        return
    countries = [country] if country else list(COUNTRIES)
    found = {code: _options(key, body, code, laws) for code in countries}
    if not any(found.values()):
        yield question_of(key, body, language=language)
        return
    for code, options in found.items():
        if options:
            yield question_of(key, body, language=language, options=options, country=code)


def _options(
    key: str, body: Mapping[str, Any], country: str, laws: Mapping[tuple[str, str], courses.LawAnswer]
) -> Sequence[Mapping[str, Any]]:
    """The options of a country as its sheets have them; [] when the law is not there."""
    kind = question_kind(body["kind"])
    asked = Looking(laws)
    material = kind.country_material(kind.model(**kind.columns(body)), name=key, country=country, making=asked)
    return [] if asked.wrongs else list(material["options"])
