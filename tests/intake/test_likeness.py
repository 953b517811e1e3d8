"""Near-copies: what counts as one, and what does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.intake.likeness import BANDS, NEAR_COPY, list_bands, mark_text, measure_likeness, read_language, sign_text

STORY = " ".join(
    f"On day {n} the envoys of both islands met in room {n * 7} and argued about the price of {thing} for hours."
    for n, thing in enumerate(
        ["salt", "copper", "timber", "wool", "glass", "amber", "tin", "wine", "silk", "paper"], start=1
    )
)
OTHER = " ".join(
    f"In town {n} the mayor opened school number {n * 3} and thanked the {who} who had built it over the summer."
    for n, who in enumerate(["masons", "parents", "soldiers", "farmers", "painters", "bakers", "smiths"], start=1)
)


def test_reprint_with_small_changes_is_a_near_copy() -> None:
    reprint = "ISLAND CITY (Agency) - " + STORY.replace("argued", "quarrelled", 1) + " Reporting by the agency's staff."
    one, other = sign_text(STORY), sign_text(reprint)
    assert measure_likeness(one, other) >= NEAR_COPY
    assert set(list_bands(one)) & set(list_bands(other))


def test_other_story_is_none() -> None:
    assert measure_likeness(sign_text(STORY), sign_text(OTHER)) < 0.2


def test_case_accents_and_marks_make_no_difference() -> None:
    assert sign_text(STORY.upper().replace(".", " ;")) == sign_text(STORY)


def test_short_text_has_no_signature_and_is_like_nothing() -> None:
    assert sign_text("Only a few words.") == b""
    assert list_bands(b"") == ()
    assert measure_likeness(b"", b"") == 0.0


@given(st.text(max_size=400))
def test_marks_of_any_text_can_be_stored(text: str) -> None:
    marks = mark_text(text)
    bands = list_bands(marks.signature)
    assert len(bands) in {0, BANDS}
    assert all(-(1 << 63) <= band < 1 << 63 for band in bands)


def test_language_is_told_for_whole_texts_and_not_for_scraps() -> None:
    assert read_language(STORY) == "en"
    assert (
        read_language("Le ministre des affaires étrangères a reçu son homologue à Paris pour parler de la paix.")
        == "fr"
    )
    assert read_language("Oui") is None
