"""Who acts for whom in journeys, and how a person is added."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from browser.support.people import Somebody
from support.application import identity_number

FANG = Somebody("王芳", "王*", "13800000011", identity_number(born=date(1988, 4, 2), sequence=11))
"""A mother and daughter who looks after others."""
CHILD = Somebody("王小宝", "王**", "", identity_number(born=date(2015, 6, 1), sequence=12))
"""Her child, without a phone."""
FATHER = Somebody("王立新", "王**", "13800000013", identity_number(born=date(1958, 9, 9), sequence=13))
"""Her father, who has an account."""
GRANDMOTHER = Somebody("陈桂英", "陈**", "", identity_number(born=date(1939, 1, 20), sequence=14))
"""Her grandmother, who has no phone."""
WORKER = Somebody("赵敏", "赵*", "13800000015", identity_number(born=date(1979, 7, 21), sequence=15))
"""A community worker of 合肥."""


def open_people(page: Page) -> None:
    """Go to the people for whom one acts."""
    page.get_by_role("link", name="家人", exact=True).click()
    expect(page.get_by_role("heading", name="家人", level=1)).to_be_visible()


def ask_to_act_for(page: Page, somebody: Somebody, relation: str) -> None:
    """Fill in whom one wants to act for and send it."""
    page.get_by_role("link", name="添加家人").click()
    page.get_by_label("他（她）是您的").select_option(label=relation)
    page.get_by_label("姓名").fill(somebody.name)
    page.get_by_label("证件号码").fill(somebody.document_number)
    page.get_by_label("本人的手机号码").fill(somebody.mobile)
    page.get_by_role("button", name="下一步").click()
