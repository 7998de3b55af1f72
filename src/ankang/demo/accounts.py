"""The accounts of a demonstration. Their passwords are printed and shown: they exist in no other database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ankang.core.words import Words
from ankang.runtime.access import Role

PASSWORD = "Ankang-2020"  # noqa: S105  (of invented people in a demonstration)


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `role` None for residents."""

    title: Words
    app: str
    name: str
    mobile: str
    born: date
    role: Role | None = None
    region_code: str = ""
    organisation: str = ""
    password: str = PASSWORD


ACCOUNTS = (
    Account(Words("居民 张安", "Resident Zhang An"), "resident", "张安", "13800000001", date(1990, 5, 17)),
    Account(
        Words("居民 王玉兰，替孩子办", "Resident Wang Yulan, who acts for a child"),
        "resident",
        "王玉兰",
        "13800000002",
        date(1985, 3, 8),
    ),
    Account(
        Words("哨点人员 李强", "Checkpoint staff Li Qiang"),
        "staff",
        "李强",
        "13800000003",
        date(1988, 11, 2),
        Role.STAFF,
        "3401",
        "梧桐里小区",
    ),
    Account(
        Words("社区工作者 赵敏", "Community worker Zhao Min"),
        "staff",
        "赵敏",
        "13800000004",
        date(1979, 7, 21),
        Role.COMMUNITY_WORKER,
        "3401",
        "合肥市社区服务中心",
    ),
    Account(
        Words("省卫健工作人员 王建国", "Province officer Wang Jianguo"),
        "console",
        "王建国",
        "13800000005",
        date(1972, 1, 30),
        Role.OFFICER,
        "34",
        "省卫生健康委员会",
    ),
    Account(
        Words("合肥市工作人员 陈静", "Hefei officer Chen Jing"),
        "console",
        "陈静",
        "13800000006",
        date(1983, 9, 14),
        Role.OFFICER,
        "3401",
        "合肥市数据资源局",
    ),
)
