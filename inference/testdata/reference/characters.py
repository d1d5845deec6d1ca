"""Writes characters.txt: how the reference tokenizer (PyPI `tokenizers`) sorts every character.

    python characters.py > characters.txt

One run of characters a line: its first code point in hexadecimal and its sort. D: dropped by the cleaning step. S: read
as a space. M: stripped as an accent. P: cut off as punctuation. L: part of a word. Surrogates are left out.
"""

import sys

from tokenizers import __version__
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer


def only(**on):
    steps = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return BertNormalizer(**(steps | on)).normalize_str


clean, strip, cut = only(clean_text=True), only(strip_accents=True), BertPreTokenizer().pre_tokenize_str


def sort(c: str) -> str:
    if clean(c) == "":
        return "D"
    if clean(c) == " ":
        return "S"
    if strip(c) == "":
        return "M"
    return "P" if len(cut("a" + c + "b")) == 3 else "L"


print("# tokenizers", __version__)
last = ""
for point in range(0x110000):
    if 0xD800 <= point < 0xE000:
        continue
    if (now := sort(chr(point))) != last:
        print(f"{point:x} {now}")
        last = now
