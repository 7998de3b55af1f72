"""Codes before panels, and what one sender may send (L2, L3, L10)."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from ankang.core.errors import RefusedError
from ankang.runtime.load import FROM_ADDRESS, FROM_SESSION, ROOMS, RUSH, Load, Loads, Rate, Senders

NOW = datetime(2022, 7, 8, 0, 30, tzinfo=UTC)


@pytest.mark.spec("L3")
@pytest.mark.parametrize("load", list(Load))
def test_one_more_than_there_is_room_for_is_refused_and_one_that_left_makes_room(load: Load) -> None:
    loads = Loads()
    with ExitStack() as working:
        for _ in range(ROOMS[load].most - 1):
            working.enter_context(loads.work(load))
        with loads.work(load), pytest.raises(RefusedError, match="overloaded"):
            loads.check(load)

        loads.check(load)

    assert loads.working == dict.fromkeys(Load, 0)


@pytest.mark.spec("L3")
def test_in_a_rush_of_codes_panels_give_way_and_codes_go_on() -> None:
    loads = Loads()
    with ExitStack() as working:
        for _ in range(RUSH - 1):
            working.enter_context(loads.work(Load.CODE))
        for _ in range(ROOMS[Load.PANEL].most_in_rush):
            working.enter_context(loads.work(Load.PANEL))
        loads.check(Load.PANEL)

        working.enter_context(loads.work(Load.CODE))

        with pytest.raises(RefusedError) as refusal:
            loads.check(Load.PANEL)
        assert refusal.value.retry_after_seconds
        loads.check(Load.CODE)
        loads.check(Load.ORDINARY)


@pytest.mark.spec("L10")
def test_a_sender_has_its_burst_then_its_rate_and_others_do_not_notice() -> None:
    senders = Senders(Rate(burst=5, per_second=2))

    assert [senders.seconds_to_wait("flood", NOW) for _ in range(5)] == [0] * 5
    assert senders.seconds_to_wait("flood", NOW) == pytest.approx(0.5)
    assert senders.seconds_to_wait("neighbour", NOW) == 0
    later = NOW + timedelta(seconds=1)
    assert [senders.seconds_to_wait("flood", later) for _ in range(2)] == [0, 0]
    assert senders.seconds_to_wait("flood", later) > 0


@pytest.mark.spec("L10")
def test_the_memory_of_senders_is_bounded_and_forgets_who_was_silent_longest() -> None:
    senders = Senders(Rate(burst=1, per_second=0.001), most_senders=3)
    for name in ("first", "second", "third", "fourth"):
        assert senders.seconds_to_wait(name, NOW) == 0

    assert senders.seconds_to_wait("third", NOW) > 0
    assert senders.seconds_to_wait("first", NOW) == 0


@pytest.mark.spec("L10")
def test_a_campus_behind_one_address_renews_within_ten_minutes() -> None:
    """20,000 students, four requests each, spread over two processes; each process sees half."""
    senders = Senders(FROM_ADDRESS)
    refused = 0
    for second in range(600):
        at = NOW + timedelta(seconds=second)
        refused += sum(senders.seconds_to_wait("203.0.113.7", at) > 0 for _ in range(20_000 * 4 // 600 // 2))

    assert refused == 0
    assert FROM_SESSION.per_second < FROM_ADDRESS.per_second
