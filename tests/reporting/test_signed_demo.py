"""The demonstration has a signed report: with its record, once, by three people."""

from lms.demo.reports import make_signed_report
from lms.institutions.models import Person
from lms.reporting.models import EditionState, ReportEdition
from lms.reporting.services.verifying import verify_file
from tests.conftest import House


def test_it_is_signed_once_and_its_files_agree_with_the_register(andes: House, programme: dict[str, Person]) -> None:
    for _time in range(2):
        make_signed_report(institution_key="andes", coordinator=andes.coordinator.pk)
    edition = ReportEdition.objects.get()
    assert edition.state == EditionState.ACCEPTED
    assert len({edition.submitted_by_id, edition.endorsed_by_id, edition.decided_by_id}) == 3
    files = list(edition.lms_files.all())
    assert {file.format for file in files} == {"pdf", "xlsx", "json", "record", "recordjson"}
    assert all(verify_file(bytes(file.body)).agrees for file in files)
