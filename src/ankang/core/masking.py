"""One rule for what is shown of a name and a document (SPEC P19).

Chinese names keep the family name, Latin names become initials, documents keep
their last three characters. `vectors/masking.json` holds the cases that the
TypeScript implementation passes too.
"""

from __future__ import annotations

# The compound family names (复姓) still borne by many, after the census list in 中国姓氏大辞典 (2010).
_COMPOUND_FAMILY_NAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 "
    "申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 "
    "宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 "
    "公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 吴铭".split()
)


def masked_name(name: str) -> str:
    """The name as checkpoints and the console show it.

    >>> masked_name("张三丰"), masked_name("欧阳明日"), masked_name("Anna Maria Kowalska")
    ('张**', '欧阳**', 'A. M. K.')
    """
    text = " ".join(name.split())
    if not text:
        raise ValueError("expected a name, got an empty text")
    if _is_han(text[0]):
        kept = 2 if len(text) > 2 and text[:2] in _COMPOUND_FAMILY_NAMES else 1
        return text[:kept] + "*" * max(1, len(text) - kept)
    parts = text.replace("-", " ").split()
    return " ".join(f"{part[0].upper()}." for part in parts)


def masked_document(number: str) -> str:
    """Four stars and the last three characters, however long the number is.

    >>> masked_document("34010219900101001X")
    '****01X'
    """
    if len(number) < 3:
        raise ValueError(f"expected a document number of at least 3 characters, got {len(number)}")
    return "****" + number[-3:].upper()


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
