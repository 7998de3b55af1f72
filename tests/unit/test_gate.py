"""A gate goes through the ladder by itself, keeps its last good state, and believes nothing that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged, Rung
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.status_list import Status
from ankang.core.credential.step_up import nonce_of
from ankang.gate.sources import FolderSource, WebSource
from ankang.gate.state import StateError, StateFolder
from ankang.gate.verifier import Verifier
from support.publications import Centre, CentreSource, Holder, key, name_on

START = datetime(2022, 7, 8, 1, 0, tzinfo=UTC)


@dataclass
class Gate:
    """A gate whose device clock is the right one unless `off_by` says otherwise."""

    folder: Path
    centre: Centre
    off_by: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.source = CentreSource(self.centre)
        self.at = self.centre.now
        self.restart()

    def restart(self) -> None:
        self.started = self.at
        self.verifier = Verifier(StateFolder(self.folder), {Family.DAYS: self.source}, self.centre.roots)

    def move(self, **duration: float) -> None:
        self.at += timedelta(**duration)
        self.centre.now = self.at

    def monotonic(self) -> float:
        return (self.at - self.started).total_seconds()

    def sync(self) -> Refusal | None:
        refused = self.verifier.sync(self.monotonic)[0].refused
        return refused.reason if refused else None

    def judge(self, text: str, digits: str = "") -> Judged | Refused:
        nonce = nonce_of(digits) if digits else None
        return self.verifier.judge(text, self.at + self.off_by, self.monotonic(), digits=nonce)

    def says(self, text: str, digits: str = "") -> str:
        """The colour, or the reason of the refusal."""
        verdict = self.judge(text, digits)
        return verdict.reason.value if isinstance(verdict, Refused) else verdict.colour.value


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    centre = Centre(START)
    centre.publish()
    return Gate(tmp_path / "gate", centre)


def holder(gate: Gate, index: int = 7, number: int = 500) -> Holder:
    return Holder(gate.centre, name_on(gate.at, index), number=number)


def test_before_its_first_sync_a_gate_says_nothing_about_a_colour(gate: Gate) -> None:
    assert gate.says(holder(gate).qr(gate.at)) == "list_too_old"


@pytest.mark.spec("D9", "L5", "L6")
def test_the_ladder_is_entered_by_the_age_of_the_lists_alone(gate: Gate) -> None:
    """The centre is gone from minute 0; the holder's token was issued just before."""
    shown = holder(gate)
    assert gate.sync() is None
    gate.source.down = True
    seen = []
    for hours in (0, 0.25, 0.2501, 23.99, 24.01, 71.99, 72.01):
        gate.at = START + timedelta(hours=hours)
        gate.sync()
        verdict = gate.judge(shown.qr(gate.at))
        rung = gate.verifier.rung(Family.DAYS, gate.at)
        seen.append((hours, rung.value, verdict.amber if isinstance(verdict, Judged) else verdict.reason.value))

    assert seen == [
        (0, "fresh", False),
        (0.25, "fresh", False),
        (0.2501, "aged", False),
        (23.99, "aged", False),
        (24.01, "amber", True),
        (71.99, "amber", True),
        (72.01, "manual", "expired"),
    ]


@pytest.mark.spec("D9", "L6")
def test_lists_of_more_than_three_days_decide_nothing_even_about_a_token_of_today(gate: Gate) -> None:
    gate.sync()
    gate.move(hours=72, seconds=1)

    assert gate.says(holder(gate).qr(gate.at)) == "list_too_old"


@pytest.mark.spec("D9")
def test_what_changed_counts_from_the_next_sync(gate: Gate) -> None:
    shown, killed = holder(gate, 7), holder(gate, 8, 501)
    gate.sync()
    gate.move(minutes=5)
    gate.centre.publish({shown.name: Status.RED, killed.name: Status.DEAD})

    before = gate.says(shown.qr(gate.at)), gate.says(killed.qr(gate.at))
    gate.sync()
    after = gate.says(shown.qr(gate.at)), gate.says(killed.qr(gate.at))

    assert (before, after) == (("green", "green"), ("red", "dead_code"))


@pytest.mark.spec("D2", "R13")
@pytest.mark.parametrize(
    ("seconds", "at_first", "with_digits"),
    [
        (0, "green", "wrong_answer"),
        (45, "green", "wrong_answer"),
        (90, "step_up_needed", "wrong_answer"),
        (200, "stale_proof", "stale_proof"),
    ],
)
def test_a_screenshot_passes_briefly_and_answers_no_digits(
    gate: Gate, seconds: int, at_first: str, with_digits: str
) -> None:
    gate.sync()
    picture = holder(gate).qr(gate.at)

    gate.move(seconds=seconds)

    assert gate.says(picture) == at_first
    assert gate.says(picture, "074205") == with_digits


