"""A file of 5 MB over a slow line that breaks: `python -m tests.benchmarks.slow_upload [KBIT_PER_S] [CUTS]`.

`manage.py serve` runs as docs/operations.md says, on SQLite or on what DATABASE_URL names. A sender does what `upload.js` does,
with bytes that leave at so many kilobits a second, and whose connection is cut in the middle of CUTS pieces: it asks how much
arrived and goes on there. Then the same file goes once more by the form, whole, on a line that is not cut; and once on one
that is, which must fail and keep nothing.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from tests.assessments import files
from tests.benchmarks import quiz_ground
from tests.benchmarks.letter_load import Writing, publish, writings
from tests.benchmarks.quiz_load import TOKEN, _ready, ask, cpu_of
from tests.processes import ROOT, free_port, wait_until

PIECE: Final = 256 * 1024
STEP: Final = 16 * 1024


class Cut(OSError):
    """The line broke."""


@dataclass
class Line:
    """A line of so many kilobytes a second; `breaks` says after how many bytes of a request it is cut, once each."""

    port: int
    writing: Writing
    rate: float
    breaks: list[int] = field(default_factory=list)
    sent: int = 0

    def post(self, path: str, fields: dict[str, str], name: str, body: bytes) -> tuple[int, bytes]:
        mark = uuid.uuid4().hex
        head = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
        head += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="carta.jpg"\r\n\r\n'
        whole = head.encode() + body + f"\r\n--{mark}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cut = self.breaks.pop(0) if self.breaks and len(whole) > self.breaks[0] else 0
        try:
            connection.putrequest("POST", path)
            for key, value in (
                ("Cookie", f"sessionid={self.writing.session}; csrftoken={TOKEN}"), ("X-CSRFToken", TOKEN),
                ("Content-Type", f"multipart/form-data; boundary={mark}"), ("Content-Length", str(len(whole))),
                ("Accept", "application/json" if name == "piece" else "text/html"), ("Accept-Language", "es"),
            ):  # fmt: skip
                connection.putheader(key, value)
            connection.endheaders()
            for place in range(0, len(whole), STEP):
                if cut and place >= cut:
                    raise Cut
                connection.send(whole[place : place + STEP])
                self.sent += min(STEP, len(whole) - place)
                time.sleep(STEP / self.rate)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def in_pieces(line: Line, body: bytes) -> tuple[float, int]:
    """Seconds, and how often it went on after a cut."""
    from django.urls import reverse

    path = reverse("lms:assessments:letter-piece", args=[line.writing.letter_id])
    begun, at, again = time.monotonic(), 0, 0
    while True:
        fields = {"client_id": "slow", "name": "foto.jpg", "size": str(len(body)), "offset": str(at)}
        try:
            status, said = line.post(path, fields, "piece", body[at : at + PIECE])
        except Cut:
            again += 1
            _status, said = ask(line.port, "GET", f"{path}?client_id=slow", line.writing)  # type: ignore[arg-type]
            at = json.loads(_plain(said))["received"]
            continue
        answer = json.loads(_plain(said))
        if status != 200:
            raise RuntimeError(f"{status}: {answer}")
        at = answer["received"]
        if answer["done"]:
            return time.monotonic() - begun, again


def _plain(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def by_form(line: Line, body: bytes) -> tuple[float, int]:
    """Seconds and the status."""
    from django.urls import reverse

    begun = time.monotonic()
    path = reverse("lms:assessments:submission-save", args=[line.writing.letter_id])
    try:
        status, _said = line.post(path, {"go": "stay", "revision": "9"}, "file", body)
    except Cut:
        status = 0
    return time.monotonic() - begun, status


def photo() -> bytes:
    """A photograph of about 5 MB, with its camera in it."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((2600, 2000), 90).convert("RGB").save(out, "JPEG", quality=94, exif=files.exif())
    return out.getvalue()


def kept(writing: Writing) -> list[Any]:
    from assessments.models import Attachment

    return list(Attachment.objects.filter(submission_id=writing.letter_id))


def main(kilobits: int = 512, cuts: int = 4) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-upload-") as folder:
        quiz_ground.set_up(folder)
        from django.db import connections

        one, two, three = writings(publish(), 3)
        port, body, rate = free_port(), photo(), kilobits * 1000 / 8
        env = {name: value for name, value in os.environ.items() if name != "LMS_BROKER"} | {"PORT": str(port)}
        connections.close_all()
        with open(os.devnull, "wb") as log:
            command = [sys.executable, str(ROOT / "manage.py"), "serve"]
            site = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until(lambda: _ready(port), "the site is ready", 300)
            before = cpu_of(site.pid)
            line = Line(port, one, rate, breaks=[PIECE // 2 + 1000 * n for n in range(cuts)])
            seconds, again = in_pieces(line, body)
            cpu = cpu_of(site.pid) - before
            form, status = by_form(Line(port, two, rate), body)
            _short, cut = by_form(Line(port, three, rate, breaks=[len(body) // 2]), body)
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(120)
        (file,) = kept(one)
        clean = b"Elena" not in bytes(file.body) and file.size > 0.9 * len(body)
        good = clean and again == cuts and status == 302 and cut == 0 and len(kept(two)) == 1 and not kept(three)
        sys.stdout.write(
            f"{len(body) / 1e6:.1f} MB at {kilobits} kbit/s (at best {len(body) / rate:.0f} s):\n"
            f"in pieces, cut {cuts} times in the middle of one: {seconds:.0f} s, {line.sent / 1e6:.1f} MB sent, went on "
            f"{again} times, {cpu:.1f} s of CPU of all our processes; kept once, clean: {clean}\n"
            f"by the form, not cut: {form:.0f} s, status {status}; cut half way: nothing kept: {not kept(three)}\n"
        )
        connections.close_all()
        return int(not good)


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:3])))
