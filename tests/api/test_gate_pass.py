"""What a turnstile is answered, and what is recorded (SPEC E3, P9, D5; the prompts of deployed gates)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.tables import look_ups, readings, visits
from ankang.core.facts import Case
from ankang.runtime.edge import TimedRoute
from support.application import World, identity_number
from support.devices import installed
from support.gates import open_gate
from support.phones import add_facts, days_ago, resident_with_phone
from support.problems import problem_of

pytestmark = pytest.mark.anyio


async def rows(world: World, table: Any) -> list[Any]:
    async with world.runtime.engine.connect() as connection:
        return list((await connection.execute(select(table))).all())


@pytest.mark.spec("E3", "D3")
async def test_a_green_code_opens_the_gate_and_is_a_visit_with_its_reading(world: World) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)

    answer = await place.turnstile.answers(qr_text=phone.qr(), celsius=36.5)

    assert answer == {
        "openGate": 1,
        "open": True,
        "prompt": "green_pass",
        "words": {"zh": "绿码请通行", "en": "Green code, please pass"},
        "masked_name": "张*",
        "reading": "normal",
        "decided_at": "2022-07-08T02:00:00Z",
    }
    (visit,) = await rows(world, visits)
    assert (visit.way, visit.verdict, visit.state, visit.direction) == ("scan", "pass", "measured", "in")
    assert len(await rows(world, readings)) == 1


@pytest.mark.spec("E3", "P9")
async def test_an_abnormal_reading_bars_the_gate_and_staff_alone_register_it(world: World) -> None:
    place = await installed(world)
    zhang, phone = await resident_with_phone(world)

    answer = await place.turnstile.answers(qr_text=phone.qr(), celsius=37.8)
    world.move_by(minutes=6)
    again = await place.turnstile.answers(qr_text=phone.qr(), celsius=38.2)

    said = (answer["openGate"], answer["open"], answer["prompt"], answer["words"]["zh"], answer["reading"])
    assert said == (2, False, "temperature_abnormal", "温度异常", "abnormal")
    assert (again["openGate"], again["prompt"], again["reading"]) == (2, "temperature_abnormal", "not_taken")
    waiting = (await place.gate.staff.get("/checkpoints/isolation")).json()
    assert [entry["first_reading_celsius"] for entry in waiting] == [37.8]
    colour = (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"]
    assert colour == "green"
    # Whom a machine has seen is not yet seen by staff: they scan once more before they register.
    refused = await place.gate.measure(waiting[0]["visit_id"], 38.2)
    assert problem_of(refused).told == (409, "identity_needed")
    assert len(await rows(world, readings)) == 1


@pytest.mark.spec("E2", "P9")
async def test_a_red_code_is_barred_in_the_words_of_gates_and_without_its_cause(world: World) -> None:
    place = await installed(world)
    zhang, phone = await resident_with_phone(world)
    await add_facts(world, zhang, Case(days_ago(world, 1)))
    await phone.renew()

    answer = await place.turnstile.answers(qr_text=phone.qr())

    assert (answer["openGate"], answer["prompt"], answer["words"]["zh"]) == (2, "red_barred", "红码禁止通行")
    assert set(answer) == {"openGate", "open", "prompt", "words", "masked_name", "reading", "decided_at"}


@pytest.mark.spec("D3")
async def test_a_picture_of_a_code_is_asked_to_be_refreshed_and_names_nobody(world: World) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    picture = phone.qr()
    world.move_by(minutes=10)

    answer = await place.turnstile.answers(qr_text=picture)

    assert (answer["open"], answer["prompt"], answer["masked_name"]) == (False, "refresh_code", None)
    assert await rows(world, visits) == []


@pytest.mark.spec("D3")
async def test_the_same_code_before_the_camera_again_is_the_same_visit(world: World) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    qr = phone.qr()

    first = await place.turnstile.answers(qr_text=qr, celsius=36.5)
    world.move_by(seconds=5)
    again = await place.turnstile.answers(qr_text=qr, celsius=36.6)

    assert (first["open"], again["open"], again["reading"]) == (True, True, "normal")
    assert (len(await rows(world, visits)), len(await rows(world, readings))) == (1, 1)


@pytest.mark.spec("D3")
async def test_the_same_key_is_answered_alike_and_another_question_under_it_is_refused(world: World) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    body = {"key": str(uuid4()), "qr_text": phone.qr(), "celsius": 36.5}

    first = await place.turnstile.answers(**body)
    world.move_by(minutes=4)
    again = await place.turnstile.answers(**body)
    other = await place.turnstile.ask(**body | {"celsius": 36.4})

    assert again == first
    assert len(await rows(world, visits)) == 1
    assert problem_of(other).told == (409, "key_used")


@pytest.mark.spec("D5", "R11")
async def test_a_card_is_read_only_where_the_site_allows_it_and_its_holder_sees_that(world: World) -> None:
    place = await installed(world)
    zhang, _ = await resident_with_phone(world)

    barred = await place.turnstile.ask(document_number=zhang.document_number)
    assert problem_of(barred).told == (403, "documents_not_allowed")
    assert await rows(world, look_ups) == []

    assert (await place.change(reads_documents=True)).status_code == 200
    answer = await place.turnstile.answers(document_number=zhang.document_number, celsius=36.4)

    assert (answer["open"], answer["prompt"], answer["masked_name"]) == (True, "green_pass", "张*")
    (look,) = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert (look["looker_masked_name"], look["organisation"]) == ("闸机 北门 1 号", place.gate.site.name)
    assert [row.outcome for row in await rows(world, look_ups)] == ["answered"]


@pytest.mark.spec("D5", "R11")
async def test_who_is_not_known_and_who_has_no_code_are_told_alike(world: World) -> None:
    place = await installed(world, reads_documents=True)
    li = await world.register("李四")

    unknown = await place.turnstile.answers(document_number=identity_number(sequence=999))
    without = await place.turnstile.answers(document_number=li.document_number)

    assert unknown == without
    assert (unknown["open"], unknown["words"]["zh"]) == (False, "健康码未申领")


@pytest.mark.spec("D5", "R11")
async def test_the_look_ups_of_a_device_in_an_hour_are_limited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ankang.checkpoints.service.passing.DEVICE_LOOK_UPS_PER_HOUR", 2)
    place = await installed(world, reads_documents=True)
    zhang, _ = await resident_with_phone(world)

    for _ in range(2):
        assert (await place.turnstile.ask(document_number=zhang.document_number)).status_code == 200
    refused = await place.turnstile.ask(document_number=zhang.document_number)

    assert problem_of(refused).told == (429, "look_up_quota")
    assert [row.outcome for row in await rows(world, look_ups)].count("look_up_quota") == 1
    world.move_by(minutes=61)
    assert (await place.turnstile.ask(document_number=zhang.document_number)).status_code == 200


@pytest.mark.spec("R17")
async def test_a_medical_site_sends_a_code_that_does_not_open_to_the_separate_lane(world: World) -> None:
    place = await installed(world, await open_gate(world, "人民医院", kind=SiteKind.HOSPITAL))
    _, phone = await resident_with_phone(world)
    picture = phone.qr()
    world.move_by(minutes=10)

    answer = await place.turnstile.answers(qr_text=picture)

    assert (answer["openGate"], answer["words"]["zh"]) == (2, "请走专用通道")


@pytest.mark.parametrize(
    "body",
    [{}, {"qr_text": "AHC1:6BF", "document_number": "340102199005170011"}],
    ids=["neither", "both"],
)
async def test_a_passage_is_asked_for_with_a_code_or_a_document(world: World, body: dict[str, str]) -> None:
    place = await installed(world, reads_documents=True)

    refused = await place.turnstile.ask(**body)

    assert problem_of(refused).told == (422, "code_or_document")
    assert await rows(world, visits) == []


async def test_a_reading_that_no_body_has_is_refused_and_nothing_recorded(world: World) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)

    refused = await place.turnstile.ask(qr_text=phone.qr(), celsius=20.0)

    assert problem_of(refused).told == (422, "temperature_out_of_range")
    assert await rows(world, visits) == []


@pytest.mark.spec("L1")
async def test_what_is_not_done_in_time_is_refused_and_rolled_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    body = {"key": str(uuid4()), "qr_text": phone.qr(), "celsius": 36.5}
    monkeypatch.setattr(TimedRoute, "limit_seconds", 0.3)

    async with world.runtime.engine.begin() as connection:
        await connection.execute(text("LOCK TABLE readings IN ACCESS EXCLUSIVE MODE"))
        late = await place.turnstile.ask(**body)

    assert problem_of(late).told == (503, "out_of_time")
    assert late.headers["Retry-After"] == "1"
    assert await rows(world, visits) == []

    monkeypatch.setattr(TimedRoute, "limit_seconds", 30)
    assert (await place.turnstile.answers(**body))["open"] is True


@pytest.mark.parametrize("number", ["12", "1" * 33, "３４０１"])
async def test_a_document_number_that_no_card_has_is_refused_in_words(world: World, number: str) -> None:
    place = await installed(world, reads_documents=True)

    refused = await place.turnstile.ask(document_number=number)

    assert problem_of(refused).status == 422
    assert await rows(world, look_ups) == []
