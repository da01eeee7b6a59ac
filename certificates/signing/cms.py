"""The CMS inside a signed PDF: made once by pyHanko, then only the digest and the signature change from paper to paper.

PAdES B-B (ETSI EN 319 142-1 §6.3) has three signed attributes: content-type, message-digest and ESS signing-certificate-v2; the
time stands in the PDF's /M. So for one certificate everything is constant but 32 bytes of digest and the signature over the
attributes (RFC 5652 §5.4). pyHanko's own way builds it anew each time, which is most of its cost (docs/benchmarks.md).
"""

from collections.abc import Callable, Sequence
from typing import Final

from asn1crypto import cms as asn1

DIGEST: Final = 32  # bytes of a SHA-256
_MARK: Final = bytes(range(128, 128 + DIGEST))  # stands for the digest while the template is made


class Template:
    """The CMS of one signer. Made once a process (20 ms); `sign` then costs little more than the raw signature."""

    def __init__(self, certificate: bytes, chain: Sequence[bytes], raw: Callable[[bytes], bytes], longest: int) -> None:
        from certificates.signing.hanko import finish, kept_signer

        self._raw = raw
        made = finish(kept_signer(certificate, chain, raw, longest).async_sign(_MARK, "sha256", use_pades=True))
        self._made = made
        attributes = made["content"]["signer_infos"][0]["signed_attrs"].untag().dump()
        self._before, self._after = _split(attributes, _MARK)
        self._parts: dict[int, tuple[bytes, bytes, bytes]] = {}
        self.size: Final = len(b"".join(self._parts_for(longest))) + DIGEST + longest

    def sign(self, digest: bytes) -> bytes:
        """The CMS (DER) over a SHA-256 digest. Raises ValueError for anything but 32 bytes."""
        if len(digest) != DIGEST:
            raise ValueError(f"a SHA-256 digest has {DIGEST} bytes, not {len(digest)}")
        signature = self._raw(b"".join((self._before, digest, self._after)))
        head, middle, tail = self._parts.get(len(signature)) or self._parts_for(len(signature))
        return b"".join((head, digest, middle, signature, tail))

    def _parts_for(self, length: int) -> tuple[bytes, bytes, bytes]:
        """The constant bytes around digest and signature for a signature of `length` bytes.

        An ECDSA signature takes 70 to 72 bytes, seldom fewer, and DER writes the length of all that is around it: so each
        length has parts of its own, made when it is first met. (Signing again until one length comes would cost two
        operations a paper, on a token two round trips.)
        """
        filler = b"\xa5" * length
        info = asn1.ContentInfo.load(self._made.dump())
        info["content"]["signer_infos"][0]["signature"] = filler
        whole = info.dump()
        head, rest = _split(whole, _MARK)
        middle, tail = _split(rest, filler)
        self._parts[length] = head, middle, tail
        return head, middle, tail


def _split(whole: bytes, mark: bytes) -> tuple[bytes, bytes]:
    before, found, after = whole.partition(mark)
    if not found or mark in after:
        raise RuntimeError("the CMS template has its mark not exactly once")
    return before, after
