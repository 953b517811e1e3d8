"""What an article's title says of all its sentences: whose document it is, and of what kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.models import AgreementKind
from bot.core.text import fold
from bot.reading.agreement_words import find_phrases, load_instruments
from bot.reading.context import Context

_LEAD = 5  # sentences in which the partner of a title with one name is looked for


@dataclass(frozen=True, slots=True)
class Document:
    """The article as a document of its parties."""

    parties: tuple[str, ...]  # the countries and bodies that the title names, in order; two at least, else empty
    joint: bool  # "we" and "our" in it are the parties
    binds: bool  # it tells of an agreement between the parties, so that the other one of a pledge goes without saying
    kind: AgreementKind  # of what is agreed in it, when no instrument is named
    instruments: tuple[AgreementKind, ...]  # kinds of the instruments that the title names


def read_document(context: Context) -> Document:
    """The document that an article is, from its title and, for a title with one name, its first sentences."""
    lists = load_instruments()
    words = fold(context.article.title).split()
    known = set(words)
    parties = tuple(_list_parties(context))
    kinds = tuple(item.kind for item in find_phrases(words))
    joint = AgreementKind.JOINT_STATEMENT in kinds and len(parties) > 1
    binds = len(parties) > 1 and (bool(kinds) or bool(known & lists.binding))
    kind = AgreementKind.AGREEMENT
    if AgreementKind.JOINT_STATEMENT in kinds and not known & {"agreement", "framework", "deal"}:
        kind = AgreementKind.JOINT_STATEMENT
    elif AgreementKind.MEMORANDUM in kinds:
        kind = AgreementKind.MEMORANDUM
    return Document(parties if len(parties) > 1 else (), joint, binds, kind, kinds)


def _list_parties(context: Context) -> Iterator[str]:
    title = context.article.title
    found: list[str] = []
    tokens = title.replace("’s", "").replace("'s", "").split()
    for hit in context.gazetteer.find(tokens):
        at_a_place = (
            hit.kind == "capital"
            and hit.first > 0
            and tokens[hit.first - 1].lower() in ("in", "at", "to", "near", "from")
        )
        if hit.stands_for is not None and hit.kind != "city" and not at_a_place and hit.stands_for not in found:
            found.append(hit.stands_for)
    words = set(fold(title).split())
    for sentence in context.sentences[: _LEAD + 1]:
        for mention in context.mentions(sentence.index):
            if mention.kind != "person" or mention.country is None or mention.country in found:
                continue
            if {part for part in fold(mention.names[0]).split() if len(part) > 1} & words:
                found.append(mention.country)
    if len(found) == 1:
        found.extend(_partner(context, found[0]))
    yield from found


def _partner(context: Context, one: str) -> list[str]:
    """The one other side that the first sentences name beside the title's."""
    for sentence in context.sentences[:_LEAD]:
        if sentence.heading:
            continue
        names = {
            side
            for mention in context.mentions(sentence.index)
            if mention.kind != "place" and mention.how != "adjective"
            for name in mention.names
            if (side := context.side(name)) is not None
        }
        if one in names and len(names) == 2:
            return [name for name in names if name != one]
        if names:
            return []
    return []
