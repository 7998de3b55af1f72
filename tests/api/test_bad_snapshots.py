"""Files that are no list of risk areas, uploaded by an officer: what is told, and that nothing is half-written."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from support.application import Member, World
from support.problems import problem_of
from support.written import written

pytestmark = pytest.mark.anyio

ROW = {"province": "安徽省", "city": "宿州市", "county": "泗县", "communitys": ["运河街道富贵苑"]}
AGAIN = (
    "请从发布页面重新下载后再导入；系统没有改动任何内容。",
    "Download it again from where it was published; nothing was changed.",
)


def listed(at: object = "2022-07-08 8时", **row: Any) -> bytes:
    data = {"end_update_time": at, "highlist": [ROW | row], "middlelist": []}
    return json.dumps({"data": data}).encode()


async def upload(member: Member, content: bytes, dry_run: str = "false") -> httpx.Response:
    return await member.post(
        "/areas/risks/import",
        files={"file": ("list.json", content, "application/json")},
        data={"dry_run": dry_run},
    )


UNREADABLE = [
    (b"", "expected JSON, reading stopped in line 1, column 1"),
    (b"PK\x03\x04\x00\x00", "expected JSON, reading stopped in line 1, column 1"),
    ("安徽省宿州市泗县".encode("gb18030"), "expected JSON, reading stopped in line 1, column 1"),
    (listed()[:-9], "expected JSON, reading stopped in line 1, column"),
    (b"[" * 500_000, "got numbers too long or brackets too deep"),
    (b"9" * 5000, "got numbers too long or brackets too deep"),
    (b"[]", "expected an object with `data` in it, got list"),
    (listed(None), 'expected end_update_time like "2022-07-08 8时", got None'),
    (listed("2022-07-32 8时"), "got '2022-07-32 8时'"),
    (listed("0001-01-01 0时"), "got '0001-01-01 0时'"),
    (listed("x" * 10_000), "got 'xxxxx"),
    (listed(county=None), "expected province, city and county as texts in highlist[1]"),
    (listed(communitys="富贵苑"), "expected communitys in highlist[1] to be a list of texts"),
    (listed(communitys=["富贵\x00苑"]), "expected names without control characters in highlist[1]"),
    (listed(county="\ud800"), "expected names without control characters in highlist[1]"),
]


@pytest.mark.spec("G2")
@pytest.mark.parametrize(("content", "said"), UNREADABLE, ids=range(len(UNREADABLE)))
@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_an_unreadable_list_is_refused_with_what_was_expected_and_changes_nothing(
    world: World, content: bytes, said: str, dry_run: str
) -> None:
    officer = await world.officer("34", "安徽省卫生健康委员会")
    assert (await upload(officer, listed("2022-07-07 8时"))).status_code == 200
    before = await written(world)

    problem = problem_of(await upload(officer, content, dry_run))

    assert problem.told == (422, "snapshot_unreadable")
    assert said in problem.en
    assert problem.zh.startswith("这个文件不是可读取的风险地区名单：")
    assert (problem.zh.endswith(AGAIN[0]), problem.en.endswith(AGAIN[1])) == (True, True)
    assert len(problem.en) < 400
    assert await written(world) == before


@pytest.mark.spec("G2")
async def test_a_list_of_the_future_and_an_older_one_are_refused(world: World) -> None:
    officer = await world.officer("34", "安徽省卫生健康委员会")
    assert (await upload(officer, listed("2022-07-08 8时"))).status_code == 200
    before = await written(world)

    future = problem_of(await upload(officer, listed("2022-07-08 12时")))
    older = problem_of(await upload(officer, listed("2022-07-08 7时")))

    assert future.told == (422, "snapshot_in_future")
    assert future.zh == "这份名单的发布时间是 2022-07-08 12:00，还没有到，请核对文件。没有改动任何内容。"
    assert future.en == (
        "This list says that it was published at 2022-07-08 12:00, which is still to come; check the file. "
        "Nothing was changed."
    )
    assert older.told == (409, "snapshot_not_newer")
    assert await written(world) == before
    world.move_by(hours=2)
    assert (await upload(officer, listed("2022-07-08 12时"))).status_code == 200
