"""How alike two texts are: MinHash signatures (rensa) over word sequences, and the language of a text.

Wire text appears in many papers with small changes. Two texts are near-copies when the signatures of their five-word
sequences agree in at least 70 % of places; 16 bands of 8 find such pairs by equality of one band. Signing happens in
the child process, comparing in the bot: it is a few hundred integers.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

from bot.core.text import fold
from bot.intake.records import TextMarks

PLACES = 128  # hashes of a signature: the standard error of an estimate is 0.04
BANDS = 16  # of 8 hashes each; a pair at 0.8 is found with 95 %, at 0.7 with 61 %, at 0.4 with 1 %
SEQUENCE = 5  # words
MIN_WORDS = 40  # below this, two texts share too much by chance
NEAR_COPY = 0.7  # share of equal places from which a text is another one's copy
_SEED = 20_261_121
_FORMAT = struct.Struct(f">{PLACES}I")
_LANGUAGE_SAMPLE = 4_000  # code points that the language is told from


def mark_text(text: str) -> TextMarks:
    """Language and signature of a normalised text."""
    return TextMarks(read_language(text), sign_text(text))


def sign_text(text: str) -> bytes:
    """The signature of a text: 128 hashes of 4 bytes; empty when it has fewer than 40 words."""
    import rensa

    words = fold(text).split()
    if len(words) < MIN_WORDS:
        return b""
    sequences = {" ".join(words[i : i + SEQUENCE]) for i in range(len(words) - SEQUENCE + 1)}
    signature = rensa.RMinHash(num_perm=PLACES, seed=_SEED)
    signature.update(sorted(sequences))
    return _FORMAT.pack(*signature.digest())


def list_bands(signature: bytes) -> tuple[int, ...]:
    """The 16 keys by which near-copies are found: signed 64-bit integers, each with its band's number in it."""
    if len(signature) != _FORMAT.size:
        return ()
    width = _FORMAT.size // BANDS
    keys = []
    for band in range(BANDS):
        key = band
        for byte in signature[band * width : (band + 1) * width]:
            key = ((key ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF  # FNV-1a, 64 bits
        keys.append(key - (1 << 64) if key >= 1 << 63 else key)
    return tuple(keys)


def measure_likeness(one: bytes, other: bytes) -> float:
    """The share of equal places of two signatures, 0 when one is missing."""
    if len(one) != _FORMAT.size or len(other) != _FORMAT.size:
        return 0.0
    pairs = zip(_FORMAT.unpack(one), _FORMAT.unpack(other), strict=True)
    return sum(1 for a, b in pairs if a == b) / PLACES


def read_language(text: str) -> str | None:
    """The language as ISO 639-1; None below 60 letters, where telling is guessing."""
    sample = text[:_LANGUAGE_SAMPLE]
    if sum(letter.isalpha() for letter in sample) < 60:
        return None
    language: str = _load_identifier().classify(sample)[0]
    return language


@cache
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
