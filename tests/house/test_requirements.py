"""Every requirement that is due is proved by a test, and every test that claims one claims one that exists."""

from __future__ import annotations

import pytest
import requirements_table


def test_every_requirement_of_this_version_has_a_test() -> None:
    proved = requirements_table.claims()

    due = [id_ for id_, since in requirements_table.requirements().items() if since != requirements_table.LATER]

    assert len(due) > 50, "docs/specification/requirements.md was not understood"
    assert [id_ for id_ in due if id_ not in proved] == []


def test_no_test_claims_a_requirement_that_does_not_exist() -> None:
    known = requirements_table.requirements()

    unknown = {id_: sorted(files) for id_, files in requirements_table.claims().items() if id_ not in known}

    assert unknown == {}, "write the id into docs/specification/requirements.md, or mend the mark"


def test_the_table_of_requirements_is_fresh() -> None:
    fresh = requirements_table.TABLE.read_text("utf-8") == requirements_table.table()

    assert fresh, "docs/generated/requirements.md is stale: run `make documents`"


def test_claims_of_a_module_a_class_and_a_function_add_up() -> None:
    source = """
import pytest
pytestmark = [pytest.mark.spec("A1"), pytest.mark.anyio]

@pytest.mark.spec("B2", "C3")
class TestThings:
    @pytest.mark.spec("C3", "D4")
    async def test_one(self): ...
    def helper(self): ...

@pytest.mark.parametrize("x", [1, 2])
def test_two(x): ...
"""

    assert sorted(requirements_table.python_claims(source)) == ["A1", "A1", "B2", "C3", "D4"]


@pytest.mark.parametrize(
    ("title", "ids"),
    [
        ("""test('spec("D2") moves', () => {})""", ["D2"]),
        ("""describe('spec("D2", "D7") moves', () => {})""", ["D2", "D7"]),
        ("""it("spec('D2') moves", () => {})""", ["D2"]),
        ("""test('a specific D2', () => {})""", []),
    ],
)
def test_claims_of_a_typescript_title_are_read(title: str, ids: list[str]) -> None:
    assert list(requirements_table.typescript_claims(title)) == ids
