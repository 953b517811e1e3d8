"""Everything that can be asked of the services: one entry a method, and a reason for each that is not asked."""

# ruff: noqa: ARG005  # every question has the same shape

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.models import EventId, LibraryId
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, SearchQuery, TimelineQuery
from bot.services import Services
from bot.services.digests import OrderWords
from tests.neighbours.probes import Probe
from tests.neighbours.words import NOBODY


async def _preview(services: Services, library: LibraryId, probe: Probe) -> object:
    words = OrderWords(1, "daily", at="08:00", any_of=probe.words.name)
    return await services.digests.preview(library, await services.digests.read_order(library, words))


Ask = Callable[[Services, LibraryId, Probe], Awaitable[object]]

QUESTIONS: dict[str, Callable[[Probe], Any]] = {
    "meetings": lambda p: MeetingQuery(who=p.words.name, place=p.words.place),
    "meetings of a surname": lambda p: MeetingQuery(who=p.words.last),
    "meetings somewhere": lambda p: MeetingQuery(place=p.words.place),
    "agreements": lambda p: AgreementQuery(about=p.words.topic),
    "figures": lambda p: FigureQuery(about=p.words.topic),
    "people": lambda p: PeopleQuery(who=p.words.name),
    "search": lambda p: SearchQuery(words=p.words.word),
    "search misspelt": lambda p: SearchQuery(words=p.words.word[:-1] + "x"),
    "timeline": lambda p: TimelineQuery(who=p.words.name),
}
MISSPELT: tuple[Callable[[Probe], str], ...] = (
    lambda p: p.words.last[:7],
    lambda p: p.words.last[:-1] + "q",
    lambda p: p.words.name,
    lambda _: "",
)

