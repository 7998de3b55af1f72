"""Registering, signing in and proving with something wrong: what is told, and that nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ankang.identity.model import check_character
from support.application import PASSWORD, World, identity_number
from support.problems import Problem, problem_of
from support.written import COUNTED_TRIES, written

pytestmark = pytest.mark.anyio

MOBILE = "13900000001"


def numbered(first_17: str) -> str:
    """The number with its check character."""
    return first_17 + check_character(first_17)


def registration(**changes: Any) -> dict[str, Any]:
    return {
        "name": "李四",
        "document_type": "mainland_id",
        "document_number": identity_number(),
        "mobile": MOBILE,
        "one_time_code": "123456",
        "password": PASSWORD,
        **changes,
    }


def refusal_of(field: str, code: str, zh: str, en: str, status: int = 422) -> Problem:
    """The refusal of one field."""
    return Problem(status, code, zh, en, {field: (zh, en)})


WRONG_DOCUMENTS = [
    pytest.param(
        {"document_number": identity_number()[:-1] + "0"},
        refusal_of(
            "document_number",
            "check_digit",
            "证件号码的校验位不对，可能有一位填错了，请逐位核对。",
            "The check digit does not fit: one digit may be mistyped. Please compare each digit.",
        ),
        id="wrong check digit",
    ),
    pytest.param(
        {"document_number": numbered("34010219900231001")},
        refusal_of(
            "document_number",
            "birth_date_impossible",
            "证件号码中的出生日期 19900231 不存在，请核对第 7 至 14 位。",
            "The birth date in the number, 19900231, does not exist; check digits 7 to 14.",
        ),
        id="impossible birth date",
    ),
    pytest.param(
        {"document_number": identity_number(date(2022, 7, 9))},
        refusal_of(
            "document_number",
            "birth_date_in_future",
            "出生日期 2022-07-09 还没有到，请核对。",
            "The birth date 2022-07-09 lies in the future; please check it.",
        ),
        id="born tomorrow",
    ),
    pytest.param(
        {"document_number": identity_number(date(1891, 12, 31))},
        refusal_of(
            "document_number",
            "birth_date_impossible",
            "出生日期 1891-12-31 太早，请核对。",
            "The birth date 1891-12-31 is too long ago; please check it.",
        ),
        id="born too long ago",
    ),
    pytest.param(
        {"document_number": "3401021990051700"},
        refusal_of(
            "document_number",
            "document_length",
            "证件号码应为 18 位（最后一位可为 X），您填写了 16 位。",
            "The number has 18 characters, digits and perhaps a final X; 16 came.",
        ),
        id="too short",
    ),
    pytest.param(
        {"document_number": identity_number(region="990102")},
        refusal_of(
            "document_number",
            "invented_number",
            "以 99 开头的号码只用于演示，请填写您本人的证件号码。",
            "Numbers beginning with 99 are for demonstrations; enter your own.",
        ),
        id="invented number",
    ),
    pytest.param(
        {"document_type": "passport", "document_number": "E12345678"},
        refusal_of(
            "birth_date",
            "birth_date_needed",
            "这种证件的号码不含出生日期，请填写出生日期。",
            "This document carries no birth date; enter it.",
        ),
        id="passport without birth date",
    ),
    pytest.param(
        {"birth_date": "1990-05-18"},
        refusal_of(
            "birth_date",
            "birth_date_differs",
            "出生日期与证件号码中的不一致，请核对。",
            "The birth date is not the one in the document number.",
        ),
        id="another birth date",
    ),
    pytest.param(
        {"mobile": "12345678901"},
        refusal_of(
            "mobile",
            "mobile_format",
            "手机号码应为 11 位，以 1 开头；境外号码请以 + 和国家或地区代码开头。",
            "A mobile number has 11 digits beginning with 1; numbers abroad begin with + and the country code.",
        ),
        id="no mobile number",
    ),
    pytest.param(
        {"password": "13900000001a"},
        refusal_of(
            "password",
            "password_is_number",
            "密码不能包含您的手机号或证件号码。",
            "A password cannot contain your mobile or document number.",
        ),
        id="the mobile in the password",
    ),
    pytest.param(
        {"password": "1234567890"},
        refusal_of(
            "password",
            "password_only_digits",
            "密码不能全是数字，请加上字母或符号。",
            "A password cannot be digits only; add letters or signs.",
        ),
        id="digits as a password",
    ),
]


@pytest.mark.spec("A1", "A5")
@pytest.mark.parametrize(("changes", "expected"), WRONG_DOCUMENTS)
async def test_a_wrong_field_is_refused_in_words_and_the_code_can_still_be_used(
    world: World, changes: dict[str, Any], expected: Problem
) -> None:
    guest = world.guest()
    code = await world.ask_code(guest, MOBILE, "register")
    before = await written(world)

    answer = await guest.post("/identity/registrations", json=registration(one_time_code=code, **changes))

    assert problem_of(answer) == expected
    assert await written(world) == before
    corrected = await guest.post("/identity/registrations", json=registration(one_time_code=code))
    assert corrected.status_code == 201, corrected.text


WRONG_CODES = {
    "wrong": refusal_of(
        "one_time_code",
        "one_time_code_wrong",
        "验证码不正确，请核对短信后重新输入。",
        "The code is not right; compare it with the SMS.",
    ),
    "expired": refusal_of(
        "one_time_code",
        "one_time_code_expired",
        "验证码已过期（5 分钟内有效），请重新获取。",
        "The code has expired (it is valid for 5 minutes); ask for a new one.",
        410,
    ),
    "used": refusal_of(
        "one_time_code",
        "one_time_code_used",
        "这个验证码已经用过，每个验证码只能使用一次，请重新获取。",
        "This code was used already; each code works once. Ask for a new one.",
    ),
    "tried too often": refusal_of(
        "one_time_code",
        "one_time_code_tried_too_often",
        "验证码输错次数太多，已作废，请重新获取。",
        "The code was mistyped too often and is void; ask for a new one.",
        429,
    ),
}


@pytest.mark.spec("A1", "A2", "A3")
@pytest.mark.parametrize("reason", WRONG_CODES)
@pytest.mark.parametrize("purpose", ["register", "sign_in", "reset_password"])
async def test_a_code_that_does_not_open_is_named_and_leaves_only_the_counted_try(
    world: World, purpose: str, reason: str
) -> None:
    zhang = await world.register("张三")
    mobile = MOBILE if purpose == "register" else zhang.mobile
    guest = world.guest()
    code = await world.ask_code(guest, mobile, purpose)

    async def use(typed: str) -> Any:
        if purpose == "register":
            body = registration(one_time_code=typed, document_number=identity_number(sequence=901))
            return await guest.post("/identity/registrations", json=body)
        if purpose == "sign_in":
            body = {"method": "sms_code", "mobile": mobile, "one_time_code": typed}
            return await guest.post("/identity/sessions", json=body)
        body = {"mobile": mobile, "one_time_code": typed, "password": "another-horse-9"}
        return await guest.post("/identity/password-resets", json=body)

    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    if reason == "expired":
        world.move_by(minutes=5)
    if reason == "used":
        assert (await use(code)).status_code in (201, 204)
    if reason == "tried too often":
        for _ in range(5):
            await use(wrong)
    before = await written(world, but=COUNTED_TRIES)

    answer = await use(wrong if reason == "wrong" else code)

    assert problem_of(answer) == WRONG_CODES[reason]
    assert await written(world, but=COUNTED_TRIES) == before


@pytest.mark.spec("A1")
async def test_a_code_opens_only_what_it_was_sent_for(world: World) -> None:
    zhang = await world.register("张三")
    guest = world.guest()
    code = await world.ask_code(guest, zhang.mobile, "sign_in")
    body = {"mobile": zhang.mobile, "one_time_code": code, "password": "another-horse-9"}

    reset = await guest.post("/identity/password-resets", json=body)

    assert problem_of(reset) == WRONG_CODES["wrong"]
    assert (await zhang.sign_in()).status_code == 201


@pytest.mark.spec("A1")
async def test_an_unknown_region_code_warns_in_both_languages_and_waits_for_proof(world: World) -> None:
    code = await world.ask_code(world.guest(), MOBILE, "register")
    body = registration(document_number=identity_number(region="349901"), one_time_code=code)

    answer = await world.guest().post("/identity/registrations", json=body)

    assert answer.status_code == 201
    assert answer.json()["identity_proof"] == "awaiting_proof"
    assert answer.json()["notices"] == [
        {
            "code": "region_unknown",
            "words": {
                "zh": "您证件号码中的地区代码不在现行区划表中。您可以照常使用，请带证件到社区窗口核验一次。",
                "en": "The region code of your number is not in the present list. You can go on; please show your "
                "document once at a community counter.",
            },
        }
    ]


@pytest.mark.spec("A6")
@pytest.mark.parametrize(
    ("document_type", "rewritten"),
    [
        ("mainland_id", str.lower),
        ("mainland_id", lambda number: number[:6] + " " + number[6:14] + "-" + number[14:]),
        ("mainland_id", lambda number: "".join(chr(ord(c) + 0xFEE0) for c in number)),
        ("mainland_id", lambda number: "".join(chr(0x660 + int(c)) for c in number[:17]) + number[17]),
        ("other", str),
        ("hong_kong_macau_residence", str),
        ("foreign_permanent_resident", str),
    ],
    ids=["small x", "gaps", "full-width", "Arabic digits", "as other", "as residence permit", "as resident card"],
)
async def test_one_document_opens_one_account_however_it_is_written(
    world: World, document_type: str, rewritten: Any
) -> None:
    number = next(n for n in (identity_number(sequence=i) for i in range(1, 99)) if n.endswith("X"))
    await world.register("张三", document_number=number)
    code = await world.ask_code(world.guest(), MOBILE, "register")
    before = await written(world, but=COUNTED_TRIES)
    body = registration(
        document_type=document_type, document_number=rewritten(number), one_time_code=code, birth_date="1990-05-17"
    )

    answer = await world.guest().post("/identity/registrations", json=body)

    assert problem_of(answer).told in (
        (409, "registration_not_possible"),
        (422, "document_length"),
        (422, "document_type_differs"),
    )
    assert await written(world, but=COUNTED_TRIES) == before
