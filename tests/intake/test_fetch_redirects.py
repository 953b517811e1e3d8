"""How far redirects are followed, and where they may not lead."""

from __future__ import annotations

import pytest

from bot.intake.fetch_faults import FetchFault
from tests.intake.fetching import fail, fetching
from tests.intake.servers import open_site, redirect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_inside_is_never_followed(status: int) -> None:
    async with open_site() as site, open_site() as canary, fetching(site.port) as fetcher:
        site.pages["/a"] = redirect(canary.url + "/secret", status)
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REFUSED
    assert not canary.asked


async def test_private_address_at_the_end_of_a_chain_is_never_reached() -> None:
    async with open_site() as site, open_site() as canary, fetching(site.port) as fetcher:
        for n in range(3):
            site.pages[f"/{n}"] = redirect(f"/{n + 1}")
        site.pages["/3"] = redirect(canary.url + "/secret")
        assert (await fail(fetcher, site.url + "/0")).fault is FetchFault.REFUSED
    assert not canary.asked


async def test_five_redirects_are_followed_and_six_are_not() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        for n in range(6):
            site.pages[f"/{n}"] = redirect(f"{n + 1}")
        site.put("/5", "end")
        assert (await fetcher.fetch(site.url + "/0")).url == site.url + "/5"
        site.pages["/5"] = redirect("/6")
        site.put("/6", "end")
        assert (await fail(fetcher, site.url + "/0")).fault is FetchFault.REDIRECTS


async def test_circle_of_redirects_ends_at_its_second_turn() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"], site.pages["/b"] = redirect("/b"), redirect("/a")
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS
    assert site.asked == {"/a": 1, "/b": 1}


@pytest.mark.parametrize(
    "place",
    [
        "",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:1",
        "http://user@127.0.0.1/",
        "http:\\\\127.0.0.1",
        "//",
        "http://",
    ],
)
async def test_redirect_to_nowhere_is_refused(place: str) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = redirect(place)
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS


async def test_two_places_in_one_redirect_are_refused() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = b"HTTP/1.1 302 Moved\r\nLocation: /b\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS


async def test_place_that_moved_for_good_is_told() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/old"], site.pages["/now"] = redirect("/new", 301), redirect("/new", 302)
        site.put("/new", "x")
        assert (await fetcher.fetch(site.url + "/old")).moved_to == site.url + "/new"
        assert (await fetcher.fetch(site.url + "/now")).moved_to is None
