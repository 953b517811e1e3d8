"""Parties listed in a sentence: "with A, B and C", "the leaders of A and B", "Turkish and Greek officials".

The list is read from left to right over the tokens, not over the parse, which loses its way in long lists of titles.
"""

from __future__ import annotations

from dataclasses import replace

from bot.reading.context.context import Context, Mention
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.parties import Party, make_parties
from bot.reading.parsing.syntax import Sentence

_JOINTS = {",", "and", "&", "both", "plus", "/", "or"}
_ALONG = {("as", "well", "as"), ("along", "with"), ("together", "with")}
# Words that may stand between the parties of a list or before the first of them.
_FILLERS = ("DT", "PRP$", "JJ", "JJR", "JJS", "CD", "RB", "VBN", "VBG", "PDT", "FW")
# What ministers and their like are of: "the defence ministers of", unlike "private sector representatives".
_SORTS = frozenset(
    "defence defense finance trade economy economic security interior energy health agriculture transport culture "
    "education labour labor justice environment climate tourism intelligence army navy nuclear water home".split()
)
_STYLES = frozenset(("HE", "HH", "HRH", "H.E.", "H.H."))  # "HE the President": no pronoun
_LEAD = 4  # words of "foreign ministers of the"
_TEAMS = frozenset("delegation team mission side officials delegates".split())  # no office of the name behind it
_DAYS = frozenset("today yesterday tomorrow".split())
_NAMES_OF = {"of", "from", "including", "representing", "like", "namely"}


def read_list(
    context: Context, sentence: Sentence, start: int, stop: int | None = None, *, subject: bool = False
) -> tuple[list[Party], int]:
    """The parties listed from token ``start`` on, and the place behind the list."""
    return _ListReader(context, sentence, stop if stop is not None else len(sentence.tokens), subject=subject).read(
        start
    )


