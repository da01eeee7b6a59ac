"""Station 2: a coordinator makes a group and brings people in; one of them takes the invitation."""

import re
from datetime import date, timedelta

from tests.journeys import material
from tests.journeys.visitor import Visitor
from tests.journeys.walk import CASE_COURSE, COURSE, Walk
from tests.processes import wait_until


def bring_people_in(coordinator: Visitor) -> None:
    """A new group, two courses, a file that is refused, the same file mended, a worker that brings everybody in."""
    coordinator.shoot("10-coordinator-home")
    coordinator.to("Groups")
    coordinator.follow("New group")
    coordinator.fill("Name in Spanish", "Grupo de noviembre")
    coordinator.fill("Short name", material.GROUP)
    coordinator.select("Country", "Chile")
    coordinator.fill("First day", (date.today() - timedelta(days=1)).isoformat())  # noqa: DTZ011  a form of a browser
    coordinator.fill("Last day", (date.today() + timedelta(days=60)).isoformat())  # noqa: DTZ011
    for course in (COURSE, CASE_COURSE):
        section = coordinator.page.locator("details", has=coordinator.page.get_by_role("heading", name=course, exact=True))
        section.locator("summary").first.click()
        section.get_by_label(coordinator.word("The group takes this course"), exact=True).check()
    coordinator.shoot("11-new-group")
    coordinator.press("Make the group")
    coordinator.to("Groups")
    coordinator.follow_words("Grupo de noviembre")
    coordinator.follow("Courses of the group")
    for course in (COURSE, CASE_COURSE):
        coordinator.reads(course)
    coordinator.shoot("12-group-courses")
    coordinator.follow("Bring people in from a file")
    _upload(coordinator, material.people_file(country="Chille"))
    coordinator.sees("To mend")
    coordinator.reads("4")
    coordinator.sees("Column “%(column)s”", column="País")
    coordinator.sees("Write CL, CO, MX or PE, or the country's name.")
    assert coordinator.page.get_by_role("button", name=coordinator.word("Do what the list says")).count() == 0
    coordinator.shoot("13-file-refused")
    coordinator.follow("Upload another file")
    _upload(coordinator, material.people_file(country="Chile"))
    coordinator.reads(f"{material.GIVEN} {material.FAMILY}")
    coordinator.shoot("14-file-reviewed")
    coordinator.press("Do what the list says")
    coordinator.shoot("15-import-progress")
    coordinator.wait_for_the_worker()
    coordinator.follow("Go on", exact=False)
    coordinator.sees("The people are in")
    coordinator.shoot("16-people-in")
    coordinator.to("Groups")
    coordinator.follow_words("Grupo de noviembre")
    coordinator.sees("invited")
    coordinator.shoot("17-group-progress-at-first")


def _upload(coordinator: Visitor, content: bytes) -> None:
    file = {"name": "grupo de noviembre.csv", "mimeType": "text/csv", "buffer": content}
    coordinator.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    coordinator.press("Read the file")


def accept_the_invitation(walk: Walk) -> Visitor:
    """The link in the mail works once; a password; the name as it must be printed; mail at any hour, so also at this one."""
    mail = wait_until(lambda: walk.site.mails(material.EMAIL), "the invitation is written")[-1]
    link = re.search(r"http://\S+/invitation/\S+", mail.get_body(("plain",)).get_content())
    assert link, mail
    advisor = walk.visitor()
    advisor.go(link[0])
    advisor.reads(f"{material.GIVEN} {material.FAMILY}")
    advisor.shoot("20-invitation")
    advisor.fill("Password", material.PASSWORD)
    advisor.fill("The same password again", material.PASSWORD)
    advisor.press("Accept and begin")
    advisor.reads(COURSE)
    advisor.shoot("21-advisor-home")
    stranger = walk.visitor()
    with stranger.expecting(404, 409, 410):
        stranger.page.goto(link[0])
    stranger.sees("This invitation can't be used")
    stranger.leave()
    advisor.page.locator("details.menu summary").click()
    advisor.follow("Language, look and certificate name")
    advisor.fill("Name for the certificate", material.ON_PAPER)
    advisor.shoot("22-preferences")
    advisor.press("Save")
    advisor.page.locator("details.menu summary").click()
    advisor.follow("Language, look and certificate name")
    advisor.follow("Mail: what we write to you about, and at what hours")
    advisor.select("No mail from", "0:00")
    advisor.select("until", "0:00")
    advisor.press("Save")
    return advisor
