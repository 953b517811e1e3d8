"""Web addresses: read strictly, made canonical for identity, and what of them may be fetched. Pure.

Read with our own small grammar, because what libraries forgive (line breaks, user names, circled digits, backslashes,
numbers in place of addresses) is how requests are smuggled to machines they must not reach. What is not plainly an
``http`` or ``https`` address with an ordinary host is refused before any library or name server sees it.

``canonical_url`` gives articles their identity: lower-case scheme and host, no default port, no fragment, no tracking
parameters, one spelling of percent signs and dots. It is idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from bot.core.errors import UserError

MAX_URL = 2_000  # characters; browsers and feeds stay below
_SPACE = " \t\r\n\f"


class UrlFault(StrEnum):
    """Why something is no address that we take."""

    EMPTY = "empty"
    LONG = "long"
    CHARACTERS = "characters"  # white space, controls, backslashes, lone surrogates inside
    SCHEME = "scheme"  # not http:// or https://
    USER = "user"  # a user name or password before the host
    HOST = "host"  # no host, or one that is none
    NUMBER = "number"  # a number that stands for an address in some libraries
    PORT = "port"  # no port number


_SENTENCES = {
    UrlFault.EMPTY: "There is no address.",
    UrlFault.LONG: f"That address is too long; it may have up to {MAX_URL:,} characters.",
    UrlFault.USER: "An address with a user name or password in it is not taken.",
    UrlFault.SCHEME: "That is not a web address. It must begin with https:// or http://.",
}


class BadUrl(UserError):  # noqa: N818  # reads as what happened, like the errors of bot.core.errors
    """Not an address that we take; ``fault`` says why."""

    def __init__(self, fault: UrlFault) -> None:
        super().__init__(_SENTENCES.get(fault, "That is not a valid web address."))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class WebUrl:
    """An address in its parts, all ASCII."""

    scheme: str  # "http" or "https"
    host: str  # lower case; an IPv6 address without its brackets
    port: int  # the default one when the address names none
    path: str  # begins with "/"
    query: str  # without "?", "" when there is none

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}{'?' if self.query else ''}{self.query}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, as one request's limits are counted by."""
        return f"{self.scheme}://{self.host}:{self.port}"


_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"(https?)://(?=[^/])", re.IGNORECASE | re.ASCII)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:")
_AUTHORITY_END = re.compile(r"[/?#]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_HEX = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = _UNRESERVED | frozenset("!$&'()*+,;=:@/?")
_SESSION = re.compile(r";jsessionid=[^/?;]{0,200}", re.IGNORECASE | re.ASCII)
# Parameters that tell where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm_\w{1,40}|at_(?:medium|campaign|custom\d|link_\w{1,20}|format|ptr_name|bbc_team)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid"
    r"|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|hsctatracking|vero_(?:id|conv)"
    r"|oly_(?:enc|anon)_id|wickedid|s_cid|cmpid|cmp|ncid|ocid|mbid|smid|smtyp|ref_(?:src|url)|__twitter_impression"
    r"|fb_(?:action_ids|action_types|ref|source)|guccounter|guce_referrer(?:_sig)?|spm|xtor|wt\.mc_id|ito|srnd|taid"
    r"|__cf_chl_\w{1,20}|_ga|_gl|rb_clickid|epik|sc_campaign|sc_channel|sc_content|sc_medium|sc_outcome|sc_geo|sc_country"
    r"|itm_\w{1,20}|int_cmp|intcmp|icid|dicbo|traffic_source|soc_(?:src|trk)|sr_share|sfmc_id|elqtrack\w{0,10})",
    re.IGNORECASE | re.ASCII,
)
_SECRET = re.compile(
    r"(?:.{0,20}[-_])?(?:token|key|apikey|auth|authkey|authorization|sig|signature|password|passwd|pwd|pass|secret|session|sessionid"
    r"|sid|jwt|credential|access)",
    re.IGNORECASE | re.ASCII,
)
# Names that lead to the machine itself, its network or another one than the web's.
_PRIVATE_ENDINGS = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "lan", "home", "corp", "arpa", "svc",
    "onion", "i2p", "invalid", "test", "alt", "docker", "kubernetes", "consul", "workgroup", "host",
)  # fmt: skip


def parse_url(raw: str) -> WebUrl:
    """An address as it was given, in parts; the fragment is dropped. Raises BadUrl."""
    text = raw.strip(_SPACE)
    if not text:
        raise BadUrl(UrlFault.EMPTY)
    if len(text) > MAX_URL:
        raise BadUrl(UrlFault.LONG)
    if any(_is_hidden(letter) for letter in text):
        raise BadUrl(UrlFault.CHARACTERS)
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise BadUrl(UrlFault.SCHEME)
    rest = text[scheme.end() :]
    end = _AUTHORITY_END.search(rest)
    authority = rest[: end.start()] if end else rest
    tail = rest[len(authority) :].partition("#")[0]
    path, _, query = tail.partition("?")
    name = scheme[1].lower()
    host, port = _parse_authority(authority, name)
    return WebUrl(name, host, port, _fit_path(path), _fit_part(query))


