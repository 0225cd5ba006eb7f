"""Chance that can be told again: whatever a program draws at random follows from a word said before.

Two tellings of a story that say the same word before the same step draw the same ids, tokens and hours in it, whatever
was drawn in the steps between.
"""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
USUAL = 32  # bytes


class Chance:
    """All sources of chance, made such that they can be told again.

    Draws of different sizes come from different wells, so that a library which draws now and then for itself, as
    SQLAlchemy does when it builds a statement for the first time, does not change what the product draws.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Take over what `secrets` and `os.urandom` draw."""
        self._word, self._wells = "", dict[str, Random]()
        patch.setattr(os, "urandom", lambda size: self._well("urandom", size).randbytes(size))
        patch.setattr(secrets, "token_bytes", self._bytes)
        patch.setattr(secrets, "token_hex", lambda size=USUAL: self._bytes(size).hex())
        patch.setattr(secrets, "token_urlsafe", self._urlsafe)
        patch.setattr(secrets, "randbelow", lambda most: self._well("below", most).randrange(most))
        patch.setattr(secrets, "choice", self._choice)

    def says(self, *word: Any) -> None:
        """Begin anew from a word."""
        self._word, self._wells = repr(word), {}

    def _well(self, *name: object) -> Random:
        word = f"{self._word} {name}"
        return self._wells.setdefault(word, Random(word))  # noqa: S311 - it has to be the same again

    def _bytes(self, size: int | None = None) -> bytes:
        return self._well("bytes", size or USUAL).randbytes(size or USUAL)

    def _urlsafe(self, size: int | None = None) -> str:
        return urlsafe_b64encode(self._bytes(size)).rstrip(b"=").decode()

    def _choice(self, options: Sequence[T]) -> T:
        return self._well("choice", len(options)).choice(options)
