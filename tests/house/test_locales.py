"""The words of the pages: the same keys in both languages, all used, none missing, none written into a template."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

APPS = ["resident", "staff", "console", "start"]
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "hint", "label", "legend", "placeholder", "title", "word"}
# The name of a language is written in that language, whichever is chosen; a unit is the same in both.
_SAME_IN_BOTH = re.compile("中文|English|EN|°C")

_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CALL = re.compile(r"(?<![\w.])t\(([^()]*)")
_LITERAL = re.compile(r"""(["'])([\w-]+(?:\.[\w-]+)+)\1""")
_COMPOSED = re.compile(r"`([A-Za-z]+\.[^`]*\$\{[^`]*)`")
_TEMPLATE = re.compile(r"^<template>(.*?)^</template>", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def flat(words: object, path: str = "") -> dict[str, str]:
    """The sentences of a locale file by their dotted key."""
    if isinstance(words, str):
        return {path: words}
    assert isinstance(words, dict), path
    return {
        key: text for name, child in words.items() for key, text in flat(child, f"{path}.{name}".strip(".")).items()
    }


def locale(project: Path, part: str, language: str) -> dict[str, str]:
    """The sentences of an app, or of what the apps share."""
    return flat(json.loads((project / "web" / "src" / part / "locales" / f"{language}.json").read_text("utf-8")))


def code_of(project: Path, *parts: str) -> str:
    """The pages and the logic of some parts in one text, without comments and generated types."""
    texts = [
        path.read_text("utf-8")
        for part in parts
        for path in sorted((project / "web" / "src" / part).rglob("*"))
        if path.suffix in {".vue", ".ts"} and path.name != "schema.d.ts"
    ]
    return re.sub(r"(?m)(?<!:)//.*$|/\*(?s:.*?)\*/|<!--(?s:.*?)-->", "", "\n".join(texts))


def keys_in(code: str) -> set[str]:
    """What stands between quotes and has the form of a key."""
    return {key for _, key in _LITERAL.findall(code)}


def composed(code: str) -> list[re.Pattern[str]]:
    """What a key looks like that is put together from a word of ours and a value, as `records.day.${state}`."""
    return [
        re.compile(r"[\w-]+".join(re.escape(part) for part in re.split(r"\$\{[^}]*\}", text)))
        for text in _COMPOSED.findall(code)
    ]


@pytest.mark.spec("C13")
@pytest.mark.parametrize("part", [*APPS, "shared"])
def test_both_languages_say_the_same_things(project: Path, part: str) -> None:
    chinese, english = locale(project, part, "zh"), locale(project, part, "en")

    assert list(chinese) == list(english)
    assert [key for key, text in (chinese | english).items() if not text.strip()] == []
    assert {key: sorted(set(_PLACEHOLDER.findall(text))) for key, text in chinese.items()} == {
        key: sorted(set(_PLACEHOLDER.findall(text))) for key, text in english.items()
    }


@pytest.mark.parametrize("part", [*APPS, "shared"])
def test_every_sentence_that_a_page_asks_for_exists(project: Path, part: str) -> None:
    known = locale(project, "shared", "zh").keys() | (locale(project, part, "zh").keys())
    groups = {key.split(".")[0] for key in known}
    code = code_of(project, part)

    asked = {key for call in _CALL.findall(code) for key in keys_in(call)}
    # A key may wait in a value until a page says it. In a template such text may also be an expression.
    waiting = {key for key in keys_in(_TEMPLATE.sub("", code)) if key.split(".")[0] in groups}
    unmatched = [pattern.pattern for pattern in composed(code) if not any(map(pattern.fullmatch, known))]

    assert asked
    assert (asked - known, waiting - known, unmatched) == (set(), set(), [])


@pytest.mark.parametrize("part", [*APPS, "shared"])
def test_no_sentence_is_left_that_no_page_says(project: Path, part: str) -> None:
    code = code_of(project, *(APPS if part == "shared" else []), part)
    said = keys_in(code)
    patterns = composed(code)

    left = [key for key in locale(project, part, "zh") if key not in said]

    assert [key for key in left if not any(pattern.fullmatch(key) for pattern in patterns)] == []


class _Spoken(HTMLParser):
    """Collects what a template says by itself: text between tags and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (the base class names it)
        for name, value in attrs:
            said = _SAME_IN_BOTH.sub("", value or "")
            if (name in SPOKEN_ATTRIBUTES and _WORD.search(said)) or _CHINESE.search(said):
                self.found.append(f'{name}="{value}"')

    def handle_data(self, data: str) -> None:
        if _WORD.search(_SAME_IN_BOTH.sub("", data)):
            self.found.append(data.strip())


def spoken_by(template: str) -> list[str]:
    """The words that stand in a template instead of in the locale files."""
    parser = _Spoken()
    # An expression says something only where it holds Chinese; English in it is code.
    parser.feed(re.sub(r"\{\{(.*?)\}\}", lambda found: "".join(_CHINESE.findall(found[1])), template, flags=re.DOTALL))
    return parser.found


def test_no_template_holds_words_of_its_own(project: Path) -> None:
    found = {}
    for path in sorted((project / "web" / "src").rglob("*.vue")):
        template = _TEMPLATE.search(path.read_text("utf-8"))
        spoken = spoken_by(template[1]) if template else []
        if spoken:
            found[path.relative_to(project).as_posix()] = spoken

    assert found == {}


def test_words_in_a_template_are_found() -> None:
    template = """<p :title="t('a.b')" title="Close">{{ t("a.c") }} <b>放行</b> <i>ok</i>{{ x ? "是" : y }}</p>"""

    assert spoken_by(template) == ['title="Close"', "放行", "ok", "是"]
