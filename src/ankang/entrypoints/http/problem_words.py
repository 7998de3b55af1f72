"""The words of problems that no capability words itself: titles, what the framework refuses, what pydantic refuses."""

from __future__ import annotations

from ankang.core.words import Words
from ankang.runtime.answers import CONTROL_CHARACTER, DAY_OUT_OF_RANGE

TITLES = {
    400: Words("请求的格式不对", "The request is malformed"),
    401: Words("请先登录", "Please sign in"),
    403: Words("没有权限", "Not allowed"),
    404: Words("没有找到", "Not found"),
    405: Words("不支持这个操作", "This method is not supported"),
    409: Words("与现有记录冲突", "Conflicts with what is recorded"),
    410: Words("已过期", "Expired"),
    413: Words("内容太大", "Too large"),
    415: Words("内容格式不支持", "This format is not supported"),
    422: Words("有内容需要更正", "Something needs correcting"),
    429: Words("操作太频繁", "Too many attempts"),
    500: Words("系统出错了", "Something went wrong here"),
    503: Words("暂时无法服务", "Not available right now"),
}
REFUSED = Words("请求无法处理", "The request cannot be handled")

# What the framework refuses before a route is reached: what was expected, and what to do.
FRAMEWORK_WORDS = {
    400: Words(
        "请求内容读不出来：应为 UTF-8 编码的 JSON 或表单，请刷新页面后重试。",
        "The request cannot be read: JSON or a form in UTF-8 is expected. Please reload the page and try again.",
    ),
    404: Words("没有这个地址，请核对后重试。", "There is nothing at this address; please check it and try again."),
    405: Words(
        "这个地址不支持这种操作，支持的操作见 Allow。",
        "This address does not take this method; see Allow for those it does.",
    ),
    413: Words("提交的内容太大，请减少后重试。", "What you sent is too large; please send less."),
    415: Words(
        "提交的内容格式不对：表单用 JSON，文件用 multipart/form-data。",
        "This address takes JSON for forms and multipart/form-data for files; another format came.",
    ),
}

INTERNAL = Words(
    "系统出错了，您填写的内容没有保存，请稍后再试。", "Something went wrong here; nothing was saved. Please try again."
)

_UNKEEPABLE = Words("含有无法保存的字符，请删去后重填。", "It holds characters that cannot be kept; remove them.")

# What pydantic calls an error, in words; whatever is not listed says that the value cannot be used.
FIELD_WORDS = {
    "missing": Words("请填写这一项。", "Please fill in this field."),
    "string_too_short": Words("内容太短，至少 {min_length} 个字符。", "Too short: at least {min_length} characters."),
    "string_too_long": Words("内容太长，最多 {max_length} 个字符。", "Too long: at most {max_length} characters."),
    "string_pattern_mismatch": Words("格式不对，请检查后重填。", "The format is not right; please check it."),
    "greater_than_equal": Words("数值太小，最小 {ge}。", "Too small: at least {ge}."),
    "less_than_equal": Words("数值太大，最大 {le}。", "Too large: at most {le}."),
    "enum": Words("请从选项中选择，可选：{expected}。", "Choose one of the options: {expected}."),
    "literal_error": Words("请从选项中选择，可选：{expected}。", "Choose one of the options: {expected}."),
    "float_parsing": Words("请填写数字，例如 36.5。", "Enter a number, such as 36.5."),
    "float_type": Words("请填写数字，例如 36.5。", "Enter a number, such as 36.5."),
    "int_parsing": Words("请填写整数。", "Enter a whole number."),
    "date_from_datetime_parsing": Words("请填写日期，例如 2022-07-08。", "Enter a date, such as 2022-07-08."),
    "date_parsing": Words("请填写日期，例如 2022-07-08。", "Enter a date, such as 2022-07-08."),
    "timezone_aware": Words(
        "请给出带时区的时间，例如 2022-07-08T09:00:00+08:00。",
        "Please give an instant with its time zone, such as 2022-07-08T09:00:00+08:00.",
    ),
    "extra_forbidden": Words("不认识这一项，请去掉。", "This field is not known; please leave it out."),
    "uuid_parsing": Words(
        "编号的格式不对，请从页面重新打开。", "This is not an id of ours; please open it from the page again."
    ),
    "bool_parsing": Words("请回答是或否。", "Answer yes or no."),
    "bool_type": Words("请回答是或否。", "Answer yes or no."),
    "list_type": Words("这里应为一个列表。", "A list is expected here."),
    "string_type": Words("这里应为文字。", "A text is expected here."),
    "string_unicode": _UNKEEPABLE,
    CONTROL_CHARACTER: _UNKEEPABLE,
    DAY_OUT_OF_RANGE: Words(
        "年份应在 {first} 到 {last} 之间，请检查后重填。", "The year lies between {first} and {last}; please check it."
    ),
    "too_long": Words("选得太多，最多 {max_length} 项。", "Too many: at most {max_length}."),
    "too_short": Words("请至少选择 {min_length} 项。", "Choose at least {min_length}."),
    "less_than": Words("数值太大，应小于 {lt}。", "Too large: less than {lt}."),
    "finite_number": Words("请填写数字，例如 36.5。", "Enter a number, such as 36.5."),
    "model_attributes_type": Words("这里应为一组内容（JSON 对象）。", "A JSON object is expected here."),
    "dict_type": Words("这里应为一组内容（JSON 对象）。", "A JSON object is expected here."),
}
BAD_JSON = Words(
    "请求不是有效的 JSON：第 {position} 个字符处读不下去，请刷新页面后重试。",
    "The request is not valid JSON: reading stopped at character {position}. Please reload the page and try again.",
)
UNUSABLE = Words("这个值不能用，请检查后重填。", "This value cannot be used; please check it.")
