"""Answers of notices."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ankang.runtime.answers import Answer, WordsAnswer


class NoticeAnswer(Answer):
    """A notice to the holder; `read_at` is null while it is unread."""

    notice_id: UUID
    template: str
    words: WordsAnswer
    created_at: datetime
    read_at: datetime | None
