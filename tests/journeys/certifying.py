"""Stations 4, 5 and 8: an assessor scores, the worker draws, anyone checks; and at the end two people revoke."""

import re
import shutil
import subprocess
from pathlib import Path

from certificates.serial import new_serial
from tests.journeys import material
from tests.journeys.visitor import Visitor
from tests.journeys.walk import CASE_COURSE, SHOTS, Walk, open_course, text_of
from tests.processes import wait_until

CREDENTIAL = "Asesoría inicial en propiedad intelectual para mipymes"


ASSESSORS = ("evaluacion@pyme-austral.example", "evaluacion@programa.example")


def score_the_letter(walk: Walk) -> None:
    """The newest letter, without a name on any page, scored by two assessors who do not see each other."""
    for email in ASSESSORS:
        _score(walk, email, shoot=email == ASSESSORS[0])


def _score(walk: Walk, email: str, *, shoot: bool) -> None:
    assessor = walk.visitor(email)
    assessor.to("To score")
    _says_nothing_of_her(assessor)
    if shoot:
        assessor.shoot("50-queue")
    _take_hers(assessor)
    _says_nothing_of_her(assessor)
    if shoot:
        assessor.shoot("51-score")
    file = assessor.page.locator("a[href*='/files/']")
    assert "Milagros" not in file.inner_text()
    assert "Costos de la solicitud" in text_of(assessor.download(file))
    for flag in assessor.page.locator("input[value=clear]").all():
        flag.check()
    for number, criterion in enumerate(assessor.page.locator("fieldset.criterion").all(), start=1):
        criterion.locator("input[type=radio][value='2']").check()
        criterion.locator("textarea").first.fill(f"Criterio {number}: se entiende y se puede hacer.")
    assessor.fill("Comment on the whole letter", "Carta clara. Falta decir quién paga la segunda etapa.")
    assessor.press("Review and finish")
    _says_nothing_of_her(assessor)
    if shoot:
        assessor.shoot("52-score-review")
    assessor.press("Finish")
    assessor.leave()


def _take_hers(assessor: Visitor) -> None:
    """The letter of the queue that is hers; every other one goes back (a reference script looks like any letter)."""
    for number in range(assessor.page.get_by_role("button", name=assessor.word("Take")).count()):
        assessor.page.get_by_role("button", name=re.compile(rf"^{assessor.word('Take')} [A-Z0-9]{{4}}-")).nth(number).click()
        assessor.page.wait_for_load_state()
        if "ILAMORA es el del valle" in assessor.main.inner_text():
            return
        assessor.press("Put back into the queue")
    raise AssertionError("her letter is not in the queue")


def release_the_result(coordinator: Visitor) -> None:
    """A person lets results out: references and numbers first, names and scores after."""
    coordinator.to("Home")
    coordinator.follow("Results to release", within=coordinator.main)
    _says_nothing_of_her(coordinator)
    coordinator.shoot("52b-results-to-release")
    coordinator.follow_words(re.compile("Hierbas de la Altura"), within=coordinator.main, exact=False)
    coordinator.press("Release the %(n)s that is ready…", n=1)
    _says_nothing_of_her(coordinator)
    coordinator.shoot("52c-release")
    coordinator.press("Release %(n)s result", n=1)


def _says_nothing_of_her(assessor: Visitor) -> None:
    for name in (material.EMAIL, material.FAMILY, material.ON_PAPER, "Milagros", "Ñaupari"):
        assessor.reads_not(name)


def take_the_certificate(walk: Walk, advisor: Visitor, folder: Path) -> str:
    """The result, the paper that the worker drew, its public page. Returns the serial."""
    open_course(advisor, CASE_COURSE)
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
    printed = text_of(body)
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
    with anyone.expecting(404):
        anyone.page.goto(f"/verify/{new_serial()}/")
    anyone.sees("Not in the register")
    anyone.sees("No certificate with this number is in the register. Compare the number with the paper, letter by letter.")
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
    return str(read.stdout).strip()


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
    told = wait_until(lambda: walk.site.mails(material.EMAIL)[3:], "she is told")[0]
    assert anyone.word("the integrity of the assessment") in told.get_body(("plain",)).get_content()
    anyone.leave()
