"""Which kind of agreement a deal is, from what it is about."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreement_grammar import Clauses
from bot.reading.agreement_words import Instrument, load_instruments
from bot.reading.syntax import Token

_GENERIC = frozenset(
    ("deal", "deals", "agreement", "agreements", "arrangement", "arrangements", "document", "documents")
)
_ABOUT = frozenset(("for", "on", "to", "over", "worth", "of", "covering"))
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
    behind = tokens[instrument.last : min(max(span[1], instrument.last), instrument.last + 12)]
    if behind and behind[0].lower == "worth" and tokens[instrument.last - 2].lower == "trade":
        return AgreementKind.CONTRACT  # "trade agreements worth 300 million dollars"
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
    if (
        behind
        and behind[0].lower in _ABOUT
        and goods & {token.lower for token in behind if not _is_many(clauses, token)}
    ):
        return AgreementKind.CONTRACT
    # "Agreement" is the kind of what is agreed without an instrument; "signed 32 agreements" names one.
    if status in _MADE and word.lower in ("agreement", "agreements"):
        return AgreementKind.TREATY
    return instrument.kind
