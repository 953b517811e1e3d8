"""Which kind of agreement a deal is, from what it is about."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreement_grammar import Clauses
from bot.reading.agreement_words import Instrument, load_instruments

_GENERIC = frozenset(
    ("deal", "deals", "agreement", "agreements", "arrangement", "arrangements", "document", "documents")
)
_ABOUT = frozenset(("for", "on", "to", "over", "worth", "of", "covering"))
_FIRM = frozenset((AgreementStatus.SIGNED, AgreementStatus.IN_FORCE))


def kind_of_deal(
    clauses: Clauses, instrument: Instrument, span: tuple[int, int], status: AgreementStatus
) -> AgreementKind:
    """The kind of an instrument in the words ``span``: a plain deal on goods, loans or projects is a contract."""
    tokens = clauses.tokens
    word = tokens[instrument.last - 1]
    if instrument.kind is not AgreementKind.AGREEMENT or word.text[0].isupper():
        return instrument.kind
    before = [token.lower for token in tokens[max(span[0], instrument.first - 4) : instrument.last]]
    if word.lower in ("deal", "deals") and "trade" in before[-3:]:
        return AgreementKind.TREATY if status in _FIRM else instrument.kind
    if word.lower not in _GENERIC:
        return instrument.kind
    goods = load_instruments().goods
    if goods & set(before):
        return AgreementKind.CONTRACT
    behind = tokens[instrument.last : min(max(span[1], instrument.last), instrument.last + 9)]
    if behind and behind[0].lower in _ABOUT and goods & {token.lower for token in behind}:
        return AgreementKind.CONTRACT
    return instrument.kind
