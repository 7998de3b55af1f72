"""Sessions, limits and neutral answers, as somebody meets them who tries to get in."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select

from ankang.identity.model.limits import (
    CODES_FROM_ADDRESS,
    CODES_TO_NUMBER,
    FAILED_SIGN_INS_FROM_ADDRESS,
    SIGN_INS_TO_ACCOUNT,
)
from ankang.identity.service.limits import count
from ankang.identity.tables import sessions
from ankang.runtime.config import config_from
from ankang.runtime.edge import CSRF_COOKIE, SESSION_COOKIE
from support.application import PASSWORD, World, application, identity_number
from support.problems import Problem, problem_of

pytestmark = pytest.mark.anyio

UNKNOWN_MOBILE = "13900000404"
WRONG = "not-the-password"
SIGN_IN_FAILED = Problem(
    401,
    "sign_in_failed",
    "账号或密码不正确，请核对；忘记密码可以用短信验证码登录或找回。",
    "Account or password is not right. If you forgot the password, sign in or reset it by SMS code.",
    {},
)


def by_password(mobile: str, typed: str = WRONG) -> dict[str, Any]:
    return {"method": "mobile_password", "mobile": mobile, "password": typed}


def cookies_of(answer: httpx.Response) -> SimpleCookie:
    cookies = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        cookies.load(line)
    return cookies


@pytest.mark.spec("A2")
@pytest.mark.parametrize("secure", [True, False])
async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World, secure: bool) -> None:
    zhang = await world.register("张三")
    app = application(replace(world.runtime, config=replace(world.runtime.config, secure_cookies=secure)))
    transport = httpx.ASGITransport(app)

    async with httpx.AsyncClient(transport=transport, base_url="https://test/api/v1") as browser:
        answer = await browser.post("/identity/sessions", json=by_password(zhang.mobile, PASSWORD))

    cookies = cookies_of(answer)
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        assert cookies[name]["samesite"] == "strict"
        assert cookies[name]["path"] == "/"
        assert cookies[name]["domain"] == ""
        assert bool(cookies[name]["secure"]) is secure
        assert int(cookies[name]["max-age"]) == 30 * 24 * 3600
    assert cookies[SESSION_COOKIE]["httponly"] is True
    assert cookies[SESSION_COOKIE].value not in answer.text


def test_cookies_go_over_https_only_where_the_origin_does() -> None:
    assert config_from({"ANKANG_ORIGIN": "https://code.example"}).secure_cookies
    assert not config_from({}).secure_cookies
    assert config_from({"ANKANG_SECURE_COOKIES": "1"}).secure_cookies


@pytest.mark.spec("A2")
async def test_a_session_that_somebody_planted_is_not_the_one_that_begins(world: World) -> None:
    zhang, mallory = await world.register("张三"), await world.register("马六")
    planted = mallory.client.cookies[SESSION_COOKIE]
    browser = world.guest()
    browser.cookies.set(SESSION_COOKIE, planted, domain="test.local", path="/")

    answer = await browser.post("/identity/sessions", json=by_password(zhang.mobile, PASSWORD))

    assert answer.json()["person_id"] == str(zhang.person_id)
    assert cookies_of(answer)[SESSION_COOKIE].value != planted
    assert (await mallory.client.get("/identity/session")).json()["person_id"] == str(mallory.person_id)


@pytest.mark.spec("A2")
async def test_a_cookie_is_of_no_use_after_signing_out_and_only_this_session_ends(world: World) -> None:
    zhang = await world.register("张三")
    other_phone = world.guest()
    await other_phone.post("/identity/sessions", json=by_password(zhang.mobile, PASSWORD))
    copied = zhang.client.cookies[SESSION_COOKIE]

    out = await zhang.client.delete("/identity/session")
    thief = world.guest()
    thief.cookies.set(SESSION_COOKIE, copied)
    answer = await thief.get("/identity/session")

    assert out.status_code == 204
    assert cookies_of(out)[SESSION_COOKIE]["max-age"] == "0"
    assert problem_of(answer).told == (401, "not_signed_in")
    assert (await other_phone.get("/identity/session")).status_code == 200


@pytest.mark.spec("A2")
@pytest.mark.parametrize("cookie", ["", "x", "A" * 64, "=" * 64, "é", "AAAA" * 4000, "A" * 63 + "/"])
async def test_a_cookie_that_is_none_of_ours_signs_nobody_in(world: World, cookie: str) -> None:
    answer = await world.guest().get(
        "/identity/session", headers=[(b"cookie", f"{SESSION_COOKIE}={cookie}".encode("latin-1"))]
    )

    assert problem_of(answer).told == (401, "not_signed_in")


@pytest.mark.spec("A2")
async def test_the_cookie_of_one_person_with_the_id_of_another_signs_nobody_in(world: World) -> None:
    zhang, li = await world.register("张三"), await world.register("李四")
    token = base64.urlsafe_b64decode(zhang.client.cookies[SESSION_COOKIE])[16:]
    forged = base64.urlsafe_b64encode(li.person_id.bytes + token).decode()

    answer = await world.guest().get("/identity/session", headers={"cookie": f"{SESSION_COOKIE}={forged}"})

    assert problem_of(answer).told == (401, "not_signed_in")


@pytest.mark.spec("A2")
async def test_the_database_holds_no_token_that_opens_a_session(world: World) -> None:
    zhang = await world.register("张三")
    token = base64.urlsafe_b64decode(zhang.client.cookies[SESSION_COOKIE])[16:]

    async with world.call() as call:
        (row,) = (await call.connection.execute(select(sessions))).all()

    assert token not in [value for value in row if isinstance(value, bytes)]


@pytest.mark.spec("L10")
async def test_codes_to_one_number_are_limited_whoever_asks(world: World) -> None:
    for number in range(CODES_TO_NUMBER.most):
        body = {"mobile": UNKNOWN_MOBILE, "purpose": "register"}
        answer = await world.guest(f"203.0.113.{number}").post("/identity/one-time-codes", json=body)
        assert answer.status_code == 202
        world.move_by(seconds=61)

    refused = await world.guest("198.51.100.1").post("/identity/one-time-codes", json=body)

    assert problem_of(refused).told == (429, "too_many_attempts")
    assert int(refused.headers["retry-after"]) == 3600 - 61 * CODES_TO_NUMBER.most
    world.move_by(hours=1)
    assert (await world.guest().post("/identity/one-time-codes", json=body)).status_code == 202


@pytest.mark.spec("L10")
@pytest.mark.parametrize(
    ("addresses", "neighbour"),
    [(["203.0.113.7"], "203.0.113.8"), (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], "2001:db8:1:3::1")],
)
async def test_codes_from_one_address_are_limited_whatever_number_is_asked_for(
    world: World, addresses: list[str], neighbour: str
) -> None:
    def body(number: int) -> dict[str, str]:
        return {"mobile": f"139{number:08d}", "purpose": "register"}

    for number in range(CODES_FROM_ADDRESS.most):
        guest = world.guest(addresses[number % len(addresses)])
        assert (await guest.post("/identity/one-time-codes", json=body(number))).status_code == 202

    refused = await world.guest(addresses[0]).post("/identity/one-time-codes", json=body(999))
    other = await world.guest(neighbour).post("/identity/one-time-codes", json=body(999))

    assert problem_of(refused).told == (429, "too_many_attempts")
    assert other.status_code == 202


@pytest.mark.spec("L10", "A6")
@pytest.mark.parametrize("known", [True, False])
async def test_guesses_of_a_password_are_limited_and_the_limit_does_not_tell_an_account(
    world: World, known: bool
) -> None:
    zhang = await world.register("张三")
    mobile = zhang.mobile if known else UNKNOWN_MOBILE
    guest = world.guest()
    for _ in range(SIGN_INS_TO_ACCOUNT.most):
        assert problem_of(await guest.post("/identity/sessions", json=by_password(mobile))) == SIGN_IN_FAILED

    refused = await guest.post("/identity/sessions", json=by_password(mobile, PASSWORD))

    assert problem_of(refused) == Problem(
        429,
        "too_many_attempts",
        "操作太频繁，请 15 分钟后再试。",
        "Too many attempts; please try again in 15 minutes.",
        {},
    )


@pytest.mark.spec("L10")
async def test_one_password_tried_on_many_accounts_from_one_address_is_stopped(world: World) -> None:
    guest = world.guest()
    async with world.call() as call:
        for _ in range(FAILED_SIGN_INS_FROM_ADDRESS.most - 1):
            await count(call, FAILED_SIGN_INS_FROM_ADDRESS, "203.0.113.7")

    last = await guest.post("/identity/sessions", json=by_password("13900000001"))
    stopped = await guest.post("/identity/sessions", json=by_password("13900000002"))
    elsewhere = await world.guest("198.51.100.1").post("/identity/sessions", json=by_password("13900000002"))

    assert problem_of(last) == SIGN_IN_FAILED
    assert problem_of(stopped).told == (429, "too_many_attempts")
    assert problem_of(elsewhere) == SIGN_IN_FAILED


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, without their values."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = world.runtime.engine.sync_engine
    event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)


@pytest.mark.spec("A6")
@pytest.mark.parametrize("way", ["mobile", "document", "code asked for", "wrong code", "wrong reset code"])
async def test_an_account_is_not_told_by_words_nor_by_the_work_of_the_answer(world: World, way: str) -> None:
    zhang = await world.register("张三")
    unknown_document = identity_number(sequence=901)

    def asks(mobile: str, document: str) -> tuple[str, dict[str, Any]]:
        match way:
            case "mobile":
                return "/identity/sessions", by_password(mobile)
            case "document":
                body = {"method": "document_password", "document_number": document, "password": WRONG}
                return "/identity/sessions", body
            case "code asked for":
                return "/identity/one-time-codes", {"mobile": mobile, "purpose": "sign_in"}
            case "wrong code":
                return "/identity/sessions", {"method": "sms_code", "mobile": mobile, "one_time_code": "000000"}
            case _:
                body = {"mobile": mobile, "one_time_code": "000000", "password": PASSWORD}
                return "/identity/password-resets", body

    path, known = asks(zhang.mobile, zhang.document_number)
    _, unknown = asks(UNKNOWN_MOBILE, unknown_document)
    guest = world.guest()
    with statements(world) as for_known:
        first = await guest.post(path, json=known)
    with statements(world) as for_unknown:
        second = await guest.post(path, json=unknown)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert {name for name, _ in first.headers.items()} == {name for name, _ in second.headers.items()}
    assert for_known == for_unknown


@pytest.mark.spec("A6")
async def test_a_password_is_worked_on_as_long_where_there_is_no_account(world: World) -> None:
    zhang = await world.register("张三")
    guest = world.guest()

    async def least_work(mobile: str) -> float:
        # The work of the processor, threads included: what else the machine does does not count.
        spent = []
        for _ in range(4):
            before = time.process_time()
            await guest.post("/identity/sessions", json=by_password(mobile))
            spent.append(time.process_time() - before)
        return min(spent)

    for_known, for_unknown = await least_work(zhang.mobile), await least_work(UNKNOWN_MOBILE)

    assert 0.5 < for_known / for_unknown < 2
