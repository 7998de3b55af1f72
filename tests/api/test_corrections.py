"""A correction that would improve the colour: what the officer sees, and what the person is told."""

from __future__ import annotations

from datetime import date

import pytest

from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.runtime.access import Role
from api.test_first_journey import applied, form
from support.application import World, identity_number

pytestmark = pytest.mark.anyio


@pytest.mark.spec("B4")
async def test_the_officer_sees_field_by_field_what_a_correction_changes(world: World) -> None:
    zhang, officer = await world.register("张三"), await world.officer()
    contact = {"close_contact": True, "last_contact_on": "2022-07-03"}
    await applied(zhang, symptoms=["dry_cough", "fever"], contact=contact, workplace="蓝天纺织")

    await zhang.post("/applications/corrections", json=form(workplace="白云纺织"))

    (review,) = (await officer.get("/applications/reviews")).json()
    assert [change["zh"] for change in review["changes"]] == [
        "颜色会由红码变为绿码",
        "工作单位：蓝天纺织 → 白云纺织",
        "症状：发热、干咳 → 没有",
        "接触病例：是，最后一次 7月3日 → 否",
    ]
    assert [change["en"] for change in review["changes"]][2:] == [
        "Symptoms: fever, dry cough → none",
        "Contact with a case: yes, last on 3 July → no",
    ]


@pytest.mark.spec("B4")
async def test_a_correction_that_improves_nothing_is_adopted_at_once_and_says_so(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)
    assert (await zhang.get(f"/applications/{zhang.person_id}")).json()["can_reapply"] is True

    answer = (await zhang.post("/applications/corrections", json=form(workplace="白云纺织"))).json()

    assert (answer["version"], answer["state"]) == (2, "accepted")
    assert answer["words"]["zh"].startswith("更正已采用")
    assert answer["words"]["en"].startswith("The correction is adopted")
    forms = (await zhang.get(f"/applications/{zhang.person_id}")).json()
    assert forms["can_reapply"] is False
    assert [item["state"] for item in forms["forms"]] == ["accepted", "superseded"]


@pytest.mark.spec("B4", "R4")
@pytest.mark.parametrize("accept", [True, False])
async def test_the_person_reads_the_decision_and_its_ground(world: World, accept: bool) -> None:
    zhang, officer = await world.register("张三"), await world.officer()
    await applied(zhang, symptoms=["dry_cough"])
    waiting = (await zhang.post("/applications/corrections", json=form())).json()
    ground = "电话核实，填写时误选了干咳" if accept else "电话中仍有咳嗽"

    decided = await officer.post(
        f"/applications/reviews/{waiting['application_id']}", json={"accept": accept, "ground": ground}
    )

    colour, state = ("green", "accepted") if accept else ("yellow", "refused")
    assert (decided.json()["state"], decided.json()["assessment"]["colour"]) == (state, colour)
    latest = (await zhang.get(f"/applications/{zhang.person_id}")).json()["forms"][0]
    assert (latest["state"], latest["ground"]) == (state, ground)
    assert latest["decided_at"].startswith("2022-07-08T02:00")
    await world.run_jobs()
    notice = next(row for row in (await zhang.get("/notices")).json() if row["template"].startswith("correction"))
    assert notice["template"] == f"correction_{state}"
    assert ground not in notice["words"]["zh"]
    (look,) = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert look["purpose"] == "application_review"


@pytest.mark.spec("B4", "M2")
async def test_no_officer_decides_about_the_own_correction(world: World) -> None:
    officer = await world.register("顾晓")
    await applied(officer, symptoms=["dry_cough"])
    waiting = (await officer.post("/applications/corrections", json=form())).json()
    async with world.call() as call:
        await identity.grant_role(call, PersonId(officer.person_id), Role.OFFICER, "3401", "合肥市卫生健康委员会")
    await officer.sign_in()

    answer = await officer.post(
        f"/applications/reviews/{waiting['application_id']}", json={"accept": True, "ground": "本人没有干咳"}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await officer.get(f"/assessments/{officer.person_id}")).json()["colour"] == "yellow"


@pytest.mark.spec("B5")
async def test_a_form_shows_who_filled_it_in_for_the_person(world: World) -> None:
    mother = await world.register("王芳")
    number = identity_number(born=date(2015, 6, 1))
    ask = {"name": "王小宝", "document_type": "mainland_id", "document_number": number, "relation": "child"}
    child = (await mother.post("/identity/proxies", json=ask)).json()["person_id"]
    await applied(mother, person_id=child)
    await applied(mother)

    (for_child,) = (await mother.get(f"/applications/{child}")).json()["forms"]
    (own,) = (await mother.get(f"/applications/{mother.person_id}")).json()["forms"]

    assert (for_child["submitted_by_masked_name"], for_child["submitted_by_proxy"]) == ("王*", True)
    assert (own["submitted_by_masked_name"], own["submitted_by_proxy"]) == ("", False)
