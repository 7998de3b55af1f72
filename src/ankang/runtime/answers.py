"""Shapes that answers of several capabilities share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from ankang.core.words import Words


class Body(BaseModel):
    """A request body: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """An answer; built from a value's attributes where it has the same names."""

    model_config = ConfigDict(from_attributes=True)


class WordsAnswer(Answer):
    """One sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> WordsAnswer:
        """The answer for a sentence."""
        return cls(zh=words.zh, en=words.en)


class Notice(Answer):
    """Something the person should know although the act succeeded."""

    code: str
    words: WordsAnswer


MobileText = Annotated[str, StringConstraints(pattern=r"^(\+?\d{6,15}|\+?\d{1,4}[ -]\d{4,14})$", max_length=20)]
OneTimeCodeText = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
DivisionText = Annotated[str, StringConstraints(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$")]
DocumentText = Annotated[str, StringConstraints(min_length=4, max_length=32)]
NameText = Annotated[str, StringConstraints(min_length=1, max_length=60)]
