"""Which internet addresses may be fetched from: our own list, the same on every Python.

``ipaddress.is_global`` changed its mind between patch versions (192.0.0.192 passes in 3.11.7), so it is not asked. The
networks are those of the IANA special-purpose registries (RFC 6890 and its successors) with two of our own:
168.63.129.16 (Azure's host), and everything of IPv6 outside 2000::/3, the only part given out for public use.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol, TypeAlias

from bot.core.urls import is_private_name

Address: TypeAlias = IPv4Address | IPv6Address

_BLOCKED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4",
    )
)  # fmt: skip
_PUBLIC_6 = IPv6Network("2000::/3")
# 2001::/23 holds Teredo, ORCHID and benchmarking; 2002::/16 (6to4) carries any IPv4 address inside.
_BLOCKED_6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class AddressPolicy(Protocol):
    """What may be connected to. The bot has one, ``PublicOnly``; tests that fetch from loopback inject their own."""

    def allows_name(self, host: str) -> bool:
        """May this host name be looked up? Asked before any name server is."""
        ...

    def allows_address(self, address: str) -> bool:
        """May a connection to this literal address be opened?"""
        ...

    def allows_port(self, port: int) -> bool:
        """May a connection to this port be opened?"""
        ...


class PublicOnly:
    """Public addresses and the web's ports."""

    PORTS = frozenset({80, 443, 8080, 8443})

    def allows_name(self, host: str) -> bool:
        """Every name but those that lead somewhere else than to the public web."""
        return not is_private_name(host)

    def allows_address(self, address: str) -> bool:
        """Public addresses."""
        return is_public(address)

    def allows_port(self, port: int) -> bool:
        """The web's ports."""
        return port in self.PORTS


def is_public(address: str) -> bool:
    """Is this literal address one that may be fetched from? False for everything that is no address."""
    try:
        return find_block(ip_address(address)) is None
    except ValueError:
        return False


def find_block(address: Address) -> str | None:
    """The network for which an address is refused, None when it is public. IPv4 inside IPv6 (::ffff:…) is unwrapped."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return find_block(address.ipv4_mapped)
        if address not in _PUBLIC_6:
            return f"not-{_PUBLIC_6}"
        if address.scope_id is not None:
            return "zone"
        return next((str(network) for network in _BLOCKED_6 if address in network), None)
    return next((str(network) for network in _BLOCKED_4 if address in network), None)
