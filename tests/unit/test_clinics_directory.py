"""The file of a directory of fever clinics: what is taken, what is told of an unusable row, and which is nearest."""

from __future__ import annotations

import pytest

from ankang.clinics.model import FeverClinic, nearest_to, read_directory

pytestmark = pytest.mark.spec("F5")

HEADS = "name,division_code,address,telephone"


def known(code: str) -> bool:
    return code in {"34", "3401", "340102", "340104", "340104003", "340202"}


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.words.en) for one in read_directory(text, known).problems]


def clinic(name: str, division_code: str) -> FeverClinic:
    return FeverClinic(name, division_code, "地址", "0551-62345678")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADS}\n甲医院,340102,明珠路 1 号,0551-62345678\n",
        "电话,名称,备注,地址,区划代码\r\n0551-62345678, 甲医院 ,夜间开放,明珠路 1 号,340102\r\n",
        f'{HEADS}\n\n"甲医院","340102","明珠路 1 号",0551-62345678',
    ],
)
def test_columns_may_stand_in_any_order_under_chinese_or_english_heads(text: str) -> None:
    directory = read_directory(text, known)

    assert directory.problems == ()
    assert directory.clinics == (FeverClinic("甲医院", "340102", "明珠路 1 号", "0551-62345678"),)


def test_each_unusable_value_is_told_with_its_line_column_and_reason() -> None:
    text = (
        f"{HEADS}\n"
        "甲医院,340102,明珠路 1 号,0551-62345678\n"
        ",340102,明珠路 2 号,0551-62345678\n"
        "丙医院,349999,,call us\n"
        '"丁\n医院",3401,明珠路 4 号,120\n'
        "戊医院,340102,明珠路 5 号,0551-62345678,more\n"
        "甲医院,340102,明珠路 6 号,0551-62345678\n"
    )

    assert problems(text) == [
        (3, "名称", "is empty"),
        (4, "区划代码", "expected the code of a county (6 digits) or street (9) in force, got '349999'"),
        (4, "地址", "is empty"),
        (4, "电话", "expected like 0551-62345678, got 'call us'"),
        (5, "区划代码", "expected the code of a county (6 digits) or street (9) in force, got '3401'"),
        (7, "", "5 cells under 4 heads; quote what has a comma"),
        (8, "名称", "甲医院 stands twice in the same division"),
    ]


def test_a_name_of_too_many_characters_is_told() -> None:
    assert problems(f"{HEADS}\n{'长' * 81},340102,明珠路 1 号,120\n") == [
        (2, "名称", "has 81 characters, at most 80"),
    ]


def test_a_file_without_a_column_is_told_once_and_not_for_each_row() -> None:
    assert problems("name,address\n甲医院,明珠路 1 号\n乙医院,明珠路 2 号\n") == [
        (1, "区划代码", "the column division_code is missing, the heads are: name, address"),
        (1, "电话", "the column telephone is missing, the heads are: name, address"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_no_directory(text: str) -> None:
    assert [(line, column) for line, column, _ in problems(text)] == [
        (1, "名称"),
        (1, "区划代码"),
        (1, "地址"),
        (1, "电话"),
    ]


def test_heads_alone_are_no_directory() -> None:
    assert problems(f"{HEADS}\n") == [(1, "", "there are heads, but no clinic")]


def test_a_quote_that_never_ends_is_told_and_nothing_is_taken() -> None:
    directory = read_directory(f'{HEADS}\n"甲医院,340102,明珠路 1 号,120\n', known)

    assert directory.clinics == ()
    assert "quotes or line ends do not pair" in directory.problems[0].words.en


@pytest.mark.parametrize("number", ["120", "12345", "0551-62345678", "055162345678", "62345678-801", "13800000001"])
def test_telephones_as_people_write_them_are_taken(number: str) -> None:
    assert problems(f"{HEADS}\n甲医院,340102,明珠路 1 号,{number}\n") == []


@pytest.mark.parametrize(
    ("home", "nearest"),
    [
        ("340104003", "街道医院"),
        ("340104001", "区医院"),
        ("340104", "区医院"),
        ("340102001", "一院"),
        ("3401", "一院"),
        ("340202001", None),
        ("", None),
    ],
)
def test_the_nearest_is_of_the_street_else_of_the_county_else_of_the_city(home: str, nearest: str | None) -> None:
    clinics = [clinic("街道医院", "340104003"), clinic("区医院", "340104"), clinic("一院", "340111")]

    found = nearest_to(home, clinics)

    assert (found.name if found else None) == nearest
