"""Accounts over HTTP: codes, neutral answers, stale sessions, proxies and the counter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from support.application import PASSWORD, World, identity_number

pytestmark = pytest.mark.anyio


def registration(number: str, mobile: str, code: str, name: str = "李四") -> dict[str, Any]:
    return {
        "name": name,
        "document_type": "mainland_id",
        "document_number": number,
        "mobile": mobile,
        "one_time_code": code,
        "password": PASSWORD,
    }


@pytest.mark.spec("A1")
async def test_a_wrong_an_expired_and_a_used_code_are_each_named(world: World) -> None:
    guest, mobile = world.guest(), "13900000001"
    code = await world.ask_code(guest, mobile, "register")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    form = registration(identity_number(), mobile, wrong)

    first = await guest.post("/identity/registrations", json=form)
    world.move_by(minutes=5)
    late = await guest.post("/identity/registrations", json={**form, "one_time_code": code})
    fresh = await world.ask_code(guest, mobile, "register")
    done = await guest.post("/identity/registrations", json={**form, "one_time_code": fresh})
    again = await guest.post("/identity/registrations", json={**form, "one_time_code": fresh})

    assert (first.status_code, first.json()["code"]) == (422, "one_time_code_wrong")
    assert first.json()["words"]["zh"] == "验证码不正确，请核对短信后重新输入。"
    assert (late.status_code, late.json()["code"]) == (410, "one_time_code_expired")
    assert done.status_code == 201
    assert (again.status_code, again.json()["code"]) == (422, "one_time_code_used")


@pytest.mark.spec("A1", "L10")
async def test_five_wrong_tries_void_a_code_although_each_was_refused(world: World) -> None:
    guest, mobile = world.guest(), "13900000002"
    code = await world.ask_code(guest, mobile, "register")
    form = registration(identity_number(), mobile, f"{(int(code) + 1) % 1_000_000:06d}")
    for _ in range(5):
        await guest.post("/identity/registrations", json=form)

    answer = await guest.post("/identity/registrations", json={**form, "one_time_code": code})

    assert (answer.status_code, answer.json()["code"]) == (429, "one_time_code_tried_too_often")


@pytest.mark.spec("A6", "L10")
async def test_a_code_is_asked_for_with_the_same_answer_for_every_number(world: World) -> None:
    zhang = await world.register("张三")
    guest = world.guest()

    known = await guest.post("/identity/one-time-codes", json={"mobile": zhang.mobile, "purpose": "sign_in"})
    unknown = await guest.post("/identity/one-time-codes", json={"mobile": "13900000003", "purpose": "sign_in"})
    soon = await guest.post("/identity/one-time-codes", json={"mobile": "13900000003", "purpose": "sign_in"})

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert [text.template for text in await world.texts("13900000003")] == ["no_account"]
    assert (soon.status_code, soon.json()["code"], soon.headers["Retry-After"]) == (429, "one_time_code_too_soon", "60")


@pytest.mark.spec("A6")
async def test_a_known_document_is_not_told_to_a_stranger_but_the_owner_is_sent_to_sign_in(world: World) -> None:
    zhang = await world.register("张三")
    guest = world.guest()
    code = await world.ask_code(guest, "13900000004", "register")

    stranger = await guest.post(
        "/identity/registrations", json=registration(zhang.document_number, "13900000004", code, "张三")
    )
    world.move_by(minutes=2)
    code = await world.ask_code(guest, zhang.mobile, "register")
    owner = await guest.post("/identity/registrations", json=registration(zhang.document_number, zhang.mobile, code))

    assert (stranger.status_code, stranger.json()["code"]) == (409, "registration_not_possible")
    assert "已经注册" not in stranger.json()["words"]["zh"]
    assert (owner.status_code, owner.json()["code"]) == (409, "account_exists")


@pytest.mark.spec("A2", "A6")
async def test_a_wrong_password_and_a_missing_account_get_the_same_answer(world: World) -> None:
    zhang = await world.register("张三")
    guest = world.guest()
    body = {"method": "mobile_password", "password": "not-the-password"}

    wrong = await guest.post("/identity/sessions", json={**body, "mobile": zhang.mobile})
    nobody = await guest.post("/identity/sessions", json={**body, "mobile": "13900000005"})

    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    assert wrong.json()["code"] == "sign_in_failed"


@pytest.mark.spec("A3")
async def test_a_forgotten_password_is_reset_by_code_and_ends_every_session(world: World) -> None:
    zhang = await world.register("张三")
    code = await world.ask_code(world.guest(), zhang.mobile, "reset_password")
    body = {"mobile": zhang.mobile, "one_time_code": code, "password": "another-horse-9"}

    answer = await world.guest().post("/identity/password-resets", json=body)

    assert answer.status_code == 204
    assert (await zhang.client.get("/identity/session")).status_code == 401
    zhang.password = "another-horse-9"
    assert (await zhang.sign_in()).status_code == 201


@pytest.mark.spec("A2")
async def test_a_stale_session_and_a_missing_csrf_token_are_refused(world: World) -> None:
    zhang = await world.register("张三")
    token = zhang.client.headers.pop("X-CSRF-Token")

    forged = await zhang.client.delete("/identity/session")
    zhang.client.headers["X-CSRF-Token"] = token
    world.move_by(days=14)
    stale = await zhang.client.get("/identity/session")

    assert (forged.status_code, forged.json()["code"]) == (403, "csrf_token_wrong")
    assert (stale.status_code, stale.json()["code"]) == (401, "not_signed_in")


@pytest.mark.spec("A1")
async def test_an_unknown_region_code_registers_with_a_warning_and_waits_for_proof(world: World) -> None:
    odd = await world.register("陈远", region="349901")
    officer = await world.officer()

    session = (await odd.get("/identity/session")).json()
    waiting = (await officer.get("/identity/awaiting-proof")).json()

    assert session["identity_proof"] == "awaiting_proof"
    assert [notice["code"] for notice in session["notices"]] == ["region_unknown"]
    assert [row["person_id"] for row in waiting] == [str(odd.person_id)]
    assert (await odd.get("/identity/awaiting-proof")).json()["code"] == "role_needed"


@pytest.mark.spec("A1", "A4", "B5")
async def test_a_proof_at_the_counter_takes_over_what_a_stranger_opened(world: World) -> None:
    stranger, officer = await world.register("张三"), await world.officer()
    body = {
        "name": "张三",
        "document_type": "mainland_id",
        "document_number": stranger.document_number,
        "mobile": "13900000006",
    }

    proof = await officer.post("/identity/proofs", json=body)
    code = await world.ask_code(world.guest(), "13900000006", "sign_in")
    entered = await world.guest().post(
        "/identity/sessions", json={"method": "sms_code", "mobile": "13900000006", "one_time_code": code}
    )

    assert (proof.status_code, proof.json()["account_taken_over"]) == (201, True)
    assert (await stranger.client.get("/identity/session")).status_code == 401
    assert entered.json()["person_id"] == str(stranger.person_id)
    assert entered.json()["identity_proof"] == "proved"


@pytest.mark.spec("B5")
async def test_an_adult_is_acted_for_after_giving_the_code_and_ends_it(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    body = {
        "name": "李兰",
        "document_type": "mainland_id",
        "document_number": mother.document_number,
        "relation": "parent",
        "mobile": mother.mobile,
    }

    link = (await daughter.post("/identity/proxies", json=body)).json()
    refused = await daughter.get(f"/identity/people/{mother.person_id}/looks")
    code = (await world.texts(mother.mobile))[-1].parameters["code"]
    begun = await daughter.post(f"/identity/proxies/{link['link_id']}/confirmation", json={"one_time_code": code})
    seen = (await mother.get("/identity/proxies")).json()["act_for_me"]
    allowed = await daughter.get(f"/identity/people/{mother.person_id}/looks")
    ended = await mother.delete(f"/identity/proxies/{link['link_id']}")

    assert (link["state"], begun.json()["state"]) == ("pending", "active")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert [row["masked_name"] for row in seen] == ["王*"]
    assert (allowed.status_code, ended.status_code) == (200, 204)
    assert (await daughter.get(f"/identity/people/{mother.person_id}/looks")).status_code == 404


@pytest.mark.spec("B5")
async def test_a_child_is_acted_for_at_once_and_a_second_proxy_needs_the_first_ones_word(world: World) -> None:
    mother, other = await world.register("王芳"), await world.register("赵强")
    body = {
        "name": "王小宝",
        "document_type": "mainland_id",
        "document_number": identity_number(born=date(2015, 6, 1)),
        "relation": "child",
    }

    first = (await mother.post("/identity/proxies", json=body)).json()
    second = (await other.post("/identity/proxies", json=body)).json()

    assert (first["state"], first["is_minor"], second["state"]) == ("active", True, "pending")
    assert (await world.texts(mother.mobile))[-1].template == "proxy_consent"
