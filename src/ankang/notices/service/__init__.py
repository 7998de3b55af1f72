"""The use cases of notices, and the handlers of the news that become messages."""

from ankang.notices.service.inbox import NoticeView, list_notices, read_notice
from ankang.notices.service.news import handlers
from ankang.notices.service.texts import TextView, list_text_messages

__all__ = ["NoticeView", "TextView", "handlers", "list_notices", "list_text_messages", "read_notice"]
