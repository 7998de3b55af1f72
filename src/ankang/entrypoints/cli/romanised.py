"""How the places of the replay are written in English: Anhui's cities, and the counties of the outbreak of July 2022.

GB/T 2260 names in Hanyu Pinyin (GB/T 28039, 2011); the lists of divisions hold Chinese names only.
"""

from __future__ import annotations

ENGLISH_NAMES = {
    "3401": "Hefei",
    "3402": "Wuhu",
    "3403": "Bengbu",
    "3404": "Huainan",
    "3405": "Ma'anshan",
    "3406": "Huaibei",
    "3407": "Tongling",
    "3408": "Anqing",
    "3410": "Huangshan",
    "3411": "Chuzhou",
    "3412": "Fuyang",
    "3413": "Suzhou",
    "3415": "Lu'an",
    "3416": "Bozhou",
    "3417": "Chizhou",
    "3418": "Xuancheng",
    "341302": "Yongqiao district",
    "341321": "Dangshan county",
    "341322": "Xiao county",
    "341323": "Lingbi county",
    "341324": "Si county",
}
