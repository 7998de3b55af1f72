"""The verifier's clock: right although the device's is wrong, and never earlier than what was signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from credential_parts import BUNDLE, NOW, proof, qr

from ankang.core.credential.code_name import CodeName
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.verifier_clock import VerifierClock
from ankang.core.credential.verify import read_proof, verify

LONG_AGO = NOW - timedelta(days=30)
OFF = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


def clock_after(proofs: int, off: timedelta, floor: timedelta = timedelta(days=30)) -> VerifierClock:
    """A clock of a device that is `off`, after genuine proofs of as many phones whose clocks are right."""
    clock = VerifierClock(NOW - floor)
    for number in range(proofs):
        clock.saw_proof(CodeName(1, number), NOW, NOW + off)
    return clock


@pytest.mark.spec("D9")
@pytest.mark.parametrize("off", OFF, ids=str)
def test_an_answer_of_the_centre_leads_on_whatever_the_device_says(off: timedelta) -> None:
    clock = VerifierClock(LONG_AGO)

    clock.answered(NOW, 500.0)

    assert clock.now(NOW + off, 500.0) == NOW
    assert clock.now(NOW - off, 4100.5) == NOW + timedelta(seconds=3600.5)


@pytest.mark.spec("D9")
@pytest.mark.parametrize("off", OFF, ids=str)
def test_the_phones_that_pass_set_a_clock_that_is_an_hour_or_a_day_off(off: timedelta) -> None:
    clock = clock_after(5, off)

    assert clock.drift_seconds == -off.total_seconds()
    assert clock.now(NOW + off, 0) == NOW


@pytest.mark.spec("D9")
def test_a_wrong_clock_refuses_the_first_phones_and_learns_from_them() -> None:
    """The text is genuine, so its time may be used although it was refused for it."""
    device = NOW + timedelta(hours=1)
    clock = VerifierClock(LONG_AGO)
    text = qr(proof())
    outcome = verify(text, BUNDLE, clock.now(device, 0))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.STALE_PROOF
    read = read_proof(text)
    assert not isinstance(read, Refused)

    for number in range(5):
        clock.saw_proof(CodeName(1, number), read.claims.issued_at, device)

    assert not isinstance(verify(text, BUNDLE, clock.now(device, 0)), Refused)


def test_four_phones_say_nothing_yet() -> None:
    clock = clock_after(4, timedelta(hours=1))

    assert clock.drift_seconds == 0.0
    assert clock.now(NOW + timedelta(hours=1), 0) == NOW + timedelta(hours=1)


def test_one_picture_shown_again_and_again_is_one_proof() -> None:
    clock = VerifierClock(LONG_AGO)

    for _ in range(40):
        clock.saw_proof(CodeName(1, 1), NOW - timedelta(hours=3), NOW)

    assert clock.drift_seconds == 0.0


def test_a_few_wrong_phones_do_not_move_the_median() -> None:
    clock = clock_after(5, timedelta(hours=1))
    for number in range(4):
        clock.saw_proof(CodeName(2, number), NOW - timedelta(hours=20), NOW + timedelta(hours=1))

    assert clock.drift_seconds == -3600


def test_old_proofs_make_room_for_new_ones() -> None:
    clock = clock_after(30, timedelta(hours=1))
    for number in range(21):
        clock.saw_proof(CodeName(2, number), NOW, NOW)

    assert clock.drift_seconds == 0.0


@pytest.mark.parametrize(("off", "drift"), [(29.9, 0.0), (30.0, -30.0), (172_800.0, -172_800.0), (172_801.0, 0.0)])
def test_small_differences_and_broken_phones_are_no_drift(off: float, drift: float) -> None:
    assert clock_after(5, timedelta(seconds=off)).drift_seconds == drift


@pytest.mark.spec("D9")
@pytest.mark.parametrize("off", OFF, ids=str)
def test_it_is_never_earlier_than_the_newest_signed_time(off: timedelta) -> None:
    clock = VerifierClock(LONG_AGO)

    clock.saw_signed_time(NOW)
    clock.saw_signed_time(NOW - timedelta(days=9))

    assert clock.floor == NOW
    assert clock.now(NOW + off, 0) == max(NOW, NOW + off)
    assert clock_after(21, -timedelta(days=1), floor=timedelta(0)).now(LONG_AGO, 0) == NOW


def test_an_answer_that_is_older_than_what_was_signed_does_not_turn_it_back() -> None:
    clock = VerifierClock(NOW)

    clock.answered(NOW - timedelta(hours=2), 0.0)

    assert clock.now(NOW, 3600.0) == NOW
    assert clock.now(NOW, 7201.0) == NOW + timedelta(seconds=1)


def test_after_sleep_the_answer_counts_no_more_and_the_device_and_the_phones_do() -> None:
    clock = clock_after(5, timedelta(hours=1))
    clock.answered(NOW, 500.0)
    assert clock.now(NOW + timedelta(hours=3), 500.0) == NOW

    clock.slept()

    assert clock.now(NOW + timedelta(hours=3), 500.0) == NOW + timedelta(hours=2)
