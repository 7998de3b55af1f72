"""What the documents tell people to type is there, and both halves of the README tell the same."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from ankang.entrypoints.cli import ankang

_SETTING = re.compile(r"ANKANG_[A-Z_]+")
_PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations/README.md"]


def read(project: Path, name: str) -> str:
    """The text of a page."""
    return (project / name).read_text("utf-8")


def known_settings(project: Path) -> set[str]:
    """The settings that the product reads."""
    return set(_SETTING.findall(read(project, "src/ankang/runtime/config.py")))


def typed(text: str, program: str) -> set[str]:
    """What follows the program in commands that a page shows, up to the first word that is no name of a command."""
    code = "\n".join(re.findall(r"`([^`\n]+)`", text) + re.findall(r"```(?:sh|ini)\n(.*?)```", text, re.DOTALL))
    return {found[1].strip() for found in re.finditer(rf"\b{program}((?: [a-z][a-z-]*)+)", code)}


@pytest.mark.parametrize("page", _PAGES)
def test_every_target_that_is_named_exists(project: Path, page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(project, "Makefile"), re.MULTILINE))

    assert {words.split()[0] for words in typed(read(project, page), "make")} <= targets


@pytest.mark.parametrize("page", ["README.md", "docs/operations/README.md"])
def test_every_command_that_is_named_exists(project: Path, page: str) -> None:
    commands = typed(read(project, page), "ankang")

    assert commands
    for words in commands:
        command: click.Command = ankang
        for word in words.split():
            assert isinstance(command, click.Group), words
            found = command.get_command(click.Context(command), word)
            assert found is not None, words
            command = found


@pytest.mark.parametrize("page", _PAGES)
def test_every_setting_that_is_named_is_read(project: Path, page: str) -> None:
    assert set(_SETTING.findall(read(project, page))) <= known_settings(project)


def test_the_operator_is_told_every_setting(project: Path) -> None:
    assert known_settings(project) == set(_SETTING.findall(read(project, "docs/operations/README.md")))


def test_both_halves_of_the_readme_name_the_same_settings_commands_and_pages(project: Path) -> None:
    english, _, chinese = read(project, "README.md").partition("## 中文")
    english = english[english.index("## What it does for you") :]
    chinese = chinese[: chinese.index("## Licence")]

    def told(text: str) -> dict[str, set[str]]:
        return {
            "settings": set(_SETTING.findall(text)),
            "commands": typed(text, "ankang"),
            "targets": typed(text, "make"),
            "pages": set(re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)\)", text)),
        }

    assert told(chinese) == told(english)
    assert chinese.count("\n- **") == english.count("\n- **")


def test_each_half_of_the_readme_shows_the_pages_in_its_own_language(project: Path) -> None:
    english, _, chinese = read(project, "README.md").partition("## 中文")
    picture = re.compile(r"docs/pictures/([\w-]+)\.png")
    shown_in_english, shown_in_chinese = picture.findall(english), picture.findall(chinese)

    assert [name for name in shown_in_english if not name.endswith("-en")] == []
    assert [name for name in shown_in_chinese if name.endswith("-en")] == []
    assert {name.removesuffix("-en") for name in shown_in_english} <= set(shown_in_chinese)
