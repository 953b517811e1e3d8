"""What moderators and members may order, see and undo, apart from Discord."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import NotFound, QuotaReached, UserError
from bot.core.models import DigestId
from bot.core.orders import Filter
from bot.services.digests import MOST_DIGESTS, DigestService, OrderWords, say_digest
from bot.services.entries import cut_first_sentence
from bot.services.follows import MOST_EACH, FollowService
from bot.services.library import LibraryService
from storage.audit import list_audit
from storage.database import Database
from storage.digests import Digest, DigestState
from tests.services.made import AWAY, HOME, LI, add, add_minsk, clock, meeting


@pytest.fixture
def digests(database: Database) -> DigestService:
    return DigestService(database, clock)


@pytest.fixture
def follows(database: Database) -> FollowService:
    return FollowService(database, clock)


async def make(digests: DigestService, every: str = "daily", **words: str) -> Digest:
    words.setdefault("zone", "Europe/Warsaw")
    order = await digests.read_order(HOME, OrderWords(5, every, **words))  # type: ignore[arg-type]
    return await digests.create(HOME, order, actor=7)


async def test_the_zone_of_the_library_holds_where_none_is_named(digests: DigestService, database: Database) -> None:
    await LibraryService(database, clock).change_setting(HOME, "zone", "Asia/Tokyo", actor=1)
    order = await digests.read_order(HOME, OrderWords(5, "daily", at="08:00"))
    assert order.calendar.zone == "Asia/Tokyo"
    preview = await digests.preview(HOME, order)
    assert preview.next_times[0] == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert len(preview.next_times) == 3


@pytest.mark.parametrize("typed", ["EST5", "GMT+25", "Atlantis/Capital", "../../etc/passwd"])
async def test_a_zone_that_is_none_is_refused(digests: DigestService, typed: str) -> None:
    with pytest.raises(UserError):
        await digests.read_order(HOME, OrderWords(5, "daily", zone=typed))


async def test_a_city_alone_gets_did_you_mean(digests: DigestService) -> None:
    with pytest.raises(NotFound) as refused:
        await digests.read_order(HOME, OrderWords(5, "daily", zone="Berlin"))
    assert refused.value.suggestions == ("Europe/Berlin",)


async def test_a_preview_shows_the_latest_where_nothing_is_new_and_the_new_where_something_is(
    digests: DigestService, database: Database
) -> None:
    await add_minsk(database)
    digest = await make(digests, any_of="China")
    old = await digests.preview(HOME, digest.order, digest)
    assert old.of_the_past
    assert old.messages
    await add(
        database, {"Xi Jinping met Li Qiang in Beijing.": (meeting("Xi Jinping", "Li Qiang", date="2024-09-01"), LI)}
    )
    new = await digests.preview(HOME, digest.order, digest)
    assert not new.of_the_past
    ((_, cards),) = new.messages[0].groups
    assert [card.quote for card in cards] == ["Xi Jinping met Li Qiang in Beijing."]


async def test_nothing_of_one_library_is_seen_or_touched_from_another(
    digests: DigestService, database: Database
) -> None:
    digest = await make(digests)
    await add_minsk(database)
    assert (await digests.list_page(AWAY))[0] == []
    assert await digests.complete(AWAY, "") == []
    for touch in (
        digests.find(AWAY, digest.digest_id),
        digests.pause(AWAY, digest.digest_id, actor=1),
        digests.remove(AWAY, digest.digest_id, actor=1),
        digests.send(AWAY, digest.digest_id, actor=1),
        digests.edit(AWAY, digest.digest_id, digest.order, actor=1),
        digests.deliveries(AWAY, digest.digest_id),
        digests.confirm(AWAY, digest.digest_id, actor=1),
    ):
        with pytest.raises(NotFound):
            await touch
    assert not (await digests.preview(AWAY, digest.order)).messages


async def test_everything_that_is_changed_is_in_the_log_and_a_removal_can_be_undone_once(
    digests: DigestService, database: Database
) -> None:
    digest = await make(digests)
    await digests.pause(HOME, digest.digest_id, actor=7)
    await digests.resume(HOME, digest.digest_id, actor=7)
    audit_id = await digests.remove(HOME, digest.digest_id, actor=7)
    back = await digests.undo(HOME, audit_id, actor=7)
    assert back.state is DigestState.PAUSED
    with pytest.raises(NotFound):
        await digests.undo(HOME, audit_id, actor=7)
    with pytest.raises(NotFound):
        await digests.undo(AWAY, audit_id, actor=7)
    async with database.read() as read:
        actions = [entry.action for entry in await list_audit(read, HOME)]
    assert actions[::-1] == [f"digest.{what}" for what in ("create", "pause", "resume", "remove", "restore")]


async def test_pausing_twice_resuming_what_runs_and_what_is_not_there_are_said(digests: DigestService) -> None:
    digest = await make(digests)
    with pytest.raises(UserError, match="not paused"):
        await digests.resume(HOME, digest.digest_id, actor=1)
    await digests.pause(HOME, digest.digest_id, actor=1)
    with pytest.raises(UserError, match="already"):
        await digests.pause(HOME, digest.digest_id, actor=1)
    with pytest.raises(UserError, match="paused"):
        await digests.send(HOME, digest.digest_id, actor=1)
    with pytest.raises(NotFound):
        await digests.find(HOME, DigestId(99))


async def test_a_draft_is_no_digest_until_it_is_confirmed_and_then_only_once(
    digests: DigestService, database: Database
) -> None:
    order = await digests.read_order(HOME, OrderWords(5, "at once", zone="UTC"))
    draft = await digests.create(HOME, order, actor=7, draft=True)
    await add_minsk(database)
    assert await digests.desk.compose_due() == 0
    with pytest.raises(NotFound):
        await digests.pause(HOME, draft.digest_id, actor=7)
    await digests.confirm(HOME, draft.digest_id, actor=7)
    assert await digests.desk.compose_due() == 0
    with pytest.raises(UserError, match="saved already"):
        await digests.confirm(HOME, draft.digest_id, actor=7)


async def test_a_library_has_so_many_digests_and_a_member_so_many_follows(
    digests: DigestService, follows: FollowService
) -> None:
    for _ in range(MOST_DIGESTS):
        await make(digests)
    with pytest.raises(QuotaReached):
        await make(digests)
    for number in range(MOST_EACH):
        await follows.follow(HOME, 7, follows.read_words(f"topic{number}"))
    with pytest.raises(QuotaReached):
        await follows.follow(HOME, 7, follows.read_words("another topic"))
    await follows.follow(HOME, 8, follows.read_words("another topic"))


async def test_sending_by_hand_tells_what_is_new_and_leaves_the_calendar_as_it_is(
    digests: DigestService, database: Database
) -> None:
    digest = await make(digests, at="08:00")
    assert await digests.send(HOME, digest.digest_id, actor=1) == 0
    await add_minsk(database)
    assert await digests.send(HOME, digest.digest_id, actor=1) == 1
    assert await digests.send(HOME, digest.digest_id, actor=1) == 0
    after = await digests.find(HOME, digest.digest_id)
    assert (after.next_at, after.last_at) == (digest.next_at, digest.last_at)


async def test_why_tells_every_outcome_apart(digests: DigestService, database: Database) -> None:
    before, _ = await add_minsk(database)
    all_of_it = await make(digests, any_of="China")
    await make(digests, any_of="Brazil")
    title, verdicts = await digests.why(HOME, before)
    assert title
    assert {verdict.outcome for verdict in verdicts} == {"passed over"}
    article = await add(
        database,
        {"Xi Jinping met Li Qiang in Beijing.": (meeting("Xi Jinping", "Li Qiang", date="2024-09-01"), LI)},
        publisher="Another",
    )
    _, verdicts = await digests.why(HOME, article)
    assert {(verdict.digest.digest_id, verdict.outcome) for verdict in verdicts} >= {(all_of_it.digest_id, "waiting")}
    await digests.send(HOME, all_of_it.digest_id, actor=1)
    _, verdicts = await digests.why(HOME, article)
    assert "on its way" in {verdict.outcome for verdict in verdicts}
    with pytest.raises(NotFound):
        await digests.why(AWAY, article)


async def test_a_followed_surname_stands_for_the_one_person_who_has_it(
    follows: FollowService, database: Database
) -> None:
    await add_minsk(database)
    asked = await follows.read_party(HOME, "Golovchenko")
    assert [term.name for term in asked.any_of] == ["Roman Golovchenko"]
    with pytest.raises(UserError):
        await follows.read_party(HOME, "Belarus", "Republic of Belarus")
    assert await follows.read_party(HOME, "Nobody Heardof") != Filter()


async def test_a_follow_is_its_owner_s_alone(follows: FollowService) -> None:
    follow, new = await follows.follow(HOME, 7, follows.read_words("grain"))
    assert new
    for library, user in ((HOME, 8), (AWAY, 7)):
        with pytest.raises(NotFound):
            await follows.remove(library, user, follow.digest_id)
    await follows.remove(HOME, 7, follow.digest_id)
    assert await follows.list_own(HOME, 7) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One came. Two left.", "One came. Two left."),
        ("The first sentence stands here. The second too.", "The first sentence stands here."),
        ("\n  A heading without an end\nThe rest.", "A heading without an end"),
        ("word " * 200, ("word " * 80).rstrip()),
        ("x" * 1000, "x" * 400),
    ],
)
def test_the_first_sentence_is_cut_by_offset(text: str, sentence: str) -> None:
    found = cut_first_sentence(text)
    assert found.text == sentence
    assert text[found.start : found.end] == sentence


async def test_a_digest_in_a_line(digests: DigestService) -> None:
    digest = await make(digests, at="18:30", any_of="China, place Minsk")
    assert say_digest(digest) == (
        f"#{digest.number} every day at 18:30 (Europe/Warsaw): everything naming any of China, place Minsk"
    )
    assert digest.next_at is not None
    assert digest.next_at - clock() < timedelta(days=1)
