"""Shapes of gate devices: what keepers register, and what gates send and get."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from ankang.checkpoints.model.devices import DeviceState, OnTimeout, Prompt
from ankang.checkpoints.model.ruling import Direction
from ankang.identity.model.documents import DocumentType
from ankang.runtime.answers import Answer, Body, NameText, WordsAnswer


class DeviceRequest(Body):
    """A device to be registered. `key` makes a repeated request the same device."""

    key: UUID
    entrance_id: UUID
    name: NameText = Field(description="Such as: North gate, lane 2; people whom it looks up read it")
    on_timeout: OnTimeout = OnTimeout.BAR
    reads_documents: bool = False


class DeviceChange(Body):
    """A device's settings and state, as its keeper or an officer wants them."""

    state: Literal[DeviceState.ACTIVE, DeviceState.SUSPENDED, DeviceState.REVOKED]
    on_timeout: OnTimeout
    reads_documents: bool


class DeviceAnswer(Answer):
    """A device as its keeper and officers see it."""

    device_id: UUID
    entrance_id: UUID
    entrance_name: str | None
    name: str
    state: DeviceState
    state_words: WordsAnswer
    on_timeout: OnTimeout
    reads_documents: bool
    held: bool = Field(description="An officer suspended it: its keeper cannot let it work again")
    registered_at: datetime
    enrolled_at: datetime | None
    last_seen_at: datetime | None
    code_expires_at: datetime | None = Field(description="Until when its enrolment code can be used; None without one")


class EnrolmentCode(Answer):
    """The code that is typed at the device, once. It is not shown again."""

    code: str
    expires_at: datetime


class EnrolmentRequest(Body):
    """A device's public key, in a request that the key has signed."""

    code: str = Field(min_length=8, max_length=40)
    public_key: str = Field(max_length=130, description="The point of SEC 1, 33 or 65 bytes in hexadecimal")


class PromptAnswer(Answer):
    """A prompt with its words, to be stored and spoken by the device."""

    prompt: Prompt
    words: WordsAnswer


class DeviceSettings(Answer):
    """What a device has to know; it asks again each hour."""

    device_id: UUID
    name: str
    site_name: str
    entrance_name: str
    on_timeout: OnTimeout
    answer_within_seconds: float
    reads_documents: bool
    abnormal_celsius: float
    site_limit_celsius: float
    green_enters: bool = Field(description="Green is all that the site asks for, so that lists alone decide offline")
    centre_time: datetime
    prompts: list[PromptAnswer]


class PassRequest(Body):
    """Somebody before a gate: their QR text or their document number, and a reading where the gate measures."""

    key: UUID = Field(description="The same key is the same passage: ask again with it after a time-out")
    qr_text: str = Field("", max_length=2048)
    document_type: DocumentType = DocumentType.MAINLAND_ID
    document_number: str = Field("", pattern=r"^(.{4,32})?$")
    celsius: float | None = Field(None, description="34.0 to 43.0; counts on the way in")
    direction: Direction = "in"


class PassAnswer(Answer):
    """What the gate does and says; neither a cause nor evidence stands here."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    open_gate: Literal[1, 2] = Field(alias="openGate", description="1 open, 2 stay shut")
    is_open: bool = Field(alias="open")
    prompt: Prompt
    words: WordsAnswer
    masked_name: str | None
    reading: Literal["normal", "abnormal", "not_taken"]
    decided_at: datetime
