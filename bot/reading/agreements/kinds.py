"""Which kind of agreement a deal is, from what it is about."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import Instrument, load_instruments
from bot.reading.parsing.syntax import Token

_GENERIC = frozenset(
    ("deal", "deals", "agreement", "agreements", "arrangement", "arrangements", "document", "documents")
)
_ABOUT = frozenset(("for", "on", "to", "over", "worth", "of", "covering"))
_BORROWED = frozenset(("borrow", "lend", "loan", "loans", "grant", "grants", "credit", "assistance", "funding", "aid"))
_NAMED = frozenset(("framework", "partnership", "roadmap"))  # signed under a name of its own, a treaty
_GOES_ON = 14  # words
_MADE = frozenset((AgreementStatus.SIGNED, AgreementStatus.IN_FORCE, AgreementStatus.ENDED))
_FIRM = frozenset((AgreementStatus.SIGNED, AgreementStatus.IN_FORCE))


def _is_many(clauses: Clauses, token: Token) -> bool:
    """Is it the "billion" of a "multi-billion" project?"""
    return token.i > 1 and clauses.tokens[token.i - 1].text == "-" and clauses.tokens[token.i - 2].lower == "multi"


def kind_of_deal(
    clauses: Clauses, instrument: Instrument, span: tuple[int, int], status: AgreementStatus
) -> AgreementKind:
    """The kind of an instrument in the words ``span``: a plain deal on goods, loans or projects is a contract."""
    tokens = clauses.tokens
    word = tokens[instrument.last - 1]
    plain = instrument.kind is AgreementKind.AGREEMENT or (
        instrument.kind is AgreementKind.TREATY and word.lower in ("agreement", "agreements")
    )
    if plain and _is_under_which_lent(clauses, instrument):
        return AgreementKind.CONTRACT
    behind = tokens[instrument.last : min(max(span[1], instrument.last), instrument.last + 12)]
    if behind and behind[0].lower == "worth" and tokens[instrument.last - 2].lower == "trade":
        return AgreementKind.CONTRACT  # "trade agreements worth 300 million dollars"
    if instrument.kind is not AgreementKind.AGREEMENT:
        return instrument.kind
    if word.text[0].isupper():  # "signed the Partnership for Clean Energy"
        named = status is AgreementStatus.SIGNED and word.lower in _NAMED and _is_named(clauses, instrument)
        return AgreementKind.TREATY if named else instrument.kind
    before = [token.lower for token in tokens[max(span[0], instrument.first - 4) : instrument.last]]
    if word.lower in ("deal", "deals") and "trade" in before[-3:]:
        return AgreementKind.TREATY if status in _FIRM else instrument.kind
    if status is AgreementStatus.SIGNED and word.lower == "partnership":
        return AgreementKind.TREATY
    if word.lower == "notes" and any(token.entity == "MONEY" for token in behind):
        return AgreementKind.CONTRACT  # "exchanged notes on Friday for a grant of 1 billion yen"
    if word.lower not in _GENERIC:
        return instrument.kind
    goods = load_instruments().goods
    if goods & set(before):
        return AgreementKind.CONTRACT
    # Of a list of fields ("covering trade, oil and gas") the first one counts.
    topic = behind[: next((place for place, token in enumerate(behind) if token.text == ","), len(behind))]
    if topic and topic[0].lower in _ABOUT and goods & {token.lower for token in topic if not _is_many(clauses, token)}:
        return AgreementKind.CONTRACT
    # "Agreement" is the kind of what is agreed without an instrument; "signed 32 agreements" names one.
    counted = status is AgreementStatus.AGREED and word.lower == "agreements" and _is_counted(clauses, instrument)
    plain_paper = instrument.last - instrument.first == 1 or _is_counted(clauses, instrument)
    papers = word.lower in ("document", "documents") and status in _MADE and plain_paper
    if papers or ((status in _MADE or counted) and word.lower in ("agreement", "agreements")):
        return AgreementKind.TREATY
    return instrument.kind


def _is_named(clauses: Clauses, instrument: Instrument) -> bool:
    """Is it called by a name: "the Partnership for Clean Energy", "the Trade and Investment Framework"?"""
    tokens = clauses.tokens
    before = tokens[instrument.first - 1] if instrument.first else None
    named = before is not None and before.text[0].isupper() and before.tag[:3] == "NNP"
    behind = instrument.last < len(tokens) and tokens[instrument.last].lower in ("on", "for", "of")
    return named or behind


def _is_counted(clauses: Clauses, instrument: Instrument) -> bool:
    """Is it "31 agreements"?"""
    return any(child.tag == "CD" for child in clauses.children(instrument.last - 1, "nummod"))


def _is_under_which_lent(clauses: Clauses, instrument: Instrument) -> bool:
    """Does the sentence go on "…, under which China will provide a grant", "that would allow it to borrow"?"""
    tokens = clauses.tokens
    for verb in clauses.children(instrument.last - 1, "relcl", "acl"):
        if verb.i > instrument.last - 1:
            low, high = clauses.edge(verb.i)
            within = {token.lower for token in tokens[low : min(high, low + _GOES_ON)]}
            if within & _BORROWED and (within & {"under", "that", "which"} or verb.tag == "VB"):
                return True
    return False
