"""A private pack as an institution would keep it outside of any repository.

Exam questions, three cases of one family with their reference scripts (two of each at the line), a course of practice and
exams, and the credential over it.
"""

from pathlib import Path
from typing import Final

from tests.assessments import exams
from tests.assessments.quality import REFERENCE
from tests.assessments.refreshing import write_three
from tests.assessments.toolkit import CASE

COUNTRIES: Final = ("CO", "PE")
CASES: Final = ("herbs", "tea", "salt")
EACH: Final = 4  # questions a cell: one on a sheet, three times its need, and one more
COURSE: Final = """\
key: advising
titles: {es: Asesorar en marcas, en: Advising on marks}
summaries: {es: Para quien asesora., en: For those who advise.}
countries: [CO, PE]
rule:
  renewal: {update: [the-exam, the-letter]}
modules:
- key: marks
  titles: {es: Marcas, en: Marks}
  goals: {es: [Usted sabe.], en: [You know.]}
  units:
  - {key: terms, kind: lesson, minutes: 5, titles: {es: Plazos, en: Terms}, sections: [marks/terms]}
  - {key: practice, kind: quiz, minutes: 5, titles: {es: Práctica, en: Practice}, pass_percent: 70, questions: [q-single, q-multiple, q-number, q-bound]}
  - {key: the-exam, kind: quiz, minutes: 30, minutes_allowed: 30, titles: {es: Examen, en: Exam}, pass_percent: 60, certifying: true, blueprint: advising, attempts_allowed: 3, questions: [{draw: 4, bank: exam-bank}]}
  - {key: the-letter, kind: case_study, minutes: 90, titles: {es: Carta del examen, en: Exam letter}, case: herbs, alternates: [tea, salt], certifying: true, family: valley, ai_help: AI_HELP, pass_percent: 60, submissions_allowed: 2, rests_after: 40, scoring: {qualify: true, release: together}}
  - {key: the-oral, kind: supervised_piece, minutes: 10, titles: {es: Oral, en: Oral}, about: the-letter}
"""  # noqa: E501
CREDENTIALS: Final = """\
credentials:
- key: advisor
  titles: {es: Asesoría en marcas, en: Advice on marks}
  claim: assessed_certificate
  validity_months: 36
  renewal_opens_months: 6
  renewal: {courses: [advising], sessions: 2, refreshers: true}
  countries: [PE]
  courses: [advising]
"""


def write_pack(root: Path, *, ai_help: str = "declared") -> Path:
    """The files of the pack, with a rule on help of machines for the letter ("" leaves it out)."""
    rule = f"ai_help: {ai_help}, " if ai_help else ""
    write_three(root)  # whose lesson and questions rest on a rule that will change
    (root / "courses" / "marks-course.yaml").unlink()
    (root / "courses" / "advising.yaml").write_text(COURSE.replace("ai_help: AI_HELP, ", rule), encoding="utf-8")
    (root / "questions" / "exam-bank.yaml").write_text(exams.bank(EACH, pilots=0), encoding="utf-8")
    (root / "credentials.yaml").write_text(CREDENTIALS, encoding="utf-8")
    for key, es, en in (("tea", "Té", "Tea"), ("salt", "Sal", "Salt")):
        text = CASE.replace("key: herbs", f"key: {key}").replace("Hierbas", es).replace("Herbs", en)
        (root / "cases" / f"{key}.yaml").write_text(text.replace("hierbas", es.lower()), encoding="utf-8")
    _references(root)
    return root


def _references(root: Path) -> None:
    """Four letters a case: one far below, two at the line, one far above."""
    folder = root / "references"
    folder.mkdir(exist_ok=True)
    for case in CASES:
        for key, r1, business, at_the_line in (
            ("below", 0, 1, False), ("line-1", 2, 2, True), ("line-2", 1, 3, True), ("above", 3, 3, False),
        ):  # fmt: skip
            said = {"use": "qualify", "country": "PE", "r1": r1, "business": business, "flags": ""}
            text = REFERENCE.format(key=f"{case}-{key}", **said).replace("case: herbs", f"case: {case}")
            (folder / f"{case}-{key}.yaml").write_text(text + ("borderline: true\n" if at_the_line else ""), encoding="utf-8")
