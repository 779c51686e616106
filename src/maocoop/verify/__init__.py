"""Does what was cited still stand? Edition and pasted words -> answers (pure).

register    every word of today and of every release
claims      what is pasted -> addresses, versions and quotations in it
passages    where words stand
answers     what has become of a place or of words
wording     an answer in one sentence
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.verify.answers import Answer, Kind, answer
from maocoop.verify.claims import about_words, claims, quoted
from maocoop.verify.register import Register, register
from maocoop.verify.wording import sentence

if TYPE_CHECKING:
    from maocoop.model import Edition

__all__ = ["Answer", "Kind", "Register", "register", "sentence", "verify", "verify_in"]


def verify(edition: Edition, words: str) -> tuple[Answer, ...]:
    """What has become of everything that the words cite or quote; empty for no words."""
    return verify_in(register(edition), words)


def verify_in(ledger: Register, words: str) -> tuple[Answer, ...]:
    """The same against a register that is at hand."""
    made = tuple(answer(ledger, claim) for claim in claims(ledger, words))
    parts = quoted(words)
    if len(made) == 1 and made[0].kind is Kind.NOT_FOUND and not made[0].place and parts:
        # The whole stays answered first: true words inside a misquotation do not make it one that
        # stands.
        made += tuple(answer(ledger, about_words(part)) for part in parts)
    return made
