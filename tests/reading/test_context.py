"""Who is named, and whom words without a name mean, sentence by sentence."""

from __future__ import annotations

import pytest

from tests.reading.articles_for_tests import context_of, meant_by

LI = "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on Thursday. "
PUTIN = "Russian President Vladimir Putin received Indian Prime Minister Narendra Modi in Moscow on Monday. "


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        (LI + "Li thanked his host.", "Li", ("Li Qiang",)),
        (LI + "The premier thanked his host.", "premier", ("Li Qiang",)),
        (LI + "The Belarusian prime minister thanked his guest.", "Belarusian prime minister", ("Roman Golovchenko",)),
        (LI + "He will leave on Friday.", "He", ("Li Qiang",)),
        (LI + "The two signed a statement.", "The two", ("Li Qiang", "Roman Golovchenko")),
        (LI + "They signed a statement.", "They", ("Li Qiang", "Roman Golovchenko")),
        (LI + "The two leaders signed a statement.", "The two leaders", ("Li Qiang", "Roman Golovchenko")),
        (LI + "Both leaders praised the talks.", "Both leaders", ("Li Qiang", "Roman Golovchenko")),
        (LI + "The two sides agreed to cooperate.", "The two sides", ("China", "Belarus")),
        (LI + "Both sides agreed to cooperate.", "Both sides", ("China", "Belarus")),
        (LI + "The two countries agreed to cooperate.", "The two countries", ("China", "Belarus")),
        (LI + "Trade between the two nations grew.", "the two nations", ("China", "Belarus")),
        (
            LI + "Trade grew. Prices fell. The two countries agreed to cooperate.",
            "The two countries",
            ("China", "Belarus"),
        ),
        (LI + PUTIN + "The two countries signed a pact.", "The two countries", ("Russia", "India")),
        (LI + PUTIN + "Modi invited Putin to Delhi.", "Modi", ("Narendra Modi",)),
        ("Beijing and Minsk plan a new railway.", "Beijing", ("China",)),
        ("The ministers met in Beijing on Friday.", "Beijing", ("Beijing",)),
        (
            "Foreign Minister Wang Yi spoke with his Indian counterpart S. Jaishankar.",
            "Indian counterpart S. Jaishankar",
            ("S. Jaishankar",),
        ),
        ("Foreign Minister Wang Yi spoke with his Indian counterpart.", "Indian counterpart", ("India",)),
        ("France and Germany signed a treaty. Both countries will ratify it.", "Both countries", ("France", "Germany")),
    ],
)
def test_words_without_a_name_mean_the_parties_named_before(text: str, words: str, names: tuple[str, ...]) -> None:
    meant = meant_by(context_of(text), words)
    assert meant is not None
    assert set(meant) == set(names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prices of rice rose. They may fall again.", "They"),
        ("The premier spoke on Monday.", "premier"),
        ("Trade grew. The two sides agreed to cooperate.", "The two sides"),
        (LI + "“They will never agree,” a guest said.", "They"),
        ("He will leave on Friday.", "He"),
        (LI + "His Majesty King Omar will leave on Friday.", "His"),
    ],
)
def test_words_that_could_mean_anybody_are_left_open(text: str, words: str) -> None:
    assert meant_by(context_of(text), words) is None


