"""Who scores certifying letters has qualified on a private pack, two scripts of it at the line. What is shipped is practice."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments import qualifying
from assessments.errors.assessors import BorderlineMissing, ReferenceNotFound
from assessments.models import Qualification, ReferenceScript
from assessments.models.agreement_rows import case_cards
from assessments.selectors.cut_entries import entries_to_judge
from assessments.selectors.qualifying import qualifying_cases
from assessments.selectors.references import in_use, reference_cases
from assessments.services import references as service
from assessments.services.qualifying import score_reference
from assessments.services.references import import_references
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments import examining
from tests.assessments.quality import write_reference
from tests.conftest import House

People = dict[str, Person]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "toolkit"


@pytest.fixture
def exams(root: Path, programme: People) -> Course:
    return examining.certifying_course(root, programme)


def borderline(root: Path, *keys: str) -> None:
    """Scripts at the line."""
    for key in keys:
        write_reference(root, key)
        path = root / "references" / f"{key}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "borderline: true\n", encoding="utf-8")


def scored(person: Person, key: str) -> int:
    row = ReferenceScript.objects.get(key=key)
    return score_reference(person_id=person.pk, reference_id=row.pk, picks=row.picks, red_flags=row.red_flags)


def test_nobody_qualifies_for_a_certifying_case_until_two_scripts_lie_at_the_line(
    exams: Course, root: Path, andes: House
) -> None:
    for n in range(1, 4):
        write_reference(root, f"herbs-qualify-{n}")
    assert import_references(path=root).short == {"herbs": 2, "salt": 3, "tea": 3}
    (line,) = [one for one in qualifying_cases(andes.assessor.pk) if one.key == "herbs"]
    assert line.missing == 2
    with pytest.raises(BorderlineMissing):
        scored(andes.assessor, "herbs-qualify-1")
    borderline(root, "herbs-qualify-2", "herbs-qualify-3")
    assert "herbs" not in import_references(path=root).short
    (case,) = [one for one in reference_cases() if one.key == "herbs"]
    assert (case.short, case.borderline) == (0, 2)
    for row in ReferenceScript.objects.filter(archived_at=None).order_by("key"):
        assert not Qualification.objects.exists()
        scored(andes.assessor, row.key)
    assert Qualification.objects.get().case_key == "herbs"


def test_good_scores_on_easy_scripts_alone_are_not_enough(exams: Course, root: Path, andes: House) -> None:
    for n in range(1, 4):
        write_reference(root, f"herbs-qualify-{n}")
    borderline(root, "herbs-qualify-4", "herbs-qualify-5")
    import_references(path=root)
    for n in range(1, 5):
        scored(andes.assessor, f"herbs-qualify-{n}")
    assert not Qualification.objects.exists()
    scored(andes.assessor, "herbs-qualify-5")
    assert Qualification.objects.exists()


def test_letters_on_a_case_that_nothing_has_published_come_in_for_those_who_set_its_pass_score(
    root: Path, programme: People, andes: House
) -> None:
    course = examining.drafted(root, programme)
    borderline(root, "herbs-qualify-1", "herbs-qualify-2")
    write_reference(root, "herbs-qualify-3")
    write_reference(root, "herbs-qualify-4")
    import_references(path=root)
    assert entries_to_judge(examining.exam_of(course).pk, "", only_lacking=False).why == ""
    assert qualifying_cases(andes.assessor.pk) == []  # nobody scores letters on it yet
    examining.judge_all([programme["author"], programme["focal"]])
    examining.publish(course, programme)
    kept = set(ReferenceScript.objects.filter(archived_at=None).values_list("key", flat=True))
    assert {row.key for row in in_use(case_cards()["herbs"], "qualify")} == kept
    for key in sorted(kept)[:3]:
        scored(andes.assessor, key)
    assert Qualification.objects.get().case_key == "herbs"


@pytest.mark.parametrize("how", ["inside", "copied"])
def test_what_is_shipped_qualifies_for_no_certifying_case(
    exams: Course, root: Path, andes: House, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    borderline(root, "herbs-qualify-1", "herbs-qualify-2", "herbs-qualify-3")
    if how == "inside":
        monkeypatch.setattr(service, "SHIPPED", root.resolve())
    else:
        shipped = frozenset(service.digest(dict(one.letter)) for one in service.read_references(root, []))
        monkeypatch.setattr(service, "_shipped", lambda: shipped)
    import_references(path=root)
    assert not ReferenceScript.objects.filter(private=True).exists()
    (case,) = [one for one in reference_cases() if one.key == "herbs"]
    assert (case.qualify, case.short) == (0, 3)
    assert in_use(case_cards()["herbs"], "qualify") == []
    with pytest.raises(ReferenceNotFound):
        scored(andes.assessor, "herbs-qualify-1")


def test_a_practice_case_takes_any_script(course: Course, toolkit_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SHIPPED", toolkit_root.resolve())
    write_reference(toolkit_root, "herbs-qualify-1")
    import_references(path=toolkit_root)
    (case,) = reference_cases()
    assert (case.certifying, case.qualify) == (False, 1)


def test_the_command_says_what_a_certifying_case_lacks(exams: Course, root: Path) -> None:
    write_reference(root, "herbs-qualify-1")
    said = StringIO()
    call_command("import_references", str(root), stdout=said)
    assert "! herbs certifies: 2 more" in said.getvalue()


@pytest.mark.parametrize(
    ("scripts", "at_the_line", "certifying", "short"),
    [(0, 0, False, 3), (3, 0, False, 0), (3, 0, True, 2), (3, 1, True, 1), (3, 2, True, 0), (1, 1, True, 2), (9, 3, True, 0)],
)
def test_how_many_scripts_are_missing(scripts: int, at_the_line: int, certifying: bool, short: int) -> None:
    names = [str(n) for n in range(scripts)]
    assert qualifying.short_of(names, names[:at_the_line], certifying=certifying) == short
