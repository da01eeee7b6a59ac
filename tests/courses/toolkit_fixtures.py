"""The small toolkit in the database: imported, or published. Import these fixtures where they are used."""

from pathlib import Path

import pytest

from courses import api
from courses.models import Course, Item, PublishRequest, UnitVersion
from courses.services.publish_requests import submit_course
from lms.institutions.models import Person, ProgrammeRole
from lms.kernel.places import COUNTRIES
from tests.conftest import make_person
from tests.courses import toolkit_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small toolkit's files, all right."""
    return toolkit_files.write(tmp_path / "toolkit")


@pytest.fixture
def author(programme: dict[str, Person]) -> Person:
    return programme["author"]


@pytest.fixture
def second(programme: dict[str, Person]) -> Person:
    """Another author."""
    person = make_person("author2@programme.test", "Otra", "Autora", "CL")
    ProgrammeRole.objects.create(person=person, role="author", country="CL")
    return person


@pytest.fixture
def imported(root: Path, author: Person) -> Course:
    """The toolkit's course as a draft; nothing is published."""
    api.import_toolkit(path=root, by=author.pk)
    return Course.objects.get(key="brands")


@pytest.fixture
def published(imported: Course, author: Person, second: Person) -> Course:
    """The course, published for the four countries."""
    api.publish_course(course_id=imported.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return imported


@pytest.fixture
def long_lesson(published: Course) -> int:
    """The version of the lesson with slots."""
    return int(UnitVersion.objects.get(unit__key="first", unit__course=published).pk)


@pytest.fixture
def section_item_id(imported: Course) -> int:
    return int(Item.objects.get(kind="section", key="brands/how-long", language="es").pk)


@pytest.fixture
def fact_key(imported: Course) -> str:
    return "trademarks.term"


@pytest.fixture
def course_id(imported: Course) -> int:
    return int(imported.pk)


@pytest.fixture
def publish_request_id(imported: Course, author: Person) -> int:
    made = submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES)
    return int(PublishRequest.objects.get(pk=made).pk)