SPOKEN = (
    "Kenyan President Ana Kibet will meet Norwegian Prime Minister Kari Moen in Oslo on Monday. "
    "“They will talk of trade,” palace spokesman Joe Otieno said. "
)
MINISTERS = (
    "Kenyan Foreign Minister Ana Kibet met Norwegian Foreign Minister Kari Moen in Oslo on Monday. "
    "Trade between them has grown. Ships sail daily. A ferry is planned. Its price is not known. "
)


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        (SPOKEN + "The two leaders will sign a pact.", "The two leaders", ("Ana Kibet", "Kari Moen")),
        (MINISTERS + "The two ministers will meet again.", "The two ministers", ("Ana Kibet", "Kari Moen")),
        (LI + "The two premiers will meet again.", "The two premiers", ("Li Qiang", "Roman Golovchenko")),
        (PUTIN + "The two heads of state will meet again.", "The two heads of state", None),
        (MINISTERS + "The two prime ministers will meet.", "The two prime ministers", None),
        (LI + "They thanked people on both sides of the border.", "both sides", None),
        (LI + "Trade with all countries will grow.", "all countries", None),
        (MINISTERS + "They spoke at the foreign ministers' meeting.", "the foreign ministers", None),
        (
            "Peru, Chile and Kenya spoke. Kenya and Oman left the pact, which the three countries signed.",
            "the three countries",
            None,
        ),
        ("We met Li Qiang of China and Ana Kibet of Kenya. We thank our allies.", "our allies", None),
        (
            "Kenya met with the European Union on Monday, and Norway sent an envoy. Both countries will ratify it.",
            "Both countries",
            ("Kenya", "Norway"),
        ),
        (
            "Japan and Kenya meet today. They discuss ships of Peru, ports of Chile and ties of the two countries.",
            "the two countries",
            ("Japan", "Kenya"),
        ),
        (
            "Canada received the Chinese premier. After the G20 summit he praised Canada. Both sides agreed.",
            "Both sides",
            ("Canada", "China"),
        ),
    ],
)
def test_a_group_is_resolved_to_those_who_fit_its_words(text: str, words: str, names: tuple[str, ...] | None) -> None:
    meant = meant_by(context_of(text), words)
    assert meant == names if names is None else set(meant or ()) == set(names)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (LI + "With Foreign Minister Maxim Ryzhenkov, he discussed trade.", "he", "Li Qiang"),
        ("Spokeswoman Ana Lima said Foreign Minister Wang Yi would attend. He will fly to Oslo.", "He", "Wang Yi"),
        ("Foreign Minister Wang Yi flew to Oslo. The MFA chief will return on Monday.", "MFA chief", "Wang Yi"),
        ("Foreign Secretary Kamal Bashir flew to Oslo. The DFA chief will return.", "DFA chief", "Kamal Bashir"),
    ],
)
def test_one_person_is_meant_by_their_part_in_the_sentence(text: str, words: str, name: str) -> None:
    assert meant_by(context_of(text), words) == (name,)


def test_the_secretary_general_acts_for_the_body_that_is_named_before() -> None:
    context = context_of("The SCO, whose Secretary General Rashid Karim called on Premier Li Qiang, will meet.")
    assert context.body_of("Rashid Karim") == "Shanghai Cooperation Organization"
    context = context_of("High Representative Anna Berg met Foreign Minister Wang Yi.")
    assert context.body_of("Anna Berg") == "European Union"


def test_a_dateline_in_a_line_of_its_own_says_when_today_was() -> None:
    context = context_of("Oslo, August 21\n\nThe pact was signed here today.", published="2024-08-22")
    assert [found.iso for found in context.dates(1)] == ["2024-08-21"]


def test_the_title_helps_where_the_text_names_nobody() -> None:
    context = context_of("Both countries will open new consulates.", title="Peru and Chile agree to open consulates")
    assert meant_by(context, "Both countries") == ("Peru", "Chile")


def test_a_name_with_its_office_is_one_mention_and_members_of_a_row_are_several() -> None:
    text = "Alexander Lukashenko, the President of Belarus, met Premier Li Qiang, Wang Yi and Han Zheng in Beijing."
    context = context_of(text)
    people = [mention for mention in context.mentions(0) if mention.kind == "person"]
    assert [mention.names[0] for mention in people] == ["Alexander Lukashenko", "Li Qiang", "Wang Yi", "Han Zheng"]
    assert text[people[0].start : people[0].end] == "Alexander Lukashenko, the President of Belarus"
    assert context.side("Lukashenko") == "Belarus"
    assert context.fullest("Li") == "Li Qiang"


def test_mentions_of_a_sentence_do_not_overlap_and_cover_their_tokens() -> None:
    context = context_of(LI + PUTIN + "The two leaders and their ministers praised the talks. He left for New Delhi.")
    for sentence in context.sentences:
        behind = 0
        for mention in context.mentions(sentence.index):
            assert mention.first >= behind
            behind = mention.last
            assert all(context.mention_at(sentence.index, token) is mention for token in range(mention.first, behind))


def test_dates_of_a_sentence_point_into_the_article() -> None:
    context = context_of("Nothing new here today at all.\n" + LI)
    (found,) = context.dates(1)
    assert found.iso == "2024-08-22"
    assert context.article.text[found.start : found.end] == found.words
