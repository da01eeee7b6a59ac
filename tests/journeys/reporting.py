"""Stations 6 and 7: a coordinator's report, returned, submitted again, endorsed and accepted."""

import io
import json
import re

from openpyxl import load_workbook

from tests.journeys import inside, material
from tests.journeys.visitor import Visitor
from tests.journeys.walk import SHOTS, Walk, text_of
from tests.processes import wait_until
from tests.site import Site

REMARK = "Por favor confirme la línea 3: falta una persona del grupo nuevo."


def submit_the_report(coordinator: Visitor, serial: str) -> int:
    """Progress of the group; the certification report of this quarter, its rows and files; submitted. Returns the edition."""
    coordinator.to("Groups")
    coordinator.follow_words("Grupo de noviembre")
    coordinator.reads(f"{material.GIVEN} {material.FAMILY}")
    coordinator.shoot("60-group-progress")
    coordinator.follow_words(f"{material.GIVEN} {material.FAMILY}")
    coordinator.shoot("61-path-of-a-person")
    coordinator.to("Reports")
    coordinator.shoot("62-reports")
    coordinator.press("Compute the report")
    coordinator.wait_for_the_worker()
    coordinator.shoot("63-report-progress")
    coordinator.follow("Go on", exact=False)
    edition = _edition(coordinator)
    _rows_hold(coordinator, serial)
    _files_hold(coordinator, serial)
    _submit(coordinator)
    coordinator.shoot("66-report-submitted")
    return edition


def _edition(someone: Visitor) -> int:
    return int(re.findall(r"/reports/(\d+)/", someone.page.url)[0])


def _rows_hold(coordinator: Visitor, serial: str) -> None:
    """The new certificate is behind a figure, by its number and never by its name."""
    here = coordinator.page.url
    coordinator.shoot("64-report")
    coordinator.reads_not("Milagros")
    found = False
    for address in [link.get_attribute("href") for link in coordinator.page.locator("a[href*='/rows/']").all()]:
        coordinator.go(address or "")
        coordinator.reads_not("Milagros")
        if serial in coordinator.main.inner_text() and not found:
            found = True
            coordinator.shoot("65-report-rows")
    assert found, serial
    coordinator.go(here)


def _files_hold(coordinator: Visitor, serial: str) -> None:
    """A draft's files are drawn when somebody asks; PDF, workbook and JSON say the same."""
    here, files = coordinator.page.url, {}
    coordinator.press("Draw PDF, workbook and JSON")
    coordinator.wait_for_the_worker()
    coordinator.go(here)
    for link in coordinator.page.locator("a[href*='/file/']").all():
        name = str(link.get_attribute("href")).rpartition("/")[2]
        files[name] = coordinator.download(link)
    assert set(files) == {"es.pdf", "en.pdf", "es.xlsx", "en.xlsx", "es.json"}
    pdf = text_of(files["es.pdf"])
    content = json.loads(files["es.json"])
    book = load_workbook(io.BytesIO(files["es.xlsx"]), read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    book.close()
    assert serial in pdf
    assert serial in cells
    assert serial in {row["subject"] for row in content["content"]["rows"]}
    assert content["sha256"] in pdf.replace(" ", "").replace("\n", "")
    (SHOTS / "64-report.pdf").write_bytes(files["es.pdf"])


def _submit(coordinator: Visitor) -> None:
    coordinator.page.locator("input[name=sure]").check()
    coordinator.press("Submit the report")
    coordinator.sees("The report was submitted to WIPO. It will not change any more.")


def return_and_accept(walk: Walk, coordinator: Visitor, edition: int) -> int:
    """Returned with a remark, computed and submitted again, endorsed by the country, accepted by WIPO. Returns the edition."""
    reviewer = walk.visitor("revision.ompi@programa.example", language="en")
    reviewer.shoot("70-reviewer-home")
    reviewer.go(f"/reports/{edition}/")
    reviewer.page.locator("input[value=return]").check()
    reviewer.fill("What must change", REMARK)
    reviewer.press("Record the decision")
    reviewer.sees("The report went back to the institution with your remarks.")
    reviewer.shoot("71-report-returned")
    coordinator.go("/")
    coordinator.shoot("72-coordinator-home-returned")
    coordinator.go(f"/reports/{edition}/")
    coordinator.reads(REMARK)
    coordinator.shoot("73-remark")
    second = wait_until(lambda: _newer(coordinator, edition), "the next edition is computed")
    coordinator.go(f"/reports/{second}/")
    _submit(coordinator)
    coordinator.leave()
    focal = walk.visitor("punto.focal.chile@programa.example")
    focal.sees("Submitted; your endorsement is asked for.")
    focal.shoot("74-focal-home")
    focal.follow("Review the report", exact=False)
    assert _edition(focal) == second
    focal.press("Endorse the report")
    focal.sees("You endorsed the report.")
    focal.to("Home")
    focal.sees("No report waits for you.")
    focal.leave()
    _look_at_the_sample(reviewer, second)
    reviewer.go(f"/reports/{second}/")
    reviewer.page.locator("input[value=accept]").check()
    reviewer.press("Record the decision")
    reviewer.sees("The report was accepted and entered in the register.")
    reviewer.shoot("75-report-accepted")
    reviewer.to("Programme")
    reviewer.shoot("76-programme")
    reviewer.leave()
    return second


def _newer(someone: Visitor, edition: int) -> int:
    """The edition that follows, once a worker has computed it; 0 before."""
    someone.go(f"/reports/{edition}/")
    links = [str(link.get_attribute("href")) for link in someone.main.locator("aside a[href*='/reports/']").all()]
    return max((int(found[0]) for link in links if (found := re.findall(r"/reports/(\d+)/", link))), default=0)


def _look_at_the_sample(reviewer: Visitor, edition: int) -> None:
    """A finding for each award of the sample; without them there is no accepting."""
    reviewer.go(f"/reports/{edition}/sample/")
    reviewer.shoot("75-sample")
    awards = [str(link.get_attribute("href")) for link in reviewer.main.locator("table a").all()]
    assert awards
    for award in awards:
        reviewer.go(award)
        reviewer.page.locator("input[name=outcome]").first.check()
        reviewer.press("Record the finding")


def everything_is_written_down(site: Site, first: int, second: int) -> None:
    """Each move has its audit event, the accepted edition its line in an unbroken book; three people had a hand in it."""
    said = inside.recorded(site, second)
    assert said["broken"] == {"reports": None, "certificates": None}
    assert ["accepted", f"report_edition:{second}", said["sha256"]] in said["book"]
    assert said["people"] == 3
    acts = [(act, edition) for act, edition, _reason in said["acts"] if edition in (first, second)]
    for expected in (
        ("report.submitted", first), ("report.returned", first), ("report.submitted", second), ("report.endorsed", second),
        ("report.accepted", second),
    ):  # fmt: skip
        assert expected in acts, acts
