"""Notices inside the app: every kind that is published has words, reaches the inbox and can be marked as read."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.identity.model.looks import LookPurpose, purpose_words
from ankang.identity.model.proxies import ProxyNews
from ankang.notices.model import NoticeTemplate, notice_words
from ankang.runtime.tables import outbox
from api.test_first_journey import applied
from support.application import World
from support.gates import open_gate
from support.phones import resident_with_phone

pytestmark = pytest.mark.anyio


@pytest.mark.spec("R11", "M2")
async def test_a_look_up_at_a_checkpoint_reaches_the_inbox_and_is_read_once(world: World) -> None:
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)
    await gate.look_up(zhang.document_number)

    await world.run_jobs()

    notice = next(item for item in (await zhang.get("/notices")).json() if item["template"] == "looked_up")
    assert notice["words"]["zh"].startswith("有工作人员在哨点用证件号码查过您的码。")
    assert notice["words"]["en"].startswith("Checkpoint staff looked up your code by document number.")
    assert notice["read_at"] is None
    read = await zhang.put(f"/notices/{zhang.person_id}/{notice['notice_id']}/read")
    assert read.status_code == 204
    assert next(item for item in (await zhang.get("/notices")).json() if item["template"] == "looked_up")["read_at"]
    async with world.call() as call:
        left = select(outbox.c.payload).where(outbox.c.topic == "notice")
        assert (await call.connection.execute(left)).scalars().all() == []


@pytest.mark.spec("M2")
async def test_a_stranger_reads_no_notices(world: World) -> None:
    zhang, li = await world.register("张三"), await world.register("李四")

    answer = await li.get("/notices", params={"person_id": str(zhang.person_id)})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.spec("R4")
@pytest.mark.parametrize("template", sorted({*NoticeTemplate, *ProxyNews}))
async def test_every_notice_that_a_capability_publishes_has_words(template: str) -> None:
    words = notice_words(template, {"from": "green", "to": "red"})

    assert words.zh.endswith("。")
    assert words.en.endswith(".")
    assert "{" not in words.zh + words.en


@pytest.mark.spec("M2")
@pytest.mark.parametrize("purpose", list(LookPurpose))
async def test_every_purpose_of_a_look_is_told_in_words(purpose: LookPurpose) -> None:
    words = purpose_words(purpose)

    assert purpose.value not in (words.zh, words.en)


@pytest.mark.spec("R4")
async def test_a_changed_colour_is_told_and_the_first_one_is_not(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)
    await world.run_jobs()
    first = (await zhang.get("/notices")).json()

    report = {"key": str(uuid4()), "symptoms": ["fever"]}
    assert (await zhang.post(f"/check-ins/{zhang.person_id}/reports", json=report)).status_code == 201
    await world.run_jobs()

    assert first == []
    (notice,) = (await zhang.get("/notices")).json()
    assert notice["words"]["zh"].startswith("您的安康码由绿码变为黄码")
