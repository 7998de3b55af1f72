"""What arrives is no request of ours: wrong format, size, encoding, method or address; each is refused in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from ankang.entrypoints.http.app import create_app
from ankang.runtime.bodies import LARGEST_BODY
from support.application import World, application
from support.bodies import bodies
from support.problems import problem_of
from support.routes import operations
from support.written import written

pytestmark = pytest.mark.anyio

OPERATIONS = {item.name: item for item in operations(create_app())}
JSON = {"content-type": "application/json"}
HALF_CHARACTER = b'{"\\ud800": 1}'
READABLE = "The request cannot be read: JSON or a form in UTF-8 is expected. Please reload the page and try again."

BODIES = [
    pytest.param(b"", JSON, 422, "invalid_fields", "Please fill in this field.", id="nothing"),
    pytest.param(b"{", JSON, 400, "json_invalid", "reading stopped at character 1", id="half an object"),
    pytest.param(b"{'a': 1}", JSON, 400, "json_invalid", "reading stopped at character 1", id="single quotes"),
    pytest.param(b'{"a": "\xff\xfe"}', JSON, 400, "http_400", READABLE, id="no UTF-8"),
    pytest.param("张三".encode("gb18030"), JSON, 400, "http_400", READABLE, id="GB 18030"),
    pytest.param(b'{"mobile": ' + b"9" * 5000 + b"}", JSON, 400, "http_400", READABLE, id="a number of 5000 digits"),
    pytest.param(b"[" * 30_000, JSON, 400, "http_400", READABLE, id="30000 brackets"),
    pytest.param(b"[]", JSON, 422, "invalid_fields", "A JSON object is expected here.", id="a list"),
    pytest.param(b"null", JSON, 422, "invalid_fields", "A JSON object is expected here.", id="null"),
    pytest.param(b'"text"', JSON, 422, "invalid_fields", "A JSON object is expected here.", id="a text"),
    pytest.param(HALF_CHARACTER, JSON, 422, "invalid_fields", "It holds characters", id="half a character"),
    pytest.param(b"{}", {}, 415, "http_415", "This address takes JSON for forms", id="no type"),
    pytest.param(b"{}", {"content-type": "text/plain"}, 415, "http_415", "another format came", id="a text type"),
    pytest.param(b"{}", {"content-type": "no type"}, 415, "http_415", "another format came", id="no media type"),
    pytest.param(b"a=1", {"content-type": "application/x-www-form-urlencoded"}, 415, "http_415", "JSON", id="a form"),
    pytest.param(b" " * (LARGEST_BODY + 1), JSON, 413, "http_413", "please send less", id="a byte too large"),
]


@pytest.mark.parametrize(("content", "headers", "status", "code", "english"), BODIES)
async def test_a_body_that_no_form_of_ours_has_is_refused_in_words(
    world: World, content: bytes, headers: dict[str, str], status: int, code: str, english: str
) -> None:
    guest = world.guest()
    before = await written(world)

    answer = await guest.post("/identity/registrations", content=content, headers=headers)

    problem = problem_of(answer)
    assert problem.told == (status, code)
    assert english in problem.en
    assert await written(world) == before


async def test_every_form_names_a_field_that_it_does_not_know(world: World) -> None:
    member = await world.register()

    for name, body in bodies().items():
        operation = OPERATIONS[name]
        path = operation.path.format(**dict.fromkeys(operation.parameters("path"), str(member.person_id)))
        answer = await member.request(operation.method, path, json=body | {"colour": "green"})

        problem = problem_of(answer)
        assert problem.told == (422, "invalid_fields"), name
        assert problem.fields["colour"] == (
            "不认识这一项，请去掉。",
            "This field is not known; please leave it out.",
        )


async def test_a_body_is_refused_while_it_comes_when_it_hides_its_length(world: World) -> None:
    guest = world.guest()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * LARGEST_BODY:
            sent += 16 * 1024
            yield b" " * 16 * 1024

    answer = await guest.post("/identity/registrations", content=endless(), headers=JSON)

    assert problem_of(answer).told == (413, "http_413")
    assert sent <= 2 * LARGEST_BODY


async def test_a_file_above_eight_megabytes_is_refused_and_so_is_one_that_is_none(world: World) -> None:
    officer = await world.officer("34", "安徽省卫生健康委员会")

    large = await officer.post("/areas/risks/import", files={"file": ("list.json", b" " * (8 * 1024 * 1024 + 1))})
    larger = await officer.post("/areas/risks/import", files={"file": ("list.json", b" " * (9 * 1024 * 1024))})
    no_file = await officer.post("/areas/risks/import", json={})
    broken = await officer.post(
        "/areas/risks/import", content=b"--x\r\nno form", headers={"content-type": "multipart/form-data"}
    )

    assert problem_of(large).told == (422, "file_too_large")
    assert problem_of(larger).told == (413, "http_413")
    assert problem_of(no_file).told == (415, "http_415")
    assert problem_of(broken).told == (400, "http_400")


@pytest.mark.parametrize(("english", "language"), [("en-GB,zh;q=0.5", "en"), ("zh", "zh-CN"), ("fr", "zh-CN")])
async def test_the_detail_is_in_the_language_that_was_asked_for(world: World, english: str, language: str) -> None:
    answer = await world.guest().get("/identity/session", headers={"Accept-Language": english})

    problem = problem_of(answer)
    assert answer.headers["content-language"] == language
    assert answer.json()["detail"] == (problem.en if language == "en" else problem.zh)


def with_pages(world: World, tmp_path: Path) -> httpx.AsyncClient:
    """A browser before an installation whose web apps are built."""
    for name in ("start", "resident"):
        (tmp_path / "web" / name).mkdir(parents=True)
        (tmp_path / "web" / name / "index.html").write_text(f"<title>{name}</title>", "utf-8")
    config = replace(world.runtime.config, web=tmp_path / "web")
    transport = httpx.ASGITransport(application(replace(world.runtime, config=config)))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.parametrize("built", [True, False], ids=["with pages", "without pages"])
async def test_an_address_or_a_method_that_does_not_exist_is_refused_in_words(
    world: World, tmp_path: Path, built: bool
) -> None:
    async with with_pages(world, tmp_path) if built else world.guest() as browser:
        nowhere = [
            await browser.request(method, f"http://test/api/{path}")
            for method in ("GET", "POST", "DELETE")
            for path in ("v1/nothing", "v1/identity", "v2/system", "v1/%00", "v1/%2e%2e/%2e%2e/etc/passwd", "x" * 4000)
        ]
        wrong = await browser.delete("http://test/api/v1/applications")
        odd = await browser.request("BREW", "http://test/api/v1/applications")

    assert {problem_of(answer).told for answer in nowhere} == {(404, "http_404")}
    assert problem_of(nowhere[0]).en == "There is nothing at this address; please check it and try again."
    for answer in (wrong, odd):
        assert problem_of(answer).told == (405, "http_405")
        assert answer.headers["allow"] == "POST"
    assert problem_of(wrong).zh == "这个地址不支持这种操作，支持的操作见 Allow。"


async def test_the_pages_are_served_beside_the_api(world: World, tmp_path: Path) -> None:
    async with with_pages(world, tmp_path) as browser:
        start = await browser.get("/")
        resident = await browser.get("/resident/")
        without_slash = await browser.get("/resident")
        missing = await browser.get("/assets/nothing.js")
        odd = [await browser.get(path) for path in ("/%00", "/..%2f..%2fetc/passwd", "/" + "x" * 4000)]

    assert (start.status_code, start.text) == (200, "<title>start</title>")
    assert (resident.status_code, resident.text) == (200, "<title>resident</title>")
    assert (without_slash.status_code, without_slash.headers["location"]) == (307, "http://test/resident/")
    assert {problem_of(answer).told for answer in [missing, *odd]} == {(404, "http_404")}


async def test_every_answer_carries_the_security_headers_also_an_error_that_nobody_foresaw(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "34010219900517001X 张三"

    @world.app.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError(secret)

    answers = [await world.guest().get(path) for path in ("/broken", "/nothing", "/areas/divisions")]

    problem = problem_of(answers[0])
    assert problem.told == (500, "internal_error")
    assert problem.en == "Something went wrong here; nothing was saved. Please try again."
    for answer in answers:
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    (record,) = [record for record in caplog.records if record.name == "ankang.http"]
    assert "unexpected RuntimeError at GET /api/v1/broken" in record.getMessage()
    assert secret not in caplog.text


def test_the_description_of_the_api_knows_no_other_refusal_than_a_problem() -> None:
    problem = {"$ref": "#/components/schemas/Problem"}

    for item in OPERATIONS.values():
        responses = item.described["responses"]
        refused = {status: answer["content"] for status, answer in responses.items() if status[0] in "45"}
        assert refused == {key: {"application/problem+json": {"schema": problem}} for key in ("4XX", "5XX")}, item.name
    assert "HTTPValidationError" not in next(iter(OPERATIONS.values())).schemas