ASKED: dict[str, list[Ask]] = {
    "LibraryService.status": [lambda s, lib, p: s.library.status(lib)],
    "LibraryService.settings": [lambda s, lib, p: s.library.settings(lib)],
    "LibraryService.undo_setting": [lambda s, lib, p: s.library.undo_setting(lib, p.audit, actor=1)],
    "LibraryService.log": [lambda s, lib, p: s.library.log(lib)],
    "SourceService.list_sources": [lambda s, lib, p: s.sources.list_sources(lib, limit=100)],
    "SourceService.complete_sources": [
        lambda s, lib, p: s.sources.complete_sources(lib, p.words.host),
        lambda s, lib, p: s.sources.complete_sources(lib, ""),
    ],
    "SourceService.export_opml": [lambda s, lib, p: s.sources.export_opml(lib)],
    "SourceService.find_source": [lambda s, lib, p: s.sources.find_source(lib, p.source)],
    "SourceService.check": [lambda s, lib, p: s.sources.check(lib, p.source, actor=1)],
    "SourceService.pause": [lambda s, lib, p: s.sources.pause(lib, p.source, actor=1)],
    "SourceService.resume": [lambda s, lib, p: s.sources.resume(lib, p.source, actor=1)],
    "SourceService.what_goes": [lambda s, lib, p: s.sources.what_goes(lib, p.source)],
    "SourceService.remove": [lambda s, lib, p: s.sources.remove(lib, p.source, actor=1)],
    "SourceService.undo": [lambda s, lib, p: s.sources.undo(lib, p.audit, actor=1)],
    "LookupService.article": [lambda s, lib, p: s.lookup.article(lib, p.article)],
    "LookupService.find_article": [
        lambda s, lib, p: s.lookup.find_article(lib, p.words.title),
        lambda s, lib, p: s.lookup.find_article(lib, p.words.title[:-1] + "q"),
    ],
    "LookupService.sources_of": [lambda s, lib, p: s.lookup.sources_of(lib, p.event)],
    "LookupService.complete": [
        (lambda s, lib, p, what=what, typed=typed: s.lookup.complete(lib, what, typed(p)))  # type: ignore[misc]
        for what in ("who", "place", "about", "title")
        for typed in MISSPELT
    ],
    **{
        f"LookupService.{name}": [
            (lambda s, lib, p, name=name, make=make: getattr(s.lookup, name)(lib, make(p)))  # type: ignore[misc]
            for make in QUESTIONS.values()
        ]
        for name in ("find", "events", "answer", "chart")
    },
    "LookupService.export": [
        (lambda s, lib, p, make=make, form=form: s.lookup.export(lib, make(p), form))  # type: ignore[misc]
        for make in QUESTIONS.values()
        for form in ("csv", "json", "ics")
    ],
    "AnswerService.find": [lambda s, lib, p: s.answers.find(lib, p.key)],
    "CorrectionService.correct": [lambda s, lib, p: s.corrections.correct(lib, p.event, "place", "Oslo", actor=1)],
    "CorrectionService.join": [
        lambda s, lib, p: s.corrections.join(lib, p.event, EventId(NOBODY + 1), actor=1),
        lambda s, lib, p: s.corrections.join(lib, EventId(NOBODY + 1), p.event, actor=1),
    ],
    "CorrectionService.split": [lambda s, lib, p: s.corrections.split(lib, p.event, p.article, actor=1)],
    "CorrectionService.withdraw": [lambda s, lib, p: s.corrections.withdraw(lib, p.event, actor=1)],
    "CorrectionService.restore": [lambda s, lib, p: s.corrections.restore(lib, p.event, actor=1)],
    "CorrectionService.list_withdrawn": [lambda s, lib, p: s.corrections.list_withdrawn(lib)],
    "CorrectionService.list_likely": [lambda s, lib, p: s.corrections.list_likely(lib, p.event)],
    "CorrectionService.find_entry": [lambda s, lib, p: s.corrections.find_entry(lib, 1)],
    "CorrectionService.undo": [lambda s, lib, p: s.corrections.undo(lib, p.audit, actor=1)],
    "CorrectionService.list_mistakes": [lambda s, lib, p: s.corrections.list_mistakes(lib)],
    "CorrectionService.report_mistake": [
        lambda s, lib, p: s.corrections.report_mistake(lib, p.event, "Wrong.", reporter=1)
    ],
    "CorrectionService.settle_mistake": [lambda s, lib, p: s.corrections.settle_mistake(lib, p.mistake, actor=1)],
    "DigestService.read_order": [
        lambda s, lib, p: s.digests.read_order(lib, OrderWords(1, "daily", at="8", any_of=p.words.name))
    ],
    "DigestService.list_page": [lambda s, lib, p: s.digests.list_page(lib)],
    "DigestService.find": [
        lambda s, lib, p: s.digests.find(lib, p.digest),
        lambda s, lib, p: s.digests.find(lib, p.follow),
    ],
    "DigestService.find_numbered": [lambda s, lib, p: s.digests.find_numbered(lib, 1)],
    "DigestService.complete": [lambda s, lib, p: s.digests.complete(lib, p.words.last)],
    "DigestService.preview": [_preview],
    "DigestService.deliveries": [lambda s, lib, p: s.digests.deliveries(lib, p.digest)],
    "DigestService.about": [lambda s, lib, p: s.digests.about(lib, p.key)],
    "DigestService.why": [lambda s, lib, p: s.digests.why(lib, p.article)],
    "DigestService.confirm": [lambda s, lib, p: s.digests.confirm(lib, p.digest, actor=1)],
    "DigestService.pause": [lambda s, lib, p: s.digests.pause(lib, p.digest, actor=1)],
    "DigestService.resume": [lambda s, lib, p: s.digests.resume(lib, p.digest, actor=1)],
    "DigestService.send": [lambda s, lib, p: s.digests.send(lib, p.digest, actor=1)],
    "DigestService.remove": [lambda s, lib, p: s.digests.remove(lib, p.digest, actor=1)],
    "DigestService.undo": [lambda s, lib, p: s.digests.undo(lib, p.audit, actor=1)],
    "FollowService.read_party": [lambda s, lib, p: s.follows.read_party(lib, p.words.last[:-1] + "q")],
    "FollowService.list_own": [lambda s, lib, p: s.follows.list_own(lib, 1)],
    "FollowService.complete": [lambda s, lib, p: s.follows.complete(lib, 1, "")],
    "FollowService.remove": [lambda s, lib, p: s.follows.remove(lib, 1, p.follow)],
    "FollowService.about": [lambda s, lib, p: s.follows.about(1, p.key)],
    "FollowService.stop": [lambda s, lib, p: s.follows.stop(1, p.key)],
    "FollowService.find_card": [lambda s, lib, p: s.follows.find_card(1, p.key, p.event)],
}
NOT_ASKED = {
    # These bring something in or change one's own; what came of it is seen by the others.
    "LibraryService.change_setting", "LibraryService.remove", "SourceService.add_file", "SourceService.add_text",
    "SourceService.add_url", "SourceService.look_at_url", "SourceService.import_opml", "AnswerService.save",
    "DigestService.create", "DigestService.edit", "FollowService.follow",
    # This takes the asking person's own id away, everywhere.
    "LibraryService.forget_person",
    # These are asked by no person.
    "LibraryService.sweep", "SourceService.wait_read", "AnswerService.find_synced_commands",
    "AnswerService.remove_old", "AnswerService.save_synced_commands", "DepartureService.compare",
    "DepartureService.mark_back", "DepartureService.mark_left", "DepartureService.remove_departed",
    # These tell what of the bot does not work, of no library.
    "Troubles.note", "Troubles.clear", "Troubles.list_all",
    # These read no library: words alone.
    "DigestService.read_change", "DigestService.complete_zones",
    "DigestService.load_entries", "FollowService.read_words",
    # This draws what chart gives.
    "PictureService.draw",
}  # fmt: skip
