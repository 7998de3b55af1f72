"""The reference client of a gate device: enrol with a key of its own, ask the centre, and what to do without it.

    device = GateDevice(Path("/var/lib/gate"), WebCentre("https://ankang.example"), clock)
    device.enrol("ABCD-EFGH-JKLM-NPQR")
    device.ask(Person(qr_text=text, celsius=36.5))     # open or not, and what to say

When no answer comes in time the gate judges by the lists that it has synced (`gate.verifier`). It opens for green
alone, and only where the site asks for nothing else. What the lists cannot tell is done as the device is set: bar, or
pass. A fever never passes, nor does a code that is refused.

docs/operations/gates.md is the protocol for makers in other languages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged, Rung
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.signed_requests import (
    AT_ENROLMENT,
    DEVICE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    signed_bytes,
)
from ankang.gate.centre import Answered, Centre

Judge = Callable[[str], Judged | Refused]
"""What the synced lists say of a text; `Verifier.judge` with the clocks of the device."""
By = Literal["centre", "lists", "setting"]

_WAIT_FOR_SETTINGS = 10.0
_TO_REFRESH = frozenset({Refusal.EXPIRED, Refusal.STALE_PROOF, Refusal.STEP_UP_NEEDED})
_BY_COLOUR = {Colour.YELLOW: "yellow_review", Colour.RED: "red_barred", Colour.GREY: "grey_review"}


class DeviceError(Exception):
    """The device cannot work; the message says what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody before the gate: a scanned text or a document number, and a reading where the gate measures."""

    qr_text: str = ""
    document_number: str = ""
    celsius: float | None = None
    direction: Literal["in", "out"] = "in"
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Passage:
    """What the gate does and says; `by` whom it was decided: the centre, the synced lists, or the setting."""

    is_open: bool
    prompt: str
    words: dict[str, str]
    by: By
    masked_name: str | None = None


@dataclass
class GateDevice:
    """One gate. Its folder holds the key, which never leaves it, and the settings of the centre."""

    folder: Path
    centre: Centre
    clock: Callable[[], datetime]
    judge: Judge | None = None
    clock_offset: timedelta = timedelta()

    @property
    def settings(self) -> dict[str, Any]:
        """What the centre said last; DeviceError before the enrolment."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "device.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise DeviceError(
                "这台设备还没有登记，请先用登记码登记。\nThis device has not enrolled yet; enrol with a code first."
            ) from error
        return found

    def enrol(self, code: str) -> dict[str, Any]:
        """Make a key where there is none, prove it to the centre with the code, keep the settings."""
        public_key = PublicKey.of(self._private_key(make=True)).uncompressed_point().hex()
        body = {"code": code, "public_key": public_key}
        return self._keep(self._need(self._send("POST", "/gate/v1/enrolment", body, _WAIT_FOR_SETTINGS, device="")))

    def refresh(self) -> dict[str, Any]:
        """Ask for the settings, as a gate does each hour."""
        return self._keep(self._need(self._send("GET", "/gate/v1/settings", None, _WAIT_FOR_SETTINGS)))

    def ask(self, person: Person) -> Passage:
        """Open or not. The centre's word where it comes in time, else that of the lists or of the setting."""
        body = {"key": str(person.key), "direction": person.direction}
        body |= {"qr_text": person.qr_text} if person.qr_text else {"document_number": person.document_number}
        sent: dict[str, Any] = body if person.celsius is None else {**body, "celsius": person.celsius}
        answer = self._send("POST", "/gate/v1/pass", sent, self.settings["answer_within_seconds"])
        if answer is None or answer.is_away:
            return self._without_centre(person)
        if answer.status != 200:
            # Refused with a reason: whoever stands there is sent to the staff, and the words say why.
            return Passage(False, "see_staff", answer.body["words"], "centre")
        said = answer.body
        return Passage(said["open"], said["prompt"], said["words"], "centre", said["masked_name"])

    def _without_centre(self, person: Person) -> Passage:
        settings = self.settings
        if person.celsius is not None and person.direction == "in":
            limit = min(settings["abnormal_celsius"], settings["site_limit_celsius"])
            if person.celsius >= limit:
                return self._says("temperature_abnormal", "setting")
        verdict = self.judge(person.qr_text) if self.judge is not None and person.qr_text else None
        if isinstance(verdict, Refused) and verdict.reason is not Refusal.LIST_TOO_OLD:
            return self._says("refresh_code" if verdict.reason in _TO_REFRESH else "see_staff", "lists")
        if isinstance(verdict, Judged) and verdict.colour in _BY_COLOUR:
            return self._says(_BY_COLOUR[verdict.colour], "lists")
        if isinstance(verdict, Judged) and self._is_plain_green(verdict):
            return self._says("green_pass", "lists")
        return self._says("please_pass" if settings["on_timeout"] == "pass" else "see_staff", "setting")

    def _is_plain_green(self, verdict: Judged) -> bool:
        # A site with lists, hours or papers cannot be decided here: amber is never guessed.
        is_sure = verdict.rung in (Rung.FRESH, Rung.AGED) and not verdict.amber and not verdict.is_paper
        return is_sure and verdict.colour is Colour.GREEN and bool(self.settings["green_enters"])

    def _says(self, prompt: str, by: By) -> Passage:
        words = next(item["words"] for item in self.settings["prompts"] if item["prompt"] == prompt)
        return Passage(prompt in ("green_pass", "please_pass"), prompt, words, by)

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, seconds: float, device: str | None = None
    ) -> Answered | None:
        """A signed request; after `clock_off` once more by the centre's time, which the device goes by from now on."""
        content = b"" if body is None else json.dumps(body).encode()
        name = self.settings["device_id"] if device is None else device
        answer = self._send_once(method, path, content, seconds, name)
        if answer is not None and answer.body.get("code") == "clock_off":
            self.clock_offset = datetime.fromisoformat(answer.body["centre_time"]) - self.clock()
            answer = self._send_once(method, path, content, seconds, name)
        return answer

    def _send_once(self, method: str, path: str, content: bytes, seconds: float, device: str) -> Answered | None:
        at = str(int((self.clock() + self.clock_offset).timestamp()))
        message = signed_bytes(method, path, device or AT_ENROLMENT, at, content)
        signature = signer_of(self._private_key(make=False))(message).hex()
        headers = {TIME_HEADER: at, SIGNATURE_HEADER: signature, "Content-Type": "application/json"}
        if device:
            headers[DEVICE_HEADER] = device
        return self.centre.send(method, path, headers, content, seconds)

    def _need(self, answer: Answered | None) -> dict[str, Any]:
        if answer is None:
            raise DeviceError("连不上中心，请检查网络。\nThe centre cannot be reached; check the network.")
        if not answer.is_good:
            words = answer.body.get("words", {"zh": "中心没有办理。", "en": "The centre refused."})
            raise DeviceError(f"{words['zh']}\n{words['en']}")
        return answer.body

    def _keep(self, settings: dict[str, Any]) -> dict[str, Any]:
        _write(self.folder / "device.json", json.dumps(settings, ensure_ascii=False, indent=1).encode())
        return settings

    def _private_key(self, *, make: bool) -> ec.EllipticCurvePrivateKey:
        path = self.folder / "device-key.pem"
        if not path.exists():
            if not make:
                raise DeviceError("这台设备没有密钥，请重新登记。\nThis device has no key; enrol it again.")
            made = ec.generate_private_key(ec.SECP256R1())
            _write(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        key = load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  (nothing else was ever written there)
        return key


def _write(path: Path, content: bytes) -> None:
    """Aside and renamed into place, for nobody else to read: a gate that loses power has the old or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    aside.replace(path)
