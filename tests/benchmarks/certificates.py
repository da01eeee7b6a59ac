"""What one paper costs: `taskset -c 1 python -m tests.benchmarks.certificates [ROUNDS]`. CPU ms of one process, no database.

Interleaved rounds of the same words: the fast path with and without its signature, compiling, the slow path, and what a
programme that uses the libraries as their manuals have it would pay: xhtml2pdf with its own sheet, pyHanko reading the key.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Work = Callable[[int], Any]
PLAIN: Final = "xhtml2pdf by its manual"


def cpu_ms(work: Work, times: int) -> float:
    """Mean CPU milliseconds of a piece of work, done `times` times."""
    start = time.process_time()
    for number in range(times):
        work(number)
    return (time.process_time() - start) * 1000 / times


def plain_page(html: str, css: str) -> bytes:
    """The page as the library's manual draws it: its default style sheet, text streams, faces found again each time."""
    from reportlab import rl_config
    from xhtml2pdf import pisa

    from lms.kernel.pdf import FONT_FACES, FONTS

    rl_config.useA85 = 1
    try:
        out = io.BytesIO()
        pisa.CreatePDF(
            f"<html><head><style>{FONT_FACES}{css}</style></head><body>{html}</body></html>",
            dest=out,
            link_callback=lambda uri, _relative: uri if uri.startswith("data:") else str(FONTS / uri),
        )
        return out.getvalue()
    finally:
        rl_config.useA85 = 0


def works(folder: Path) -> dict[str, tuple[Work, int]]:
    """Each piece of work, and how often it is done a round."""
    import segno
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    from certificates.papers import compile_design, draw, shipped, stamp
    from certificates.papers.sheet import sheet
    from tests.certificates.papers.ground import layout, shared, values
    from tests.certificates.papers.test_stamping import AT
    from tests.certificates.signing import ground

    one = ground.signer("p256")
    key = ground.key("p256").private_bytes(ground.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths = []
    for name, body in {"key": key, "certificate": one.certificate_pem.encode(), "chain": one.chain_pem.encode()}.items():
        (folder / f"{name}.pem").write_bytes(body)
        paths.append(str(folder / f"{name}.pem"))
    wanted = signers.PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    people = [values(name=f"Ana Paredes Solís {n}", serial=f"7K4M-2Q9X-H3VD-{n:04d}-C") for n in range(200)]
    certificate, done = shipped("certificate"), layout()

    def plain(number: int) -> bytes:
        found = people[number]
        code = io.BytesIO()
        segno.make(str(found["qr"]), error="m").save(code, kind="png", scale=8, border=0)
        return plain_page(sheet(certificate.tree, found, certificate.pictures).html, certificate.style)

    def plain_signed(number: int) -> bytes:
        who = signers.SimpleSigner.load(paths[0], paths[1], ca_chain_files=(paths[2],))
        signed: bytes = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(plain(number))), wanted, signer=who).getvalue()
        return signed

    signing: dict[str, Any] = {"sign": one.sign_digest, "reserved": one.reserved, "at": AT}
    transcript = values(paper="transcript", long=True)
    return {
        "**fast path: `stamp`, not signed**": (lambda n: stamp(done, people[n], at=AT), 200),
        "**fast path: `stamp`, signed (P-256)**": (lambda n: stamp(done, people[n], **signing), 200),
        "slow path: `draw`, certificate, signed": (lambda n: draw(certificate, people[n], **signing), 5),
        "slow path: `draw`, transcript of two pages, signed": (lambda n: draw(shipped("transcript"), transcript, **signing), 2),
        "slow path: `draw`, wallet card, signed": (lambda n: draw(shipped("card"), people[n], **signing), 5),
        "`compile_design`, certificate": (lambda n: compile_design(certificate, shared(people[0])), 1),
        PLAIN: (plain, 3),
        f"{PLAIN}, signed by pyHanko by its manual": (plain_signed, 3),
    }


def main(rounds: int = 7) -> str:
    """A table: one row a piece of work, and how many times it goes into the plain way, signed."""
    import django

    django.setup()
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        every = works(Path(folder))
        for number in range(rounds + 1):  # the first one warms up
            for name, (work, times) in every.items():
                cost = cpu_ms(work, times)
                if number:
                    found.setdefault(name, []).append(cost)
    last = statistics.median(found[f"{PLAIN}, signed by pyHanko by its manual"])
    lines = ["| work | CPU ms, median [least..most] | the plain way, signed, is |", "| --- | ---: | ---: |"]
    for name, costs in found.items():
        middle = statistics.median(costs)
        lines.append(f"| {name} | {middle:.3f} [{min(costs):.3f}..{max(costs):.3f}] | {last / middle:.1f} × |")
    return "\n".join([*lines, "", sizes()])


def sizes() -> str:
    """How large the files are."""
    from certificates.papers import draw, shipped, stamp
    from tests.certificates.papers.ground import layout, values
    from tests.certificates.papers.test_stamping import AT
    from tests.certificates.signing import ground

    one = ground.signer("p256")
    signing: dict[str, Any] = {"sign": one.sign_digest, "reserved": one.reserved, "at": AT}
    end = stamp(layout(), values(), **signing)
    whole = draw(shipped("certificate"), values(), **signing)
    return f"prefix {len(layout().prefix):,} bytes, tail {len(end):,} signed; slow path {len(whole):,}\n"


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
