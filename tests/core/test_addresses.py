from __future__ import annotations

from ipaddress import ip_address

import pytest

from bot.core.addresses import PublicOnly, find_block, is_public
from tests.shared import shared_rows


def test_every_address_of_the_list_gets_its_verdict() -> None:
    vectors = shared_rows("hostile/ip_vectors.jsonl")
    assert len(vectors) > 300
    for vector in vectors:
        block = find_block(ip_address(vector["ip"]))
        assert (block or "allow") == vector["expect"].removeprefix("block:"), vector["ip"]
        assert is_public(vector["ip"]) is (vector["expect"] == "allow")


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fd00:ec2::254", "192.0.0.192", "100.100.100.200", "168.63.129.16", "::", "::1%lo"]
)
def test_address_of_a_cloud_s_own_service_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "example.com", "127.1", "0x7f.0.0.1", "1.2.3.4.5"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize("port", [0, 22, 25, 2375, 6379, 8081, 65535])
def test_port_of_another_service_is_refused(port: int) -> None:
    assert not PublicOnly().allows_port(port)


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_port_of_the_web_is_allowed(port: int) -> None:
    assert PublicOnly().allows_port(port)


@pytest.mark.parametrize(
    "name",
    ["localhost", "foo.localhost", "printer.local", "metadata.google.internal", "kubernetes.default.svc",
     "host.docker.internal", "intranet", "x.onion", "x.i2p", "1.0.0.127.in-addr.arpa", "router.lan"],
)  # fmt: skip
def test_name_of_a_private_network_is_refused_before_it_is_looked_up(name: str) -> None:
    assert not PublicOnly().allows_name(name)
    assert PublicOnly().allows_name("news.example.com")
