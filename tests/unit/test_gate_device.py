"""A gate device goes by the centre while it answers, by its lists when it does not, and then by its setting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ankang.checkpoints.model.devices import PROMPT_WORDS
from ankang.core.credential.judging import Judged
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import Family
from ankang.core.credential.refusals import Refused
from ankang.core.credential.status_list import Status
from ankang.core.signed_requests import is_signed, signed_bytes
from ankang.gate.centre import Answered, WebCentre
from ankang.gate.device import DeviceError, GateDevice, Person
from ankang.gate.state import StateFolder
from ankang.gate.verifier import Verifier
from support.publications import Centre, CentreSource, Holder, name_on

START = datetime(2022, 7, 8, 1, 0, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "device_id": "6f0b4d5e-8f0e-4a51-9c3e-0c8f5f3f7a11",
    "on_timeout": "bar",
    "answer_within_seconds": 2.0,
    "abnormal_celsius": 37.3,
    "site_limit_celsius": 37.3,
    "green_enters": True,
    "prompts": [
        {"prompt": prompt.value, "words": {"zh": words.zh, "en": words.en}} for prompt, words in PROMPT_WORDS.items()
    ],
}


@dataclass
class Line:
    """A centre at the end of a line that may be cut: what it answers next, and what it was sent."""

    answers: list[Answered | None]
    sent: list[tuple[str, str, Mapping[str, str], bytes, float]] = field(default_factory=list)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answered | None:
        self.sent.append((method, path, headers, body, seconds))
        return self.answers.pop(0)


@dataclass
class Place:
    """A device that has enrolled, and a centre that publishes lists."""

    device: GateDevice
    line: Line
    centre: Centre
    verifier: Verifier
    at: datetime = START

    def move(self, **duration: float) -> None:
        self.at += timedelta(**duration)
        self.centre.now = self.at

    def sync(self) -> None:
        self.verifier.sync((self.at - START).total_seconds)

    def set(self, **changes: Any) -> None:
        self.line.answers = [Answered(200, SETTINGS | changes)]
        self.device.refresh()

    def qr(self, index: int = 7) -> str:
        return Holder(self.centre, name_on(self.at, index), number=500).qr(self.at)

    def ask_alone(self, **who: Any) -> tuple[bool, str, str]:
        """What the gate says while nobody answers."""
        self.line.answers = [None]
        passage = self.device.ask(Person(**who))
        return passage.is_open, passage.prompt, passage.by


@pytest.fixture
def place(tmp_path: Path) -> Place:
    centre, line = Centre(START), Line([Answered(201, SETTINGS)])
    centre.publish()
    verifier = Verifier(StateFolder(tmp_path), {Family.DAYS: CentreSource(centre)}, centre.roots)

    def judge(text: str) -> Judged | Refused:
        return verifier.judge(text, made.at, (made.at - START).total_seconds())

    device = GateDevice(tmp_path, line, lambda: made.at, judge)
    made = Place(device, line, centre, verifier)
    device.enrol("ABCD-EFGH-JKLM-NPQR")
    return made


def test_what_is_sent_carries_a_good_signature_of_the_key_that_was_enrolled(place: Place) -> None:
    place.set()
    (_, _, _, enrolment, _), (method, path, headers, body, _) = place.line.sent
    key = PublicKey.from_point(bytes.fromhex(json.loads(enrolment)["public_key"]))

    message = signed_bytes(method, path, headers["Gate-Device"], headers["Gate-Time"], body)

    assert is_signed(key, headers["Gate-Signature"], message)
    assert (place.device.folder / "device-key.pem").stat().st_mode & 0o077 == 0


def test_the_word_of_the_centre_counts_and_is_waited_for_no_longer_than_it_says(place: Place) -> None:
    said = {"open": True, "prompt": "green_pass", "words": {"zh": "绿码请通行"}, "masked_name": "张*"}
    place.line.answers = [Answered(200, said)]

    passage = place.device.ask(Person(qr_text="AHC1:6BF", celsius=36.5))

    assert (passage.is_open, passage.by, passage.masked_name) == (True, "centre", "张*")
    assert place.line.sent[-1][4] == 2.0
    assert json.loads(place.line.sent[-1][3])["celsius"] == 36.5


@pytest.mark.spec("L5")
def test_without_the_centre_fresh_lists_open_for_green_and_bar_a_code_that_ended(place: Place) -> None:
    place.sync()
    assert place.ask_alone(qr_text=place.qr()) == (True, "green_pass", "lists")
    assert place.ask_alone(qr_text="AHC1:NOTHING") == (False, "see_staff", "lists")

    place.move(minutes=5)
    place.centre.publish({name_on(place.at, 7): Status.DEAD})
    place.sync()

    assert place.ask_alone(qr_text=place.qr()) == (False, "see_staff", "lists")


@pytest.mark.spec("L5")
@pytest.mark.parametrize(("on_timeout", "said"), [("bar", (False, "see_staff")), ("pass", (True, "please_pass"))])
def test_what_the_lists_cannot_tell_is_done_as_the_device_is_set(
    place: Place, on_timeout: str, said: tuple[bool, str]
) -> None:
    place.set(on_timeout=on_timeout)
    assert place.ask_alone(qr_text=place.qr()) == (*said, "setting")
    assert place.ask_alone(document_number="340102199005170011") == (*said, "setting")

    place.sync()
    place.set(on_timeout=on_timeout, green_enters=False)
    assert place.ask_alone(qr_text=place.qr()) == (*said, "setting")
    place.move(days=1)
    assert place.ask_alone(qr_text=place.qr()) == (*said, "setting")


def test_a_fever_passes_no_gate_however_it_is_set(place: Place) -> None:
    place.sync()
    place.set(on_timeout="pass")

    assert place.ask_alone(qr_text=place.qr(), celsius=37.3) == (False, "temperature_abnormal", "setting")
    assert place.ask_alone(qr_text=place.qr(), celsius=37.3, direction="out") == (True, "green_pass", "lists")


@pytest.mark.parametrize("answer", [Answered(503, {"code": "out_of_time"}), Answered(502, {}), None])
def test_a_centre_that_is_not_done_or_broken_is_no_refusal_of_the_person(place: Place, answer: Answered | None) -> None:
    place.sync()
    place.line.answers = [answer]

    assert place.device.ask(Person(qr_text=place.qr())).by == "lists"


def test_a_refusal_of_the_centre_keeps_the_gate_shut_although_the_lists_would_open(place: Place) -> None:
    place.sync()
    words = {"zh": "这台设备已暂停", "en": "This device is suspended"}
    place.line.answers = [Answered(403, {"code": "device_suspended", "words": words})]

    passage = place.device.ask(Person(qr_text=place.qr()))

    assert (passage.is_open, passage.words, passage.by) == (False, words, "centre")


def test_a_wrong_clock_is_put_right_by_the_refusal_and_the_request_sent_again(place: Place) -> None:
    said = {"open": True, "prompt": "green_pass", "words": {}, "masked_name": None}
    centre_time = START + timedelta(hours=3)
    place.line.answers = [
        Answered(401, {"code": "clock_off", "centre_time": centre_time.isoformat()}),
        Answered(200, said),
    ]

    assert place.device.ask(Person(qr_text="AHC1:6BF")).is_open

    assert place.line.sent[-1][2]["Gate-Time"] == str(int(centre_time.timestamp()))
    assert place.line.sent[-1][3] == place.line.sent[-2][3]


def test_a_device_that_has_not_enrolled_says_so(tmp_path: Path) -> None:
    device = GateDevice(tmp_path, Line([]), lambda: START)

    with pytest.raises(DeviceError, match="has not enrolled yet"):
        device.ask(Person(qr_text="AHC1:6BF"))


def test_nobody_at_the_other_end_is_no_answer_and_no_error() -> None:
    assert WebCentre("http://127.0.0.1:9").send("GET", "/gate/v1/settings", {}, b"", 1) is None
    with pytest.raises(ValueError, match="begins with https:// or http://"):
        WebCentre("ankang.example")
