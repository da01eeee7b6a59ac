"""The number on a certificate: sixteen letters that can be read over the phone, and one that finds a slip of the pen.

Crockford's base 32 (Douglas Crockford, 2002; https://www.crockford.com/base32.html): no I, L, O or U, so that nothing is
mistaken. 16 characters are 80 random bits. The check character is the number modulo 37: it finds every single wrong
character and every swap of two neighbours. Crockford's five extra check signs (* ~ $ = U) can't be spoken or stand in an
address, so a number that would need one is drawn again. Pure, except that `new_serial` asks the system for chance.
"""

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
_CHECK: Final = 37
_VALUE: Final = {letter: n for n, letter in enumerate(ALPHABET)}
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOISE: Final = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013\u2014\u2212._/\t\r\n")


def _remainder(body: str) -> int:
    value = 0
    for letter in body:
        value = (value * len(ALPHABET) + _VALUE[letter]) % _CHECK
    return value


def new_serial() -> str:
    """17 characters without hyphens, as stored: 80 random bits and the check character."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = _remainder(body)
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def normalise(typed: str) -> str:
    """What was typed, as stored: capitals, O is 0, I and L are 1, spaces and hyphens left out. '' if it can't be a number.

    The check character is not looked at here.
    """
    tidy = unicodedata.normalize("NFKC", typed[:80]).upper().translate(_NOISE).translate(_MEANT)
    return tidy if len(tidy) == LENGTH + 1 and all(letter in _VALUE for letter in tidy) else ""


def beginning(typed: str) -> str:
    """The beginning of a number, tidied as `normalise` does, for looking it up; '' if no number begins so."""
    tidy = unicodedata.normalize("NFKC", typed[:80]).upper().translate(_NOISE).translate(_MEANT)
    return tidy if len(tidy) <= LENGTH + 1 and all(letter in _VALUE for letter in tidy) else ""


def is_well_formed(serial: str) -> bool:
    """True when a normalised number has its length and its check character is right."""
    return (
        len(serial) == LENGTH + 1
        and all(letter in _VALUE for letter in serial)
        and _VALUE[serial[-1]] == _remainder(serial[:-1])
    )


def in_groups(serial: str) -> str:
    """As printed and read aloud: four groups of four and the check character, «7K4M-2Q9X-H3VD-8RTA-C»."""
    return "-".join(serial[at : at + 4] for at in range(0, len(serial), 4))
