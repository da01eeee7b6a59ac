"""What makes a book a chain. Pure."""

import hashlib
from datetime import datetime

from lms.kernel.canonical import canonical_json


def line_hash(*, book: str, number: int, act: str, subject: str, digest_: str, prev: str, at: datetime) -> str:
    """The hash of a line: SHA-256 of its RFC 8785 JSON, with the hash of the line before it (`prev`) in it."""
    line = {"book": book, "number": number, "act": act, "subject": subject, "digest": digest_, "prev": prev, "at": at}
    return hashlib.sha256(canonical_json(line)).hexdigest()
