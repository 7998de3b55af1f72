"""How often something may be tried: so many in a window that begins with the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in `window`; `name` keeps the counts of different limits apart."""

    name: str
    most: int
    window: timedelta


# Figures are decisions (docs/decisions/0006): no guide names them.
CODES_TO_NUMBER = Limit("codes_to_number", 8, _HOUR)
CODES_FROM_ADDRESS = Limit("codes_from_address", 200, _HOUR)
SIGN_INS_TO_ACCOUNT = Limit("sign_ins_to_account", 10, timedelta(minutes=15))
FAILED_SIGN_INS_FROM_ADDRESS = Limit("failed_sign_ins_from_address", 200, _HOUR)
PROXY_ASKS_BY_ACCOUNT = Limit("proxy_asks_by_account", 12, _HOUR)
PROXY_ASKS_TO_DOCUMENT = Limit("proxy_asks_to_document", 6, _HOUR)


def address_group(address: str) -> str:
    """What is counted for an address: an IPv4 address itself, of an IPv6 address the network of 64 bits.

    A phone or a flat is given a whole such network, and takes another address from it as often as it likes.

    >>> address_group("203.0.113.7"), address_group("2001:db8:1:2:3:4:5:6"), address_group("::ffff:203.0.113.7")
    ('203.0.113.7', '2001:db8:1:2::/64', '203.0.113.7')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def seconds_left(limit: Limit, window_started_at: datetime, now: datetime) -> int:
    """Whole seconds until the window is over, at least one."""
    return max(1, round((window_started_at + limit.window - now).total_seconds()))
