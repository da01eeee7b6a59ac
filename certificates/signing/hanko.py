"""pyHanko with a key that is kept. Imported where it is needed: pyHanko takes a quarter of a second and 40 MB."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

T = TypeVar("T")


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine of pyHanko's, from anywhere: in a thread of its own where an event loop runs already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


class KeptSigner(Signer):
    """pyHanko's signer over a callable. Its own `SimpleSigner` reads the private key again for every signature (70 ms, RSA)."""

    def __init__(self, raw: Callable[[bytes], bytes], longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._raw = raw
        self._longest = longest

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature over `data`; zeros as long as the longest one when only the size is asked for."""
        if digest_algorithm != "sha256":
            raise ValueError(f"only SHA-256, not {digest_algorithm}")
        return bytes(self._longest) if dry_run else self._raw(data)


def kept_signer(certificate: bytes, chain: Sequence[bytes], raw: Callable[[bytes], bytes], longest: int) -> KeptSigner:
    """A pyHanko signer that embeds the certificate and its chain, root included: a reader finds the whole path in the file."""
    make: Any = SimpleCertificateStore  # it has no types
    store = make()
    store.register_multiple([x509.Certificate.load(one) for one in chain])
    return KeptSigner(raw, longest, signing_cert=x509.Certificate.load(certificate), cert_registry=store)
