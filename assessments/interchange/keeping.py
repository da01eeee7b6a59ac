"""What our own exports keep beside a question, so that reading them again loses nothing that the format can't say. Pure.

Our banks hold two languages, option ids, a place in the toolkit and keys bound to facts; no common format does. So an export
writes beside each question a remark that other programs pass over (a GIFT comment, an XML processing instruction): the
question's key, its whole body, and the digest of the visible question. On reading, the body counts only while the visible
question is what was written; once somebody edited that, the edit counts and the rest of the body is kept (and it is said).
"""

import base64
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any, Final

MARK: Final = "advisor-lms"
_COMMENT: Final = re.compile(rf"//\s*\[{MARK}:([A-Za-z0-9_\-=]+)\]")
_MOST: Final = 1_000_000


def kept_text(key: str, bank: str, body: Mapping[str, Any], seen: str) -> str:
    """The remark's text: letters, digits, - and _ only, so that it is safe in a comment and in an instruction."""
    said = json.dumps({"key": key, "bank": bank, "body": body, "seen": seen}, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(said.encode(), 9)).decode()


def read_kept(text: str) -> dict[str, Any] | None:
    """A remark read back; None when it is not one of ours, is damaged or swells beyond a megabyte."""
    try:
        unpacker = zlib.decompressobj()
        said = unpacker.decompress(base64.urlsafe_b64decode(text.strip()), _MOST)
        found = json.loads(said) if not unpacker.unconsumed_tail else None
    except (ValueError, zlib.error, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("body"), dict):
        return None
    return found if all(isinstance(found.get(name), str) for name in ("key", "bank", "seen")) else None


def kept_in_comment(line: str) -> dict[str, Any] | None:
    """The remark in a GIFT comment, if it is one."""
    found = _COMMENT.search(line)
    return read_kept(found[1]) if found else None
