"""The public addresses of certificates and badges: they stand in QR codes and files, so they never change."""

from django.urls import reverse

from lms.kernel import conf


class Addresses:
    """The addresses of one page for many numbers: worked out for one of them, written for the others.

    `name`: of the URL, which takes a number and nothing else. `sample`: any number.
    """

    def __init__(self, name: str, sample: str) -> None:
        self._before, _number, self._after = address(name, sample).partition(sample)

    def of(self, serial: str) -> str:
        """The page of this number, as `address` gives it."""
        return f"{self._before}{serial}{self._after}"


def address(name: str, serial: str) -> str:
    """The whole address of a page of one number."""
    return conf.base_url() + reverse(f"lms:certificates:{name}", args=[serial])


def verify_url(serial: str) -> str:
    """The public address of a certificate."""
    return address("verify-detail", serial)