@pytest.mark.spec("D2", "D9")
def test_the_holder_answers_the_digits_with_both_phones_offline(gate: Gate) -> None:
    gate.sync()
    gate.source.down = True
    shown = holder(gate)
    gate.move(minutes=30)
    slow_phone = gate.at - timedelta(seconds=170)

    assert gate.says(shown.qr(slow_phone)) == "step_up_needed"
    verdict = gate.judge(shown.qr(slow_phone, nonce=nonce_of("074205")), "074205")

    assert isinstance(verdict, Judged)
    assert verdict.colour is Colour.GREEN


def test_a_beacon_says_since_when_a_proof_can_exist(gate: Gate) -> None:
    gate.sync()
    shown = holder(gate)
    gate.move(minutes=5)
    manifest = gate.centre.publish()
    gate.sync()

    known = gate.judge(shown.qr(gate.at, beacon=manifest.beacons[0].value))
    unknown = gate.judge(shown.qr(gate.at, beacon=b"\xff\xff\xff\xff"))

    assert isinstance(known, Judged)
    assert known.made_after == manifest.published_at
    assert isinstance(unknown, Judged)
    assert unknown.made_after is None


@pytest.mark.spec("D9")
@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_device_clock_that_is_off_does_no_harm_once_the_centre_has_answered(gate: Gate, hours: int) -> None:
    gate.off_by = timedelta(hours=hours)
    gate.sync()
    gate.move(minutes=10)

    assert gate.says(holder(gate).qr(gate.at)) == "green"
    assert gate.says(holder(gate).qr(gate.at - timedelta(minutes=10))) == "stale_proof"


@pytest.mark.spec("D9")
@pytest.mark.parametrize("hours", [-3, 3])
def test_without_the_centre_the_median_of_proofs_sets_a_wrong_clock_right(gate: Gate, hours: int) -> None:
    gate.sync()
    gate.move(hours=4)
    gate.source.down = True
    gate.off_by = timedelta(hours=hours)
    gate.restart()

    said = [gate.says(holder(gate, index, 500 + index).qr(gate.at)) for index in range(6)]

    assert said[-1] == "green"
    assert said[0] in {"stale_proof", "not_yet"}


def test_a_clock_set_back_revives_nothing(gate: Gate) -> None:
    """The newest signed time is the floor, also after a restart with the device's clock a day behind."""
    yesterday = holder(gate)
    gate.sync()
    gate.move(hours=30)
    gate.centre.publish(whole=True)
    gate.sync()
    gate.source.down = True
    gate.off_by = -timedelta(hours=30)
    gate.restart()

    assert gate.says(yesterday.qr(START)) == "expired"


@pytest.mark.spec("D9")
def test_a_restart_keeps_what_was_known(gate: Gate) -> None:
    shown = holder(gate)
    gate.centre.publish({shown.name: Status.YELLOW})
    gate.sync()
    gate.source.down = True
    gate.restart()

    assert gate.says(shown.qr(gate.at)) == "yellow"


@pytest.mark.spec("D9")
def test_a_sync_that_is_cut_off_changes_nothing_and_goes_on_from_there(gate: Gate) -> None:
    shown = holder(gate)
    gate.sync()
    gate.move(minutes=5)
    for _ in range(4):
        gate.centre.publish({shown.name: Status.RED})
    gate.source.asked.clear()
    gate.source.cut_after = 3

    cut = gate.sync()
    still = gate.says(shown.qr(gate.at))
    gate.source.cut_after = None
    done = gate.sync()

    assert (cut, still, done) == (Refusal.MISSING_FILE, "green", None)
    assert gate.says(shown.qr(gate.at)) == "red"
    deltas = [path for path in gate.source.asked if path.startswith("deltas/")]
    assert len(deltas) == len(set(deltas)) == 4


