"""Reference scripts: read from files as often as one likes, archived, put back, kept from who assesses."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.errors.assessors import ReferencesRefused, ReferenceTaken
from assessments.models import ReferenceScript
from assessments.selectors.references import reference_cases
from assessments.services.references import archive_reference, import_references, restore_reference
from courses import api as courses
from courses.models import Course
from lms.audit.models import AuditEvent
from lms.institutions.models import Person, ProgrammeRole
from tests.assessments.quality import QUALIFIED_COURSE, make_references, write_reference, write_references
from tests.assessments.toolkit import CASE, write_toolkit


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit, its case with a rule that asks for qualified assessors."""
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


def republish(root: Path, programme: dict[str, Person], case: str) -> None:
    """Another text of the case goes out."""
    (root / "cases" / "herbs.yaml").write_text(case, encoding="utf-8")
    courses.import_toolkit(path=root, by=programme["author"].pk)
    courses.publish_course(
        course_id=Course.objects.get(key="marks-course").pk, by=programme["author"].pk, approved_by=programme["focal"].pk,
        countries=["CL", "CO", "MX", "PE"],
    )  # fmt: skip


def test_files_become_rows_once(course: Course, toolkit_root: Path) -> None:
    rows = make_references(toolkit_root, qualify=3, seeds=2)
    assert [row.key for row in rows][:2] == ["herbs-qualify-1", "herbs-qualify-2"]
    one = rows[1]
    assert (one.percent, one.red_flags, one.asked) == (Decimal("66.67"), ["f1"], [{"id": "a1"}])
    assert one.config["rubric"]["structure_hash"] == one.structure_hash == one.rubric.structure_hash
    assert one.config["titles"]
    again = import_references(path=toolkit_root)
    assert (len(again.unchanged), again.new, ReferenceScript.objects.count()) == (5, [], 5)


def test_a_changed_file_archives_the_old_row(course: Course, toolkit_root: Path) -> None:
    make_references(toolkit_root, qualify=1, seeds=0)
    write_reference(toolkit_root, "herbs-qualify-1", r1=3)
    assert import_references(path=toolkit_root).changed == ["herbs-qualify-1"]
    old, new = ReferenceScript.objects.order_by("pk")
    assert old.archived_at
    assert (new.key, new.picks["r1"], new.archived_at) == ("herbs-qualify-1_2", 3, None)
    assert import_references(path=toolkit_root).unchanged == ["herbs-qualify-1"]
    assert list(AuditEvent.objects.filter(subject="reference").order_by("pk").values_list("act", flat=True)) == [
        "reference.made", "reference.archived", "reference.made",
    ]  # fmt: skip


def test_another_wording_of_the_case_is_taken_over(course: Course, toolkit_root: Path, programme: dict[str, Person]) -> None:
    make_references(toolkit_root, qualify=1, seeds=0)
    republish(toolkit_root, programme, CASE.replace("Ve los problemas", "Ve qué pasa"))
    assert import_references(path=toolkit_root).changed == ["herbs-qualify-1"]
    live = ReferenceScript.objects.get(archived_at=None)
    assert live.config["rubric"]["criteria"][0]["titles"]["es"] == "Ve qué pasa"


def test_another_structure_makes_a_script_unusable(course: Course, toolkit_root: Path, programme: dict[str, Person]) -> None:
    make_references(toolkit_root, qualify=3, seeds=1)
    republish(toolkit_root, programme, CASE.replace("weight: 60", "weight: 50").replace("weight: 40", "weight: 50"))
    report = import_references(path=toolkit_root)
    assert len(report.unusable) == 4
    (case,) = reference_cases()
    assert (case.qualify, case.seed, case.short) == (0, 0, 3)
    assert not any(line.usable for line in case.lines)
    write_reference(toolkit_root, "herbs-qualify-1", r1=3)  # agreed again
    assert import_references(path=toolkit_root).changed == ["herbs-qualify-1"]
    assert reference_cases()[0].qualify == 1


def test_what_a_person_archived_stays_archived_until_a_person_puts_it_back(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    (row,) = make_references(toolkit_root, qualify=1, seeds=0)
    archive_reference(reference_id=row.pk, by=programme["decider"].pk)
    archive_reference(reference_id=row.pk, by=programme["decider"].pk)
    assert import_references(path=toolkit_root).archived == ["herbs-qualify-1"]
    restore_reference(reference_id=row.pk, by=programme["decider"].pk)
    row.refresh_from_db()
    assert row.archived_at is None
    write_reference(toolkit_root, "herbs-qualify-1", r1=3)
    import_references(path=toolkit_root)
    with pytest.raises(ReferenceTaken):
        restore_reference(reference_id=row.pk, by=programme["decider"].pk)


def test_mistakes_are_said_with_their_line_and_nothing_is_written(course: Course, toolkit_root: Path) -> None:
    write_references(toolkit_root, qualify=2, seeds=0)
    write_reference(toolkit_root, "herbs-qualify-2", r1=9)
    with pytest.raises(ReferencesRefused):
        import_references(path=toolkit_root)
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("import_references", str(toolkit_root), stderr=errors)
    assert "references/herbs-qualify-2.yaml:" in errors.getvalue()
    assert not ReferenceScript.objects.exists()


def test_who_assesses_learns_how_many_there_are_and_not_which(
    course: Course, toolkit_root: Path, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    rows = make_references(toolkit_root)
    decider = as_person(programme["decider"])
    assert rows[0].key in decider.get("/references/").content.decode()
    assert "Porque-uno-" in decider.get(f"/references/{rows[0].pk}/").content.decode()
    ProgrammeRole.objects.create(person=programme["decider"], role="assessor")
    assert rows[0].key not in decider.get("/references/").content.decode()
    assert decider.get(f"/references/{rows[0].pk}/").status_code == 404


def test_archiving_asks_first_and_can_be_undone(
    course: Course, toolkit_root: Path, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    row = make_references(toolkit_root)[0]
    client = as_person(programme["administrator"])
    assert client.get(f"/references/{row.pk}/archive/").status_code == 200
    row.refresh_from_db()
    assert row.archived_at is None
    client.post(f"/references/{row.pk}/archive/")
    row.refresh_from_db()
    assert row.archived_at
    client.post(f"/references/{row.pk}/restore/")
    row.refresh_from_db()
    assert row.archived_at is None


def test_the_command_says_what_it_did(course: Course, toolkit_root: Path) -> None:
    write_references(toolkit_root, qualify=1, seeds=1)
    out = StringIO()
    call_command("import_references", str(toolkit_root), "--dry-run", stdout=out)
    assert not ReferenceScript.objects.exists()
    call_command("import_references", str(toolkit_root), stdout=out)
    assert out.getvalue().splitlines()[-3:] == ["+ herbs-qualify-1", "+ herbs-seed-1", "2 new, 0 changed, 0 unchanged"]


def test_a_case_that_no_course_has_published_is_refused(db: None, toolkit_root: Path) -> None:
    write_references(toolkit_root, qualify=1, seeds=0)
    with pytest.raises(ReferencesRefused):
        import_references(path=toolkit_root)
