"""How far a name reaches in a sentence, and whether a capitalised run is a person's at all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.places import Hit
from bot.reading.context.offices import Office
from bot.reading.lexicon.fame import famous_first_words, famous_names, fold_word, name_parts
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Sentence, Token

_MARKS = frozenset(("'s", "’s", "'", "’"))
_HYPHENS = frozenset(("-", "\u2010", "\u2011"))
# A name behind these is a place's more often than a person's.
_WHERE = frozenset(
    "in at near from into through across outside inside via toward towards around on within throughout off along "
    "beyond".split()
)
# What is entered, shelled or left is a place.
_TAKEN = frozenset(
    "entered enter enters reached reach left leave captured capture seized seize bombed bomb shelled visited visit "
    "attacked occupied".split()
)
_MONTH_NAMES = frozenset("jan mar jun april june august".split())
_SMALL_FAMILIES = frozenset(("he", "to", "an", "so", "do", "you", "no", "on"))
_SHORT_HONOURS = frozenset(("HE", "HM", "HH", "HRH"))  # "He" is a pronoun or a family's name
_OFFICE_WORDS = frozenset("prime deputy vice acting medical executive general chief presidential".split())
_TITLE_MARKS = frozenset((".", "'", "’", "‘"))  # part of an honorific that a tokenizer cut off
_NICK_MARKS = frozenset(("“", "”", '"', "``", "''", "'", "‘", "’"))
_ARTICLES = frozenset("as ash ad an ar az".split())  # Arabic articles: "as-Salem", and English words elsewhere
_ALSO_FIRST_NAMES = frozenset(("bill",))
_JUNIOR = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "vi", "xiv"))


class NameGrammar:
    """One sentence with its places and offices, and what they let a name be."""

    def __init__(
        self, sentence: Sentence, hits: Sequence[Hit], offices: Sequence[Office], known: frozenset[str]
    ) -> None:
        self.known = known
        self.text = sentence.text
        self.base = sentence.start
        self.tokens = sentence.tokens
        self.lowers = frozenset(token.lower for token in sentence.tokens)
        self.heading = sentence.heading
        self.hits = list(hits)
        self.at: dict[int, Hit] = {}
        for hit in hits:
            for place in range(hit.first, hit.last):
                self.at.setdefault(place, hit)
        self.offices = list(offices)
        self.office_at: dict[int, Office] = {}
        for office in self.offices:
            for place in range(office.first, office.last):
                self.office_at[place] = office
        self.taken: set[int] = set()

    def _ends_there(self, office: Office) -> bool:
        """Does nothing follow that makes the office another's: "A, President B"?"""
        following = self.tokens[office.last] if office.last < len(self.tokens) else None
        return following is None or not following.text[:1].isupper() or following.tag not in ("NNP", "NNPS")

    def _was_person(self, place: int) -> bool:
        return self.tokens[place].entity == "PERSON"

    def _is_stranger(self, near: int, place: int) -> bool:
        """Does a capitalised word beside a known name make it another one: "Li Shangfu", "Sultan Qaboos Mosque"?"""
        if not 0 <= near < len(self.tokens) or near in self.taken or near in self.office_at or near in self.at:
            return False
        token = self.tokens[near]
        if token.lower in load_titles().honorifics or (
            near < place and (near == 0 or token.lower in load_titles().words.no_name)
        ):
            return False
        return token.text[:1].isupper() and token.tag in ("NNP", "NNPS")

    def _is_person(self, start: int, end: int) -> bool:
        """Is the run that the model takes for a person one, as far as word lists can tell?"""
        lowers = [token.lower for token in self.tokens[start:end]]
        if set(lowers[1:]) & load_titles().words.no_person or any(place in self.taken for place in range(start, end)):
            return False
        if all(place in self.at for place in range(start, end)):
            return False
        before = [token.lower for token in self.tokens[max(0, start - 3) : start]]
        if before[-2:] == ["also", "called"] or before[-3:] == ["also", "known", "as"]:
            return False
        if start in self.at and self.at[start].kind != "city":
            return False
        if end - start == 1 and (self.tokens[start].text.isupper() or len(self.tokens[start].text) < 2):
            return False
        if any(any(c.isdigit() for c in token.text) for token in self.tokens[start:end]):
            return False
        if self._is_thing(start, end):
            return False
        return not self.tokens[start].text.islower() and not self._is_where(start, end)

    def _is_where(self, start: int, end: int) -> bool:
        """Does the clause use the name as that of a place: "from Bala", "entered Tell Tamer", "in Ain Issa"?"""
        token = next(
            (t for t in self.tokens[start:end] if not start <= t.head < end or t.head == t.i), self.tokens[end - 1]
        )
        following = self.tokens[end] if end < len(self.tokens) else None
        for _ in range(8):
            if token.dep not in ("conj", "appos"):
                break
            token = self.tokens[token.head]
        head = self.tokens[token.head]
        if token.dep == "pobj" and head.lower in _WHERE:
            return True
        if token.dep == "dobj" and head.lower in _TAKEN:
            return True
        led = start > 0 and self.tokens[start - 1].lower in ("the", "a", "an")
        if led and end - start == 3 and self.tokens[start + 1].text in _HYPHENS and following is not None:
            return following.tag in ("NN", "NNS") and following.text.islower()  # "the Padma-Teesta canal"
        # "Kft." before a bracket, "the Magyar Nemzet": names of firms and papers
        if following is not None and following.text == "." and end - start > 2:
            return True
        return (
            start > 0
            and self.tokens[start - 1].lower in ("the", "a", "an", "this")
            and token.dep not in ("appos", "compound", "poss")
        )

    def _is_thing(self, start: int, end: int) -> bool:
        """Do capitalised words show a thing named after a person or an office: "Sultan Qaboos Grand Mosque"?"""
        no_person = load_titles().words.no_person
        lead = self.tokens[start].lower
        if lead in no_person - _ALSO_FIRST_NAMES and not (
            end - start >= 2 and any(lead in names for names in load_titles().family_first.values())
        ):
            return True
        place = end
        while (
            place < len(self.tokens)
            and place < end + 3
            and self.tokens[place].text[:1].isupper()
            and place not in self.office_at
            and place not in self.at
        ):
            if self.tokens[place].lower in no_person:
                return True
            place += 1
        return False

    def _skip_honorifics(self, place: int) -> int:
        honorifics = load_titles().honorifics
        while (
            place < len(self.tokens)
            and (self.tokens[place].lower in honorifics or self.tokens[place].text in _SHORT_HONOURS)
            and self.tokens[place].text[:1].isupper()
            and place not in self.office_at
        ):
            if self._is_famous_with(place) or self._is_own_part(place):
                break  # "Sheikh Mujibur Rahman"
            if self.tokens[place].lower == "the" and not (
                place + 1 < len(self.tokens) and self.tokens[place + 1].lower in honorifics
            ):
                break
            place += 1
            mark = place < len(self.tokens) and self.tokens[place].text in _TITLE_MARKS
            if mark and self.tokens[place].start == self.tokens[place - 1].end:
                place += 1  # "Smt.", "Dato'" in two tokens
        return place

    def _is_own_part(self, place: int) -> bool:
        """Is what looks like an honorific part of the name: "Tan Wei" but "Tan Sri Muhyiddin", "M.Enkhbold"?"""
        token, following = self.tokens[place], self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if token.lower == "tan":
            return following is None or following.lower != "sri"
        return token.lower == "m." and following is not None and following.start == token.end

    def _is_famous_with(self, place: int) -> bool:
        """Is the honorific part of the name by which a public figure is known?"""
        if self.tokens[place].text not in famous_first_words():
            return False
        ends = range(place + 2, min(place + 5, len(self.tokens)) + 1)
        words = (self.text[self.tokens[place].start - self.base : self.tokens[end - 1].end - self.base] for end in ends)
        return any(name_parts(each) in famous_names() for each in words)

    def _name_end(self, place: int, *, after_title: bool) -> int:
        """Behind the name that begins at ``place``; ``place`` itself when none does."""
        words = load_titles().words
        end = place
        parts = 0
        while end < len(self.tokens) and parts < 7:
            token = self.tokens[end]
            if (
                end in self.office_at
                and (parts or token.entity != "PERSON")
                and not (parts == 0 and end in self.office_at and self.office_at[end].head != end)
            ):
                break
            if self._is_name_word(token, end, place, after_title=after_title):
                end += 1
                parts += 1
                # "Young-se", "Jean-Yves", "Al-Sabah": parts that a tokenizer cut at the hyphen
                while end + 1 < len(self.tokens) and self._is_hyphened(end) and not self._joins_two(place, end):
                    end += 2
                continue
            if parts and self._is_nickname(end):
                end += 3
                continue
            following = self.tokens[end + 1].text if end + 1 < len(self.tokens) else ""
            if token.lower in _ARTICLES and following not in _HYPHENS:
                break
            if (
                token.lower in words.particles
                and (parts or after_title or token.entity == "PERSON")
                and self._carries_on(end)
            ):
                end += 1
                if end < len(self.tokens) and self.tokens[end].text in _HYPHENS:
                    end += 1
                continue
            if token.text == "," and parts and end + 1 < len(self.tokens) and self.tokens[end + 1].lower in _JUNIOR:
                end += 2
                continue
            break
        while end > place and (
            (self.tokens[end - 1].lower in words.particles and self.tokens[end - 1].text.islower())
            or self.tokens[end - 1].text in ("-", ",")
        ):
            end -= 1
        return end

    def _is_nickname(self, place: int) -> bool:
        """As in "Joko “Jokowi” Widodo": a word in quotation marks between two parts of the name."""
        words = self.tokens[place : place + 4]
        marked = len(words) == 4 and words[0].text in _NICK_MARKS and words[2].text in _NICK_MARKS
        return marked and all(word.text.istitle() and word.tag in ("NNP", "NNPS") for word in words[1::2])

    def _is_name_word(self, token: Token, place: int, start: int, *, after_title: bool) -> bool:
        words = load_titles().words
        if token.lower in _JUNIOR and place > start:
            return True
        if place > start and self._is_inner_part(place, start):
            return True
        if place == start and (self._is_small_family(place) or self._is_first_initial(place)):
            return True
        if not token.text[:1].isupper() or not token.text[0].isalpha() or token.text in _MARKS:
            return False
        if token.lower in words.no_name and not (
            token.lower in _MONTH_NAMES
            and (after_title or place > start)
            and token.entity != "DATE"
            and token.tag == "NNP"
        ):
            return False
        if any(c.isdigit() for c in token.text):
            return False
        if place in self.at and not self._is_place_in_name(place, start, after_title=after_title):
            return False
        if place > start and token.lower in words.no_person and token.entity != "PERSON":
            return False
        if len(token.text) == 2 and token.text[1] == ".":
            return True
        if len(token.text) > 2 and token.text[:-1].isupper() and token.text[-1] == "s":
            return False  # "NGOs", "MPs"
        if token.text.isupper() and len(token.text) > 3 and not self.heading and token.entity != "PERSON":
            return after_title and place == start
        return (
            token.tag in ("NNP", "NNPS")
            or token.entity == "PERSON"
            or (after_title and token.tag[:1] in ("N", "J", "F", "V"))
        )

    def _is_inner_part(self, place: int, start: int) -> bool:
        """Is a word that is small elsewhere part of a name here: "Lee In-young", "Kristie A Kenney"?"""
        token, following = self.tokens[place], self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if following is None or not token.text[:1].isupper():
            return False
        if following.text in _HYPHENS:
            korean = self.tokens[start].lower in load_titles().family_first["korea"]
            return korean and place == start + 1 and self._is_hyphened(place + 1)
        initial = len(token.text) == 1 and token.tag in ("NNP", "DT", "NN")
        return initial and following.tag == "NNP" and following.text.istitle() and place + 1 not in self.at

    def _is_first_initial(self, place: int) -> bool:
        """As in "his counterpart A G Lukashenko": letters without full stops, not at a sentence's head."""
        words = self.tokens[place : place + 3]
        letters = [word.text for word in words if len(word.text) == 1 and word.text.isupper() and word.text.isalpha()]
        if place == 0 or len(words) < 3 or words[0].text not in letters:
            return False
        name = words[2] if words[1].text in letters else words[1]
        return name.text.istitle() and name.tag == "NNP" and (len(letters) == 2 or words[0].text not in ("A", "I"))

    def _is_place_in_name(self, place: int, start: int, *, after_title: bool) -> bool:
        """Can a word that names a place or a people be part of a person's name: "Jordan Pickford", "Dang Quoc Thai"?"""
        token, hit = self.tokens[place], self.at[place]
        if after_title and hit.kind == "city" and fold_word(token.text) in self.known:
            return True  # "Assistant Secretary Medina", whom the model takes for a person elsewhere
        if (
            hit.kind == "country"
            and place > start
            and self.tokens[place + 1 : place + 2]
            and self._is_marked(place + 1)
        ):
            return False  # "conveyed to Lukashenko India's decision"
        inside = token.entity == "PERSON" and (
            place > start or after_title or not token.entity_start or self._goes_on_as_name(place)
        )
        if not inside or hit.last - hit.first > 1:
            return False
        last_name = place >= start + 2 and self.tokens[start].lower in load_titles().family_first["vietnam"]
        return last_name or hit.kind not in ("adjective", "demonym", "body")

    def _is_marked(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].tag == "POS" and self.tokens[place].text in _MARKS

    def _is_small_family(self, place: int) -> bool:
        """Is "He", "To", "An" a family name here? A capitalised name follows, and it does not begin the sentence."""
        token = self.tokens[place]
        if token.lower not in _SMALL_FAMILIES or not token.text[:1].isupper() or place + 1 >= len(self.tokens):
            return False
        if place == 0 and token.lower != "he":
            return False
        following = self.tokens[place + 1]
        return (
            following.text[:1].isupper()
            and following.tag in ("NNP", "NNPS")
            and place + 1 not in self.at
            and place + 1 not in self.office_at
            and following.lower
            not in load_titles().words.no_person | load_titles().words.no_name | load_titles().honorifics
        )

    def _goes_on_as_name(self, place: int) -> bool:
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return following is not None and following.entity == "PERSON" and not following.entity_start

    def _carries_on(self, place: int) -> bool:
        """Does a capitalised part follow the particle at ``place`` (perhaps after another: "bin al-")?"""
        words = load_titles().words
        ahead = place + 1
        while (
            ahead < len(self.tokens)
            and (self.tokens[ahead].text in ("-", "'", "’") or self.tokens[ahead].lower in words.particles)
            and ahead - place < 4
        ):
            if self.tokens[ahead].text[:1].isupper():
                return True
            ahead += 1
        return (
            ahead < len(self.tokens)
            and self.tokens[ahead].text[:1].isupper()
            and ahead not in self.at
            and self.tokens[ahead].tag in ("NNP", "NNPS")
        )

    def _is_hyphened(self, end: int) -> bool:
        """Does a hyphen at ``end`` join the token before it with a word behind it?"""
        hyphen, behind = self.tokens[end], self.tokens[end + 1]
        glued = hyphen.start == self.tokens[end - 1].end and behind.start == hyphen.end
        return hyphen.text in _HYPHENS and glued and behind.text[:1].isalpha()

    def _joins_two(self, place: int, hyphen: int) -> bool:
        """Does a hyphen join two people by the names that others call them by: "the Modi-Xi meeting"?"""
        if hyphen != place + 1:
            return False
        words = self.tokens[place].text, self.tokens[hyphen + 1].text
        long = min(map(len, words)) > 1 and words[0].lower() not in _ARTICLES | load_titles().words.particles
        return long and all(fold_word(word) in self.known for word in words)

    def _behind_short(self, place: int) -> int:
        """The place behind "(AUC)", the short form of the body whose office stands before it."""
        words = self.tokens[place : place + 3]
        short = len(words) == 3 and words[0].text == "(" and words[2].text == ")" and words[1].text.isupper()
        return place + 3 if short and (len(words[1].text) > 2 or words[1].text in ("PM", "FM")) else place

    def _is_office_word(self, start: int, end: int) -> bool:
        """Is the run but a word of an office whose rest was not understood: "Prime", "Medical", "Foreign"?"""
        words = load_titles().words
        return end - start == 1 and self.tokens[start].lower in words.modifiers & words.portfolios | _OFFICE_WORDS

    def _is_verb(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].tag in ("VBD", "VBZ", "VBP", "MD")

    def _is_empty(self, start: int, end: int) -> bool:
        """Are there only honorifics and marks: "Mr." before "President"?"""
        honorifics = load_titles().honorifics
        return all(
            token.lower in honorifics or not any(c.isalpha() for c in token.text) for token in self.tokens[start:end]
        )