def canonical_url(raw: str) -> str:
    """The address by which an article is known; see the module. Raises BadUrl."""
    url = parse_url(raw)
    kept = [pair for pair in url.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    path = _SESSION.sub("", url.path)
    canonical = str(WebUrl(url.scheme, url.host, url.port, _fit_path(path), "&".join(kept)))
    if len(canonical) > MAX_URL:
        raise BadUrl(UrlFault.LONG)
    return canonical


def join_url(base: str, link: str) -> str:
    """The canonical address that a link on the page ``base`` leads to. Raises BadUrl."""
    return canonical_url(str(follow_url(parse_url(base), link)))


def follow_url(base: WebUrl, link: str) -> WebUrl:
    """The address that a link or redirect found at ``base`` leads to. Raises BadUrl."""
    text = link.strip(_SPACE)
    if any(_is_hidden(letter) for letter in text):
        raise BadUrl(UrlFault.CHARACTERS)
    root = str(WebUrl(base.scheme, base.host, base.port, "", ""))
    if _ANY_SCHEME.match(text):
        return parse_url(text)
    if text.startswith("//"):
        return parse_url(f"{base.scheme}:{text}")
    if text.startswith("/"):
        return parse_url(root + text)
    if text.startswith("?"):
        return parse_url(root + base.path + text)
    if not text or text.startswith("#"):
        return base
    return parse_url(root + base.path.rpartition("/")[0] + "/" + text)


def has_secret(url: str) -> bool:
    """Does a parameter of this canonical address look like a key or password? Then what it leads to is private."""
    query = url.partition("?")[2]
    return any(_SECRET.fullmatch(pair.partition("=")[0]) for pair in query.split("&") if "=" in pair)


def host_of(url: str) -> str:
    """The host of a canonical address without "www.", for showing and for logs; "" when it is none."""
    try:
        return parse_url(url).host.removeprefix("www.")
    except BadUrl:
        return ""


def is_private_name(host: str) -> bool:
    """Does this host name (not a literal address) lead somewhere else than to the public web?"""
    labels = host.split(".")
    return len(labels) < 2 or labels[-1] in _PRIVATE_ENDINGS


def _is_hidden(letter: str) -> bool:
    if letter < "\x7f":
        return letter <= " " or letter == "\\"
    return unicodedata.category(letter)[0] in "CZ"


def _parse_authority(authority: str, scheme: str) -> tuple[str, int]:
    if "@" in authority:
        raise BadUrl(UrlFault.USER)
    if "%" in authority:
        raise BadUrl(UrlFault.HOST)
    if authority.startswith("["):
        host, closing, rest = authority[1:].partition("]")
        if not closing or (rest and not rest.startswith(":")):
            raise BadUrl(UrlFault.HOST)
        return _parse_ipv6(host), _parse_port(rest[1:] if rest else None, scheme)
    host, colon, port = authority.partition(":")
    return _parse_host(host), _parse_port(port if colon else None, scheme)


def _parse_ipv6(host: str) -> str:
    try:
        return str(IPv6Address(host))
    except AddressValueError as error:
        raise BadUrl(UrlFault.HOST) from error


def _parse_port(port: str | None, scheme: str) -> int:
    if port is None or port == "":
        return _DEFAULT_PORTS[scheme]
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65_536):
        raise BadUrl(UrlFault.PORT)
    return int(port)


def _parse_host(raw: str) -> str:
    host = raw.lower()
    if not host.isascii():
        host = _parse_foreign_host(host)
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl(UrlFault.HOST)
    if _NUMERIC.fullmatch(labels[-1]):
        if not _DOTTED.fullmatch(host):
            raise BadUrl(UrlFault.NUMBER)
        try:
            return str(IPv4Address(host))
        except AddressValueError as error:
            raise BadUrl(UrlFault.NUMBER) from error
    return host


def _parse_foreign_host(host: str) -> str:
    """A name in another script as DNS writes it. Letters that only look like ASCII, and digits, are refused."""
    if len(host) > 253 or unicodedata.normalize("NFKC", host) != host:
        raise BadUrl(UrlFault.HOST)
    for letter in host:
        if not letter.isascii() and (letter.isnumeric() or unicodedata.category(letter)[0] not in "LM"):
            raise BadUrl(UrlFault.HOST)
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadUrl(UrlFault.HOST) from error


def _fit_path(path: str) -> str:
    """A path with one spelling of every character and without ``.`` and ``..``."""
    kept: list[str] = []
    segments = _fit_part(path).split("/")[1:]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif segment != ".":
            kept.append(segment)
        elif last:
            kept.append("")
    return "/" + "/".join(kept)


def _fit_part(part: str) -> str:
    """Each character in one spelling: unreserved ones plain, others that need it as upper-case percent codes."""
    fitted: list[str] = []
    at = 0
    while at < len(part):
        letter = part[at]
        code = _HEX.match(part, at) if letter == "%" else None
        if code:
            plain = chr(int(code[1], 16))
            fitted.append(plain if plain in _UNRESERVED else f"%{code[1].upper()}")
            at += 3
            continue
        fitted.append(letter if letter in _KEPT else "".join(f"%{byte:02X}" for byte in letter.encode()))
        at += 1
    return "".join(fitted)
