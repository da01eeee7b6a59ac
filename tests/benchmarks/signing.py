"""What a signature costs: `taskset -c 1 python -m tests.benchmarks.signing [ROUNDS]`. CPU ms of one process, no database.

The same PDF of 80 kB, interleaved rounds, medians and [least..most]: pyHanko as its manual has it, with a key that is kept,
our slow path, the template of the fast path, the raw signature alone; then checking, time stamps and heads.
"""

import hashlib
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Work = Callable[[int], Any]


def cpu_ms(work: Work, times: int) -> float:
    """Mean CPU milliseconds of a piece of work, done `times` times."""
    start = time.process_time()
    for number in range(times):
        work(number)
    return (time.process_time() - start) * 1000 / times


def a_paper() -> bytes:
    """A finished PDF of 80 kB: a page with a picture that doesn't compress."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    noise = Image.frombytes("RGB", (160, 160), random.Random(1).randbytes(160 * 160 * 3))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 700, "Ana Paredes Solís")
    canvas.drawImage(ImageReader(noise), 72, 100, 400, 400)
    canvas.save()
    return out.getvalue()


def works(kind: str, folder: Path) -> dict[str, tuple[Work, int]]:
    """Each piece of work, and how often it is done a round."""
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    from certificates.signing import hanko
    from certificates.signing.checking import check
    from certificates.signing.heads import Head, sign_head, verify_head
    from certificates.signing.keys import STAMP_ROOM, Signer
    from certificates.signing.pades import Act, add_timestamp, sign_pdf
    from tests.certificates.signing import ground

    one = ground.signer(kind)
    plain, act = a_paper(), Act(at=ground.AT)
    private = ground.key(kind).private_bytes(ground.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files = {"key": private, "certificate": one.certificate_pem.encode(), "chain": one.chain_pem.encode()}
    for name, body in files.items():
        (folder / f"{kind}-{name}.pem").write_bytes(body)
    paths = [str(folder / f"{kind}-{name}.pem") for name in ("key", "certificate", "chain")]
    wanted = signers.PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)

    def loaded() -> Any:
        return signers.SimpleSigner.load(paths[0], paths[1], ca_chain_files=(paths[2],))

    def by_pyhanko(who: Any, **more: Any) -> bytes:
        signed: bytes = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(plain)), wanted, signer=who, **more).getvalue()
        return signed

    once = loaded()
    kept = hanko.kept_signer(one.certificate, one.chain, one.raw, one.longest)
    roomy = Signer(one.x509, one.raw, [ground.middle(), ground.root()], STAMP_ROOM)
    paper, stampable = sign_pdf(plain, one, act), sign_pdf(plain, roomy, act)
    changed = ground.tampered(paper, 900).body
    head = Head("certificates", date(2026, 11, 2), 9, "ab" * 32)
    jws = sign_head(head, one)
    stamper = ground.stamper()
    digests = [hashlib.sha256(bytes((number % 256, number // 256))).digest() for number in range(1000)]
    return {
        "pyHanko by its manual: key read for each paper": (lambda _: by_pyhanko(loaded()), 4),
        "pyHanko, key and certificate loaded once": (lambda _: by_pyhanko(once), 4),
        "pyHanko, parsed key kept, size known": (lambda _: by_pyhanko(kept, bytes_reserved=2 * one.reserved), 10),
        "slow path: `sign_pdf`": (lambda _: sign_pdf(plain, one, act), 10),
        "**fast path: `Signer.sign_digest`**": (lambda number: one.sign_digest(digests[number]), 400),
        "the raw signature alone": (lambda number: one.raw(digests[number]), 400),
        "second pass, B-T (the service in the same process)": (lambda _: add_timestamp(stampable, stamper), 4),
        "`check`: valid": (lambda _: check(paper, one.trusted), 10),
        "`check`: changed": (lambda _: check(changed, one.trusted), 40),
        "a head: signed": (lambda _: sign_head(head, one), 100),
        "a head: verified": (lambda _: verify_head(jws, one.trusted), 100),
    }


def main(rounds: int = 7) -> str:
    """A table: one row a piece of work, P-256 and RSA-2048."""
    import django

    django.setup()
    found: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        every = {kind: works(kind, Path(folder)) for kind in ("p256", "rsa")}
        for number in range(rounds + 1):  # the first one warms up
            for kind, some in every.items():
                for name, (work, times) in some.items():
                    cost = cpu_ms(work, times)
                    if number:
                        found.setdefault((name, kind), []).append(cost)
    lines = ["| work | P-256 | RSA-2048 |", "| --- | ---: | ---: |"]
    for name in every["p256"]:
        cells = [
            f"{statistics.median(cost):.3f} [{min(cost):.3f}..{max(cost):.3f}]"
            for cost in (found[name, "p256"], found[name, "rsa"])
        ]
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.stdout.write(main(*(int(n) for n in sys.argv[1:2])))
