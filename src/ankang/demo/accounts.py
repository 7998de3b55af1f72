"""The accounts of a demonstration. Their passwords are printed and shown: they exist in no other database.

Each leads to something worth seeing; `scenes` is what they went through.
"""

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


ZHANG_AN = Account(
    Words("居民 张安：绿码，可以直接亮码", "Resident Zhang An: a green code to show"),
    *("resident", "张安", "13800000001", date(1990, 5, 17)),
)
WANG_YULAN = Account(
    Words("居民 王玉兰：替女儿办理和亮码", "Resident Wang Yulan: acts for her daughter"),
    *("resident", "王玉兰", "13800000002", date(1985, 3, 8)),
)
SUN_LEI = Account(
    Words("居民 孙磊：黄码，今天还没打卡", "Resident Sun Lei: yellow, not checked in today yet"),
    *("resident", "孙磊", "13800000007", date(1996, 8, 23)),
)
ZHOU_QIANG = Account(
    Words("居民 周强：红码，密切接触者", "Resident Zhou Qiang: red, a close contact"),
    *("resident", "周强", "13800000009", date(1982, 12, 4)),
)
HE_JING = Account(
    Words("居民 何静：还没有申领，试试申领", "Resident He Jing: no code yet, try applying"),
    *("resident", "何静", "13800000008", date(2000, 2, 29)),
)
LI_QIANG = Account(
    Words("哨点人员 李强：有人等待复测、有人扫码到场", "Checkpoint staff Li Qiang: one waits to be measured again"),
    *("staff", "李强", "13800000003", date(1988, 11, 2)),
    *(Role.STAFF, "3401", "梧桐里小区"),
)
ZHAO_MIN = Account(
    Words("社区工作者 赵敏：照看蜀山区的黄码、红码人员", "Community worker Zhao Min: looks after Shushan district"),
    *("staff", "赵敏", "13800000004", date(1979, 7, 21)),
    *(Role.COMMUNITY_WORKER, "340104", "蜀山区社区服务中心"),
)
WANG_JIANGUO = Account(
    Words("省级工作人员 王建国：看全省，导入风险地区", "Province officer Wang Jianguo: all Anhui, imports risk areas"),
    *("console", "王建国", "13800000005", date(1972, 1, 30)),
    *(Role.OFFICER, "34", "省卫生健康委员会"),
)
CHEN_JING = Account(
    Words("合肥市工作人员 陈静：有一项更正等待决定", "Hefei officer Chen Jing: a correction waits for a decision"),
    *("console", "陈静", "13800000006", date(1983, 9, 14)),
    *(Role.OFFICER, "3401", "合肥市数据资源局"),
)

ACCOUNTS = (ZHANG_AN, WANG_YULAN, SUN_LEI, ZHOU_QIANG, HE_JING, LI_QIANG, ZHAO_MIN, WANG_JIANGUO, CHEN_JING)