class _ListReader:
    """A list of parties while it is being read from left to right."""

    def __init__(self, context: Context, sentence: Sentence, stop: int, *, subject: bool) -> None:
        self.context = context
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.stop = stop
        self.subject = subject
        self.parties: list[Party] = []
        self.waiting: list[Mention] = []  # "Turkish and" of "Turkish and Greek officials"
        self.joined = True  # may a party stand here?
        self.grouped = False  # was the last thing a group noun: "leaders of", "officials from"
        self.comma = False  # was the last joint a mere comma?
        self.titled = 0  # capitalised words in a row that are no mention: parts of a title
        self.single = False  # was the group noun a singular, "his counterpart from": whose name follows
        self.holder: str | None = None  # the country whose office was named right before: "Israeli counterpart, …"

    def read(self, start: int) -> tuple[list[Party], int]:
        i = start
        end = start
        while i < self.stop:
            following = self._step(i)
            if following is None:
                break
            if self.parties and not self.joined:
                end = following
            i = following
        self._name_counterparts()
        return self.parties, max(end, start)

    def _name_counterparts(self) -> None:
        """Put the people for their states in "his Saudi and Jordanian counterparts, A and B", "leaders of X and Y"."""
        states = [party for party in self.parties if party.kind == "country"]
        people = [party for party in self.parties if party.kind == "person" and states and party.at > states[-1].at]
        if len(states) < 2 or len(states) != len(people):
            return
        between = self.tokens[states[-1].at : people[0].at]
        lead = self.tokens[max(0, states[0].at - _LEAD) : people[0].at]
        holders = any(token.tag == "NNS" and token.lower in load_meetings().words.groups for token in lead)
        counterparts = all(party.acting for party in states) and any(t.lower == "counterparts" for t in between)
        if counterparts or (holders and between[-1].text == ","):
            named = {
                person.name: replace(person, side=state.name, official=True)
                for state, person in zip(states, people, strict=True)
            }
            self.parties = [named.get(party.name, party) for party in self.parties if party not in states]

    def _step(self, i: int) -> int | None:
        """The place behind what stands at ``i``; None where the list ends."""
        mention = self.context.mention_at(self.sentence.index, i)
        if mention is not None:
            return self._take(mention) if self.tokens[i].text not in _STYLES else i + 1
        token = self.tokens[i]
        base = token.lower
        if token.lower in _JOINTS or token.text in ("-", "–"):
            self.joined, self.grouped, self.comma, self.titled = True, False, token.text == ",", 0
            return i + 1
        joint = self._behind_joint(i)
        if joint is not None:
            return joint
        if token.text == "(":
            return self._skip_bracket(i)
        if base in load_meetings().words.groups:
            self.grouped, self.single = True, token.tag == "NN"
            return i + 1
        if (
            (self.joined or self.grouped)
            and self.titled < 8
            and (
                token.tag in ("NNP", "NNPS", "HYPH")
                or (token.text[:1].isupper() and token.tag in ("NN", "JJ"))
                or (self.titled and token.lower in ("of", "for", "to", "the", "on", "with", "’s", "'s"))
            )
        ):
            self.titled += 1
            return i + 1
        if base in _NAMES_OF and (self.grouped or base == "including"):
            self.joined = True
            return i + 1
        if base in ("'s", "’s", "’", "'"):
            return i + 1 if self.joined else None
        if token.tag in _FILLERS and self.joined and base != "not":
            return i + 1
        ahead = {following.lower for following in self.tokens[i + 1 : min(i + 3, self.stop)]}
        if self.joined and token.tag == "NN" and i and self.tokens[i - 1].text == "-":
            return i + 1  # "a high-level delegation"
        if base in _SORTS and self.joined and ahead & load_meetings().words.groups:
            return i + 1  # "the | defence | ministers of"
        return None

    def _behind_joint(self, i: int) -> int | None:
        """The place behind "as well as", "such as", "led by", "the country's" at ``i``; None where none stands."""
        ahead = self.tokens[i + 1] if i + 1 < self.stop else None
        for words in _ALONG:
            if tuple(word.lower for word in self.tokens[i : i + len(words)]) == words:
                self.joined = True
                behind = i + len(words)  # "with A, as well as with B"
                return behind + (behind < self.stop and self.tokens[behind].lower == "with")
        token = self.tokens[i]
        if ahead is None:
            return None
        if token.lower == "such" and self.grouped and ahead.lower == "as":
            self.joined = True
            return i + 2
        if token.lower in ("led", "headed") and (self.parties or self.grouped) and ahead.lower == "by":
            self.joined, self.holder = True, self.parties[-1].side if self.parties else None
            return i + 2
        if token.lower in ("consisting", "composed") and (self.parties or self.grouped) and ahead.lower == "of":
            # "a delegation of the United States consisting of Congressmen A and B"
            self.joined, self.holder = True, self.parties[-1].side if self.parties else None
            return i + 2
        owns = ahead.tag == "POS" and self.joined and token.tag == "NN" and token.text.islower()
        return i + 2 if owns and token.lower not in load_meetings().words.groups else None

    def _skip_bracket(self, i: int) -> int | None:
        for j in range(i + 1, min(i + 8, self.stop)):
            if self.tokens[j].text == ")":
                return j + 1
        return None

    def _take(self, mention: Mention) -> int | None:
        """Take a mention into the list, or end the list before it."""
        behind = mention.last
        self.titled = 0
        if (not self.joined and not self.grouped) or mention.kind == "place":
            return None
        owner = behind < len(self.tokens) and self.tokens[behind].tag == "POS"
        if owner and mention.kind == "person" and not self.subject:
            return None  # "welcomed the minister's engagement"
        if self._is_possessor(mention):
            self.grouped = False
            return behind + 1 if owner else behind
        if not self.subject and (self.parties or self.comma) and self._begins_clause(mention):
            return None
        if mention.kind == "person":
            return self._add(mention, behind)
        return self._take_side(mention, behind)

    def _take_side(self, mention: Mention, behind: int) -> int | None:
        """Take a country or body into the list, or what it is only a part of."""
        if mention.how == "role" and self.comma and self.parties and self.parties[-1].kind == "person":
            self.joined = False  # "Lars-Hendrik Röller, the German chief of …": an office behind its holder
            return behind
        if self._joins_own(mention):
            return self._head_after(behind)[1]
        owner = behind < self.stop and self.tokens[behind].tag == "POS"
        if owner and (self.grouped or mention.how == "role"):
            return self._take_modifier(mention, behind)
        led = self._find_holder(behind) if self.grouped else None
        if led is not None:
            self.holder = mention.names[0]
            return led
        if mention.how == "adjective" and self.grouped:
            head, end = self._head_after(behind)
            if head is not None and head not in load_meetings().words.groups:
                return end  # "General Secretary of the Lao People's Revolutionary Party Central Committee and …"
        if mention.how not in ("adjective", "name", "capital") or self.grouped:
            lead = self.tokens[max(0, mention.first - 3) : mention.first]
            added = self._add(mention, behind)
            if not self.grouped and self.parties and any(token.lower == "delegation" for token in lead):
                self.parties[-1] = replace(self.parties[-1], acting=True)  # "a delegation of the United States"
            return added
        return self._take_modifier(mention, behind)

    def _is_possessor(self, mention: Mention) -> bool:
        """In "met with his Indian counterpart" or "Japan's prime minister X" the owner is no party."""
        if mention.how == "pronoun" and mention.last - mention.first == 1:
            token = self.tokens[mention.first]
            owns = token.lower in ("his", "her", "their", "its") and mention.last < self.stop
            return owns and not (token.tag == "PRP" and token.dep in ("dobj", "pobj"))
        return False

    def _find_holder(self, behind: int) -> int | None:
        """The place of the name in "Secretary General of the Organization of American States (OAS) Luis Almagro"."""
        i = self._skip_bracket(behind) if behind < self.stop and self.tokens[behind].text == "(" else behind
        if i is None or i >= self.stop:
            return None
        person = self.context.mention_at(self.sentence.index, i)
        return i if person is not None and person.kind == "person" and person.how != "pronoun" else None

    def _take_modifier(self, mention: Mention, behind: int) -> int | None:
        """A country or body by name or adjective: a party itself, or does it stand before "officials" or "firms"?"""
        head, i = self._head_after(behind)
        words = load_meetings().words
        if (
            head is None
            and i < self.stop
            and i >= behind  # "Russian | State Duma Deputy A" is one phrase too
            and (self.context.mention_at(self.sentence.index, i) or mention).kind == "person"
        ):
            self.holder = mention.names[0]
            return i
        if head is None:
            joined = behind < self.stop and self.tokens[behind].lower in ("and", ",", "-", "–", "&")
            if mention.how == "adjective":
                if not joined:
                    return None
                self.waiting.append(mention)
                self.joined = True
                return behind + 1
            return self._add(mention, behind)
        person = self.context.mention_at(self.sentence.index, i) if i < self.stop else None
        if person is not None and person.kind == "person" and person.first == i and head not in _TEAMS:
            self.holder = mention.names[0]
            return i
        if head in words.groups:
            return self._add(mention, i, acting=True)
        self.waiting.clear()
        return None

    def _joins_own(self, mention: Mention) -> bool:
        """Is it "met Foreign Minister A and other senior Japanese officials": A is one of them and stands for Japan?"""
        lead = self.tokens[max(0, mention.first - 3) : mention.first]
        last = self.parties[-1] if self.parties else None
        if last is None or last.kind != "person" or not any(token.lower == "other" for token in lead):
            return False
        entry = self.context.roster.find_person(last.name)
        if last.side != mention.names[0] and entry is not None and entry.stated:
            return False
        self.parties[-1] = replace(last, side=mention.names[0], official=True)
        self.joined, self.grouped = False, True
        return True

    def _head_after(self, i: int) -> tuple[str | None, int]:
        """The head noun of the phrase that goes on at ``i`` ("officials"), and the place behind it."""
        head = None
        while i < self.stop:
            token = self.tokens[i]
            mention = self.context.mention_at(self.sentence.index, i)
            if mention is not None and mention.first == i and mention.kind != "country":
                break
            if token.entity == "DATE" or token.lower in _DAYS:
                break  # "Japan and South Korea today held"
            if token.lower in ("'s", "’s", "’", "'") or token.tag in ("JJ", "HYPH", "VBG") or token.text == "-":
                i += 1
                continue
            if token.text == "(" and self._skip_bracket(i):
                i = self._skip_bracket(i) or i + 1
                continue
            if not token.tag.startswith("NN"):
                break
            head = token.lower
            i += 1
        return head, i

    def _add(self, mention: Mention, behind: int, *, acting: bool = False) -> int:
        several = bool(self.waiting)  # "his Saudi and Jordanian counterparts": the name behind is of no one alone
        for waited in self.waiting:
            self.parties.extend(make_parties(self.context, waited, acting=True))
        self.waiting.clear()
        found = make_parties(self.context, mention, acting=acting)
        if self.holder is not None and mention.kind == "person" and len(found) == 1:
            # The office before the name says for whom they act: it stands in the same words.
            found = [replace(found[0], side=self.holder, official=True)]
            if self.parties and self.parties[-1].name == self.holder and self.parties[-1].acting:
                self.parties.pop()
        named = self.grouped and self.single and mention.how == "name" and self._is_before_name(behind)
        if named and found:
            found = [replace(found[0], acting=True)]  # "his counterpart from Latvia, B,"
        holds = (named or mention.how in ("role", "counterpart")) and mention.kind == "country" and not several
        self.holder = mention.names[0] if holds else None
        self.parties.extend(found)
        self.joined = False
        self.grouped = acting or mention.how in ("role", "group", "counterpart")
        return behind

    def _is_before_name(self, behind: int) -> bool:
        """Does a comma and somebody's name stand at ``behind``?"""
        if behind + 1 >= self.stop or self.tokens[behind].text != ",":
            return False
        mention = self.context.mention_at(self.sentence.index, behind + 1)
        return mention is not None and mention.kind == "person" and mention.how != "pronoun"

    def _begins_clause(self, mention: Mention) -> bool:
        """In "met Xi, and Putin said" the second name is the subject of another clause."""
        if mention.last >= len(self.tokens):
            return False
        if self.comma:
            for token in self.tokens[mention.first : mention.first + 6]:
                if token.dep in ("nsubj", "nsubjpass"):  # "…, Qatar's foreign ministry said"
                    return True
                if token.text == "," or token.lower == "and":
                    break
        if any(token.dep in ("nsubj", "nsubjpass") for token in self.tokens[mention.first : mention.last]):
            following = self.tokens[mention.last]
            return following.tag in ("VBD", "VBZ", "VBP", "MD") or following.tag == "RB"
        return False


def read_back(context: Context, sentence: Sentence, end: int) -> list[Party]:
    """The parties of the list that ends right before token ``end``: "President Biden's and Harris' …"."""
    parties: list[Party] = []
    i = end - 1
    joined, listed = True, False
    while i >= 0:
        token = sentence.tokens[i]
        mention = context.mention_at(sentence.index, i)
        if mention is not None and mention.how == "pronoun" and token.tag == "PRP$" and parties:
            i = mention.first - 1  # "A and his counterpart B"
        elif mention is not None and joined and mention.kind != "place":
            parties[:0] = make_parties(context, mention)
            joined = False
            i = mention.first - 1
        elif token.lower in ("and", "&", "-", "–") or (token.text == "," and (listed or not parties)):
            # "A, B and C" is a list; in "said A, B met C" the comma ends another clause
            joined = True
            listed = listed or token.lower in ("and", "&")
            i -= 1
        elif token.tag == "POS" or token.lower in ("’", "'"):
            i -= 1
        else:
            break
    return parties