@pytest.mark.spec("D9")
@pytest.mark.parametrize("what", ["manifest", "delta", "bundle"])
@pytest.mark.parametrize("how", ["truncated", "altered", "swapped", "gone"])
def test_a_file_that_does_not_fit_changes_nothing(gate: Gate, what: str, how: str) -> None:
    shown = holder(gate)
    gate.sync()
    gate.move(minutes=5)
    gate.centre.bundle_sequence = 2
    manifest = gate.centre.publish({shown.name: Status.RED})
    path = {
        "manifest": MANIFEST_NAME,
        "delta": manifest.deltas[-1].file.path,
        "bundle": manifest.bundle.file.path,
    }[what]
    data = gate.centre.files[path]
    damaged = {
        "truncated": data[:-1],
        "altered": data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        "swapped": gate.centre.files[manifest.index.file.path],
        "gone": None,
    }[how]
    if damaged is None:
        del gate.centre.files[path]
    else:
        gate.centre.files[path] = damaged

    refused = gate.sync()

    assert refused in {
        Refusal.WRONG_HASH,
        Refusal.MISSING_FILE,
        Refusal.MALFORMED,
        Refusal.BAD_SIGNATURE,
    }
    assert gate.says(shown.qr(gate.at)) == "green"
    gate.centre.files[path] = data
    assert gate.sync() is None
    assert gate.says(shown.qr(gate.at)) == "red"


@pytest.mark.spec("D9")
def test_an_older_manifest_is_refused_although_it_is_genuine(gate: Gate) -> None:
    shown = holder(gate)
    older = gate.centre.files[MANIFEST_NAME]
    gate.centre.publish({shown.name: Status.RED})
    gate.sync()
    gate.centre.files[MANIFEST_NAME] = older

    assert gate.sync() is Refusal.OLD_SEQUENCE
    assert gate.says(shown.qr(gate.at)) == "red"


@pytest.mark.spec("D9")
def test_a_manifest_by_another_key_is_refused(gate: Gate) -> None:
    gate.sync()
    gate.centre.status = key(99)
    gate.centre.publish()

    # The bundle has the same sequence and names the other key: it is not the one that this gate has.
    assert gate.sync() in {Refusal.UNKNOWN_ISSUER, Refusal.OLD_SEQUENCE}


def test_a_revoked_status_key_signs_nothing_more_and_a_revoked_token_key_opens_no_door(gate: Gate) -> None:
    shown = holder(gate)
    gate.sync()
    gate.centre.revoked = {PublicKey.of(gate.centre.issuer).key_id}
    gate.centre.bundle_sequence = 2
    gate.centre.publish()

    assert gate.sync() is None
    assert gate.says(shown.qr(gate.at)) == "revoked_key"

    gate.centre.revoked |= {PublicKey.of(gate.centre.status).key_id}
    gate.centre.bundle_sequence = 3
    gate.centre.publish()
    assert gate.sync() is Refusal.REVOKED_KEY


def test_keys_without_a_pinned_root_are_refused(gate: Gate, tmp_path: Path) -> None:
    stranger = Centre(START, root=key(77))
    stranger.publish()
    other = Verifier(StateFolder(tmp_path / "other"), {Family.DAYS: CentreSource(stranger)}, gate.centre.roots)

    refused = other.sync(gate.monotonic)[0].refused

    assert refused is not None
    assert refused.reason is Refusal.UNKNOWN_ISSUER


@pytest.mark.spec("D9")
def test_a_gate_that_followed_the_next_root_starts_again_with_it(gate: Gate) -> None:
    """The next root is announced, then it signs alone; the gate restarts offline, and syncs on."""
    shown = holder(gate)
    gate.centre.next_root, gate.centre.bundle_sequence = key(21), 2
    gate.centre.publish()
    assert gate.sync() is None
    gate.centre.signing_root, gate.centre.bundle_sequence = gate.centre.next_root, 3
    gate.centre.publish({shown.name: Status.YELLOW})
    assert gate.sync() is None

    gate.restart()

    assert gate.says(shown.qr(gate.at)) == "yellow"
    gate.centre.bundle_sequence = 4
    gate.centre.publish()
    assert gate.sync() is None


def test_a_broken_state_says_what_to_do(gate: Gate) -> None:
    gate.sync()
    (gate.folder / "days.state").write_bytes(b"\x00")

    with pytest.raises(StateError, match="delete it and sync again"):
        gate.restart()


def test_a_folder_source_stays_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("no")
    (tmp_path / "in").mkdir()

    assert FolderSource(tmp_path / "in").fetch("../secret") is None


def test_a_web_source_takes_web_addresses_only() -> None:
    with pytest.raises(ValueError, match="https://"):
        WebSource("file:///etc")


def test_the_rungs_are_named(gate: Gate) -> None:
    gate.sync()

    assert gate.verifier.rung(Family.PAPER, gate.at) is Rung.MANUAL
