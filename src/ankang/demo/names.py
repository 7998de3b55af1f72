"""Invented names: of people, of compounds where they live, of companies where they work. Pure."""

from __future__ import annotations

from ankang.demo.dice import Dice

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_OF_MEN = "伟强磊洋勇军杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁安康建国志文"
_OF_WOMEN = "芳娜敏静丽艳娟霞秀兰燕玲桂英玉萍红梅琴云洁雪倩颖欣怡佳琪雅莉蓉慧"
CHILDREN = "子涵 梓轩 雨欣 浩然 一诺 思远 晨曦 若汐 嘉懿 书瑶 沐阳 可馨".split()

_COMPOUND_FIRST = "碧水 翠湖 锦绣 祥和 金色 阳光 书香 春晓 秋实 南岗 西园 东篱 北苑 丰乐 安居 康宁 和顺 永兴 望湖 梧桐"
_COMPOUND_LAST = "花园 家园 苑 新村 雅居 名邸 公寓 华庭 小区 里"
_COMPANY_FIRST = "安禾 科远 徽商 江淮 中皖 恒达 联创 鼎新 华徽 明瑞 天柱 巢湖 青弋 大别山 淮畔 新安"
_COMPANY_LAST = "软件 电子 机械 食品 纺织 物流 建材 印刷 医药 汽车配件"
_FLOORS = ("东区", "西区")


def grown_up_name(dice: Dice, family: str, *, is_man: bool) -> str:
    """A family name with a given name of one or two characters."""
    given = _OF_MEN if is_man else _OF_WOMEN
    first = dice.pick(given)
    return family + first + (dice.pick(given) if dice.below(3) else "")


def compound_name(dice: Dice) -> str:
    """The name of a residential compound."""
    return dice.pick(_COMPOUND_FIRST.split()) + dice.pick(_COMPOUND_LAST.split())


def company_name(dice: Dice) -> str:
    """The name of a company."""
    return f"{dice.pick(_COMPANY_FIRST.split())}{dice.pick(_COMPANY_LAST.split())}有限公司"


def office_name(number: int) -> str:
    """The name of an office area of a company, counted from 0."""
    return f"{number // len(_FLOORS) + 2} 层{_FLOORS[number % len(_FLOORS)]}"
