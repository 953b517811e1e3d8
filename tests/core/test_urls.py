from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.urls import BadUrl, UrlFault, canonical_url, follow_url, has_secret, host_of, join_url, parse_url


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("  https://example.com/a \n", "https://example.com/a"),
        ("HTTPS://example.com:443/a", "https://example.com/a"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&id=7&fbclid=y", "https://example.com/a?id=7"),
        ("https://example.com/a?utm_source=x", "https://example.com/a"),
        ("https://example.com/a?&&b=1&", "https://example.com/a?b=1"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
        ("https://example.com/%7euser/%e2%82%ac", "https://example.com/~user/%E2%82%AC"),
        ("https://example.com/€", "https://example.com/%E2%82%AC"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/a/%2e%2e/b", "https://example.com/b"),
        ("https://example.com/../..", "https://example.com/"),
        ("https://example.com/a;jsessionid=ABC123?x=1", "https://example.com/a?x=1"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://example.com/a?q=a%20b", "https://example.com/a?q=a%20b"),
        ("http://[2606:2800:220:1:248:1893:25c8:1946]/", "http://[2606:2800:220:1:248:1893:25c8:1946]/"),
    ],
)
def test_canonical_address_is_one_spelling(raw: str, canonical: str) -> None:
    assert canonical_url(raw) == canonical


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("", UrlFault.EMPTY),
        ("   ", UrlFault.EMPTY),
        ("https://example.com/" + "a" * 2_000, UrlFault.LONG),
        ("ftp://example.com/", UrlFault.SCHEME),
        ("http\u017f://example.com/", UrlFault.SCHEME),
        ("file:///etc/passwd", UrlFault.SCHEME),
        ("javascript:alert(1)", UrlFault.SCHEME),
        ("//example.com/", UrlFault.SCHEME),
        ("http:/example.com", UrlFault.SCHEME),
        ("http:example.com", UrlFault.SCHEME),
        ("http:///example.com", UrlFault.SCHEME),
        ("example.com", UrlFault.SCHEME),
        ("http://exa mple.com/", UrlFault.CHARACTERS),
        ("http://example.com/a\nb", UrlFault.CHARACTERS),
        ("http://example.com\\@127.0.0.1/", UrlFault.CHARACTERS),
        ("http://example.com/\u2028", UrlFault.CHARACTERS),
        ("http://example.com/\ud800", UrlFault.CHARACTERS),
        ("http://user@example.com/", UrlFault.USER),
        ("http://a:b@example.com/", UrlFault.USER),
        ("http://127.0.0.1%00.example.com/", UrlFault.HOST),
        ("http://ex%61mple.com/", UrlFault.HOST),
        ("http://-a.example/", UrlFault.HOST),
        ("http://a..example/", UrlFault.HOST),
        (f"http://{'a' * 64}.example/", UrlFault.HOST),
        (f"http://{'a.' * 127}example/", UrlFault.HOST),
        ("http://[::1%25lo]/", UrlFault.HOST),
        ("http://[::1/", UrlFault.HOST),
        ("http://①②⑦.⓪.⓪.①/", UrlFault.HOST),
        ("http://\uff11\uff12\uff17.0.0.1/", UrlFault.HOST),
        ("http://\u0e51\u0e52\u0e57.0.0.1/", UrlFault.HOST),
        ("http://127。0。0。1/", UrlFault.HOST),
        ("http://2130706433/", UrlFault.NUMBER),
        ("http://0x7f000001/", UrlFault.NUMBER),
        ("http://0177.0.0.1/", UrlFault.NUMBER),
        ("http://127.1/", UrlFault.NUMBER),
        ("http://0/", UrlFault.NUMBER),
        ("http://127.0.0.256/", UrlFault.NUMBER),
        ("http://example.com:0/", UrlFault.PORT),
        ("http://example.com:65536/", UrlFault.PORT),
        ("http://example.com:8o/", UrlFault.PORT),
        ("http://example.com:-1/", UrlFault.PORT),
    ],
)
def test_what_is_no_plain_web_address_is_refused(raw: str, fault: UrlFault) -> None:
    with pytest.raises(BadUrl) as refusal:
        parse_url(raw)
    assert refusal.value.fault is fault
    assert refusal.value.sentence.endswith(".")


@given(st.text(max_size=60))
@example("a%2")
@example("?%7e&utm_x=1&&b")
@example("/%2e%2e/%2E./..%2f")
@example("/;jsessionid=%2e%2e/..;jsessionid=a/b")
@example(";jsession;jsessionid=1id=2")
def test_canonical_address_of_a_canonical_address_is_itself(tail: str) -> None:
    try:
        once = canonical_url("https://example.com/" + tail)
    except BadUrl:
        return
    assert canonical_url(once) == once
    assert once.isascii()


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_our_own_refusal(raw: str) -> None:
    for text in (raw, f"http://{raw}", f"https://{raw}/a"):
        try:
            canonical_url(text)
        except BadUrl as refusal:
            assert refusal.fault in UrlFault  # noqa: PT017  # an address is as good an end


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("b", "https://example.com/news/b"),
        ("/b?x=1", "https://example.com/b?x=1"),
        ("//other.example/b", "https://other.example/b"),
        ("../b", "https://example.com/b"),
        ("?page=2", "https://example.com/news/a?page=2"),
        ("#top", "https://example.com/news/a"),
        ("http://other.example/c", "http://other.example/c"),
    ],
)
def test_link_is_resolved_against_its_page(link: str, target: str) -> None:
    assert join_url("https://example.com/news/a", link) == target


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.c", "/a\r\nb", "\\\\host\\x"])
def test_link_that_leads_nowhere_on_the_web_is_refused(link: str) -> None:
    with pytest.raises(BadUrl):
        join_url("https://example.com/news/a", link)


def test_redirect_keeps_every_parameter() -> None:
    base = parse_url("https://example.com/a")
    assert str(follow_url(base, "/b?utm_source=x&id=1")) == "https://example.com/b?utm_source=x&id=1"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://example.com/feed?token=abc", True),
        ("https://example.com/feed?user_key=abc", True),
        ("https://example.com/feed?X-Amz-Signature=abc", True),
        ("https://example.com/feed?id=7", False),
        ("https://example.com/token/feed", False),
        ("https://example.com/feed?monkey=1", False),
    ],
)
def test_address_with_a_key_in_it_is_known_as_secret(url: str, secret: bool) -> None:  # noqa: FBT001
    assert has_secret(url) is secret


def test_host_is_shown_without_www() -> None:
    assert host_of("https://www.example.com/a") == "example.com"
    assert host_of("nonsense") == ""
