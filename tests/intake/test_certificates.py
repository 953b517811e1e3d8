"""Encrypted sites: a certificate that is not sound is refused and never done without; redirects between the two."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.intake.fetch import Fetcher
from bot.intake.fetch_faults import FetchFault
from tests.intake.certificates import Authority, Certificate, serve_with
from tests.intake.fetching import NOW, fail
from tests.intake.servers import LoopbackOnly, Site, open_server, open_site, redirect


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def sound(authority: Authority) -> Certificate:
    return authority.issue("sound")


@asynccontextmanager
async def open_encrypted(certificate: Certificate, *, newest: ssl.TLSVersion | None = None) -> AsyncIterator[Site]:
    site = Site(scheme="https")
    async with open_server(site.serve, encrypted=serve_with(certificate, newest=newest)) as port:
        site.port = port
        site.put("/", "hello")
        yield site


def fetcher_for(authority: Authority, *sites: Site, trust: ssl.SSLContext | None = None) -> Fetcher:
    policy = LoopbackOnly({site.port for site in sites}, frozenset({"other.example"}))
    return Fetcher(clock=lambda: NOW, policy=policy, trust=trust or authority.trust(), total_s=5)


async def test_page_with_a_sound_certificate_is_fetched(authority: Authority, sound: Certificate) -> None:
    async with open_encrypted(sound) as site, fetcher_for(authority, site) as fetcher:
        assert (await fetcher.fetch(site.url + "/")).content == b"hello"


@pytest.mark.parametrize("fault", ["expired", "of itself", "of another host", "unknown authority", "SHA-1"])
async def test_page_with_another_certificate_is_refused_and_nothing_is_asked_without(
    authority: Authority, tmp_path: Path, fault: str
) -> None:
    trust = None
    match fault:
        case "expired":
            certificate = authority.issue("expired", days=-1)
        case "of itself":
            certificate = authority.issue_alone("alone")
        case "of another host":
            certificate = authority.issue("other", names="DNS:other.example")
        case "SHA-1":
            certificate = authority.issue("weak", digest="sha1")
        case _:
            certificate, trust = authority.issue("unknown"), Authority(tmp_path).trust()
    async with open_encrypted(certificate) as site, fetcher_for(authority, site, trust=trust) as fetcher:
        for _ in range(2):  # nor at the second time
            failure = await fail(fetcher, site.url + "/")
            assert failure.fault is FetchFault.CERTIFICATE
            assert failure.sentence == "The site's certificate is not valid, so nothing was taken from it."
        assert not site.asked


async def test_site_that_speaks_only_an_old_protocol_is_refused(authority: Authority, sound: Certificate) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of what is tested
        old = open_encrypted(sound, newest=ssl.TLSVersion.TLSv1_1)
        async with old as site, fetcher_for(authority, site) as fetcher:
            failure = await fail(fetcher, site.url + "/")
            assert failure.fault in {FetchFault.CERTIFICATE, FetchFault.UNREACHABLE}
            assert not site.asked


async def test_fetcher_without_a_test_s_trust_trusts_the_system_s_authorities_alone(sound: Certificate) -> None:
    async with open_encrypted(sound) as site:
        async with Fetcher(clock=lambda: NOW, policy=LoopbackOnly({site.port})) as fetcher:
            assert (await fail(fetcher, site.url + "/")).fault is FetchFault.CERTIFICATE
        assert not site.asked


# --- redirects between encrypted and plain ---------------------------------------------------------------------------


async def test_redirect_to_an_encrypted_page_is_followed(authority: Authority, sound: Certificate) -> None:
    async with open_site() as plain, open_encrypted(sound) as site, fetcher_for(authority, plain, site) as fetcher:
        plain.pages["/"] = redirect(site.url + "/", 301)
        fetched = await fetcher.fetch(plain.url + "/")
    assert (fetched.content, fetched.moved_to) == (b"hello", site.url + "/")


async def test_redirect_to_a_plain_page_is_followed_once(authority: Authority, sound: Certificate) -> None:
    async with open_site() as plain, open_encrypted(sound) as site, fetcher_for(authority, plain, site) as fetcher:
        site.pages["/a"] = redirect(plain.url + "/b")
        plain.put("/b", "plain")
        assert (await fetcher.fetch(site.url + "/a")).content == b"plain"
        plain.pages["/b"] = redirect(site.url + "/c")
        site.pages["/c"] = redirect(plain.url + "/d")
        plain.put("/d", "plain")
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS
        assert not plain.asked["/d"]


async def test_address_with_a_key_is_never_asked_for_unencrypted(authority: Authority, sound: Certificate) -> None:
    async with open_site() as plain, open_encrypted(sound) as site, fetcher_for(authority, plain, site) as fetcher:
        for place in ("/feed?token=abcdef", "/feed"):
            site.pages["/feed?token=abcdef"] = redirect(plain.url + place)
            assert (await fail(fetcher, site.url + "/feed?token=abcdef")).fault is FetchFault.REDIRECTS
    assert not plain.asked


@pytest.mark.parametrize(
    "place",
    [
        b"/" + b"a" * (2 << 20),
        b"http://127.0.0.1/%0d%0aHost:%20inside",
        b"/a\rX: 1",
        b"/a\x00b",
        "http://127.0.0.1:80/\u2028".encode(),
    ],
    ids=["2 MB", "written-out line break", "carriage return", "zero", "line separator"],
)
async def test_redirect_to_a_place_that_is_malformed_reaches_nothing(place: bytes) -> None:
    async with open_site() as site, open_site() as canary:
        answer = b"HTTP/1.1 302 Moved\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n"
        site.pages["/"] = answer.replace(b"127.0.0.1/", b"127.0.0.1:%d/" % canary.port)
        async with Fetcher(clock=lambda: NOW, policy=LoopbackOnly({site.port}), total_s=5) as fetcher:
            failure = await fail(fetcher, site.url + "/")
        assert failure.fault in {FetchFault.BROKEN, FetchFault.REDIRECTS, FetchFault.REFUSED}
        assert set(site.asked) == {"/"}
        assert not canary.asked
