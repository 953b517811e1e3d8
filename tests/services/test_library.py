from __future__ import annotations

import pytest

from bot.core.errors import NotFound, UserError
from bot.core.models import LibraryId
from bot.services.library import LibraryService
from storage.database import Database
from storage.settings import LibrarySettings
from tests.storage.made import AWAY, HOME, NOW, make_source, page, pasted, stock


@pytest.fixture
def service(database: Database) -> LibraryService:
    return LibraryService(database, lambda: NOW)


async def test_library_that_nothing_was_added_to_has_a_status_settings_and_log(service: LibraryService) -> None:
    assert (await service.status(HOME)).articles == 0
    assert await service.settings(HOME) == LibrarySettings()
    page_of_log = await service.log(HOME)
    assert (page_of_log.entries, page_of_log.after) == ((), None)


async def test_changed_setting_is_kept_and_logged_with_what_undoes_it(service: LibraryService) -> None:
    audit_id = await service.change_setting(HOME, "zone", "Europe/Minsk", actor=7)
    assert await service.settings(HOME) == LibrarySettings(zone="Europe/Minsk")
    assert await service.change_setting(HOME, "zone", "Europe/Minsk", actor=7) is None
    (entry,) = (await service.log(HOME)).entries
    assert entry.audit_id == audit_id
    assert (entry.actor, entry.action, entry.done_at) == (7, "setting.change", NOW)
    assert entry.subject == "zone: UTC → Europe/Minsk"
    assert entry.undo == {"name": "zone", "value": "UTC", "changed_to": "Europe/Minsk"}
    assert (await service.log(AWAY)).entries == ()


async def test_undone_setting_is_what_it_was_and_is_undone_once(service: LibraryService) -> None:
    audit_id = await service.change_setting(HOME, "moderator_role_id", 55, actor=7)
    assert audit_id is not None
    with pytest.raises(NotFound):
        await service.undo_setting(AWAY, audit_id, actor=8)
    assert await service.undo_setting(HOME, audit_id, actor=8) == LibrarySettings()
    newest, oldest = (await service.log(HOME)).entries
    assert (newest.actor, newest.action, newest.subject) == (
        8, "setting.change.undo", "moderator role id: 55 → none",
    )  # fmt: skip
    assert oldest.undone_at == NOW
    with pytest.raises(UserError, match="already"):
        await service.undo_setting(HOME, audit_id, actor=8)


async def test_setting_that_was_changed_again_is_not_undone_behind_that_change(service: LibraryService) -> None:
    first = await service.change_setting(HOME, "zone", "Europe/Minsk", actor=7)
    second = await service.change_setting(HOME, "zone", "Asia/Tokyo", actor=7)
    assert first is not None
    assert second is not None
    with pytest.raises(UserError, match="changed again since"):
        await service.undo_setting(HOME, first, actor=7)
    assert (await service.undo_setting(HOME, second, actor=7)).zone == "Europe/Minsk"
    assert (await service.undo_setting(HOME, first, actor=7)).zone == "UTC"


async def test_refused_setting_leaves_nothing_half_stored(service: LibraryService, database: Database) -> None:
    with pytest.raises(UserError):
        await service.change_setting(HOME, "zone", "Mars/Olympus", actor=7)
    with pytest.raises(NotFound):
        await service.change_setting(HOME, "colour", 1, actor=7)
    assert (await service.log(HOME)).entries == ()
    async with database.read() as read:
        assert await read.fetch_value("SELECT count(*) FROM library") == 0


async def test_log_is_paged_newest_first_without_gap_or_repeat(service: LibraryService) -> None:
    for number in range(1, 24):
        await service.change_setting(HOME, "notices_channel_id", number, actor=7)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        log = await service.log(HOME, cursor)
        seen += [entry.audit_id for entry in log.entries]
        cursor = log.after
        if cursor is None:
            break
    assert len(seen) == 23
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1; DROP TABLE audit", "٣", "9" * 40])
async def test_cursor_that_is_none_of_ours_is_refused_with_a_sentence(service: LibraryService, cursor: str) -> None:
    with pytest.raises(UserError, match="open the log again"):
        await service.log(HOME, cursor)


async def test_removed_library_takes_its_own_and_leaves_what_others_hold(
    service: LibraryService, database: Database
) -> None:
    async with database.transaction() as write:
        for library in (HOME, AWAY):
            source = await make_source(write, library)
            await stock(write, library, source, page("https://a.example/shared"))
            await stock(write, library, source, page(f"https://a.example/{library}", f"Words of {library}."))
            await stock(write, library, await make_source(write, library, None), pasted(f"A note of {library}."))
    assert await service.remove(AWAY)
    assert not await service.remove(AWAY)
    assert (await service.status(AWAY)).articles == 0
    assert (await service.status(HOME)).articles == 3
    async with database.read() as read:
        assert await read.fetch_value("SELECT count(*) FROM article") == 3


async def test_sweep_goes_on_until_nothing_is_left(service: LibraryService, database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, LibraryId(5))
        for number in range(210):
            await stock(write, LibraryId(5), source, page(f"https://a.example/{number}", "Words."))
    assert await service.remove(LibraryId(5))
    assert await service.sweep() == 0
    async with database.read() as read:
        assert await read.fetch_value("SELECT count(*) FROM article") == 0
        assert await read.fetch_value("SELECT count(*) FROM article_words WHERE article_words MATCH 'words'") == 0
