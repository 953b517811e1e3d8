"""What was agreed, cut out of its sentence: where its words end and another clause begins."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import base_form, frames_by_word, load_commitments
from bot.reading.parsing.syntax import Token

_TELLING = frozenset("added announced noted reported said says stated stressed told".split())
_NAME_OF_TELLER = 20  # words
_ROW_WITHIN = 12  # tokens
_CUTTERS = frozenset(("—", "–", "--", "while", "whereas", "according", "amid", "because", "although"))
_QUOTES = frozenset(("“", "”", '"', "''", "``", "‘", "’", "'"))
_CLOSING = frozenset(("”", '"', "''"))
_MARKS = _CLOSING | frozenset(("“", "``"))
_TRAILING = _QUOTES | frozenset((",", ";", ":", ".", "!", "?", "-", "–", "—", "and", "or", "(", "…"))
_LOOSE = frozenset(("which", "who", "whom"))  # what a clause leaves behind when it is cut
_SHORT_NAMES = frozenset(("U.S.", "US", "UK", "U.K.", "EU", "E.U.", "UN"))


def cut_subject(
    clauses: Clauses, first: int, last: int, trigger: int, *, listed: bool = False
) -> tuple[int, int] | None:
    """The token span from ``first`` of what was agreed, cut where another clause begins; None when nothing is left.

    ``listed`` says that it is a row of things, so that ", a fund for …" is the next one and no apposition.
    """
    tokens = clauses.tokens
    lists = load_commitments()
    end = last
    depth = 0
    for place in range(first + 1, last):
        token = tokens[place]
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth = max(0, depth - 1)
        if depth:
            continue
        if token.text in _CLOSING and _closes_before(tokens, first, place):
            end = place
            break
        if token.text == ",":
            if not (listed and tokens[min(place + 1, last - 1)].lower in ("a", "an", "the")) and _begins_clause(
                clauses, place, last, lists.cut_after_comma
            ):
                end = place
                break
        elif (token.lower in _CUTTERS and not _joins_names(tokens, place, last)) or (
            token.lower in ("and", "but") and _is_new_clause(clauses, place, trigger, last)
        ):
            end = place
            break
    end = _before_open_bracket(tokens, first, end)
    while (
        end > first
        and (tokens[end - 1].text in _TRAILING or tokens[end - 1].lower in _LOOSE)
        and not (tokens[end - 1].text in _QUOTES and _opens_inside(tokens, first, end))
    ):
        end -= 1
    while first < end and tokens[first].text in _QUOTES:
        first += 1
    return (first, end) if end > first else None


def _joins_names(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Is it the dash of "the U.S. – Africa Leaders Summit", "the Peru – Fiji Commission"?"""
    if tokens[place].text not in ("–", "—", "-") or place + 1 >= last:
        return False
    before, behind = tokens[place - 1], tokens[place + 1]
    named = before.text in _SHORT_NAMES or before.tag[:3] == behind.tag[:3] == "NNP"
    return named and behind.text[:1].isupper()


def _before_open_bracket(tokens: Sequence[Token], first: int, end: int) -> int:
    """The end of the span before a bracket that does not close within it."""
    opened: list[int] = []
    for token in tokens[first:end]:
        if token.text in "([":
            opened.append(token.i)
        elif token.text in ")]" and opened:
            opened.pop()
    return opened[0] if opened and opened[0] > first else end


def _closes_before(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Does the quotation mark at ``place`` close one that opened before ``first``?"""
    inside = sum(token.text in _MARKS for token in tokens[first:place])
    before = sum(token.text in _MARKS for token in tokens[:first])
    return inside % 2 == 0 and before % 2 == 1


def _opens_inside(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Does a closing quotation mark belong to one opened within the span?"""
    return sum(token.text in _QUOTES for token in tokens[first:end]) % 2 == 0


def _begins_clause(clauses: Clauses, comma: int, last: int, words: frozenset[str]) -> bool:
    """Does a clause that is no part of the object begin behind this comma?"""
    tokens = clauses.tokens
    if comma + 1 >= last:
        return True
    after = tokens[comma + 1]
    if after.tag == "VBD" and (after.dep == "ROOT" or (after.dep == "conj" and after.head < comma)):
        return True  # "reaffirmed their commitment to the pact, discussed fees": the next thing that was done
    if after.lower in ("and", "but") and _is_new_clause(clauses, comma + 1, -1, last):
        return True
    # ", the ministry said", ", Li said"
    for place in range(comma + 1, min(comma + _NAME_OF_TELLER, last)):
        if tokens[place].lower in _TELLING and tokens[place].tag in ("VBD", "VBZ"):
            return True
        if tokens[place].text == "," or tokens[place].tag in ("MD", "VB", "VBD", "VBP", "VBZ"):
            break
    if after.lower in ("a", "an", "the") and _is_in_row(tokens, comma, last):
        return False
    if after.lower in ("a", "an", "the"):
        named = [t for t in tokens[comma + 1 : min(comma + 12, last)] if t.dep == "appos" and t.head < comma]
        return any(not clauses.children(token.i, "conj", "appos") for token in named)  # else it is a row of things
    second = tokens[comma + 2] if comma + 2 < last else None
    if second is not None and second.lower in ("which", "whom"):
        return True
    if after.lower == "as" and second is not None:
        return not (
            second.lower in ("well", "part")
            or second.tag == "VBN"
            or (second.tag == "VBD" and second.lower.endswith("ed"))
        )
    return after.lower in words


def _is_in_row(tokens: Sequence[Token], comma: int, last: int) -> bool:
    """Is it one of a row: "on a zone in Suva, a ward in Nadi, and customs"? Else it explains what stands before."""
    for place in range(comma + 1, min(comma + _ROW_WITHIN, last - 1)):
        if tokens[place].text == ",":
            return tokens[place + 1].lower == "and"
        if tokens[place].tag in ("MD", "VB", "VBD", "VBP", "VBZ", "WDT", "WP", "WRB"):
            return False
    return False


def _is_new_clause(clauses: Clauses, conjunction: int, trigger: int, last: int) -> bool:
    """Does a finite clause (with its own subject or modal) begin behind "and"?"""
    tokens = clauses.tokens
    for place in range(conjunction + 1, min(conjunction + 9, last)):
        token = tokens[place]
        if token.text in (",", ";") or token.tag == "VB":
            return False
        if token.tag == "MD":
            # "that deals on land and on sea can be signed": the modal of what began before "and"
            return not any(
                trigger < subject.i < conjunction and trigger >= 0
                for subject in clauses.children(token.head, "nsubj", "nsubjpass")
            )
        if token.tag not in ("VBD", "VBZ", "VBP") or token.dep in (
            "relcl",
            "acl",
            "amod",
            "advcl",
            "ccomp",
            "pcomp",
            "pobj",
        ):
            continue
        verb = tokens[token.head] if token.dep in ("aux", "auxpass") else token
        if verb.dep in ("relcl", "acl"):
            continue
        if any(conjunction < subject.i < place for subject in clauses.children(verb.i, "nsubj", "nsubjpass")):
            return True
        if (
            token.tag == "VBP"
        ):  # "and purchase" after "India intends to buy" is an infinitive: a finite one would say "purchases"
            return token.lower in ("are", "have", "were") or base_form(token) in frames_by_word()
        return (
            verb.dep in ("conj", "ROOT")
            and verb.i > conjunction
            and (verb.head <= trigger or trigger < 0 or token.tag == "VBZ" or token.lower in ("was", "were", "had"))
        )
    return False
