"""Stage golden-unigram: what PyPI ``tokenizers`` makes of hard texts in many scripts by NFKC and Unigram, for whoever does it in another language.

``inference/testdata/unigram/tokenizer.json`` holds a few thousand of the encoder's pieces; ``hard.jsonl`` has one text a line (``text``, or
``base64`` where it is not UTF-8), ``ids`` and ``at``, the bytes of each piece as typed, by the rules of ``[words]``; ``plain.jsonl`` the same without rules.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import unicodedata

from . import golden_texts
from .e5 import read
from .fetch import encoder_file
from .pieces import META, tokenizer
from .settings import Run
from .tiny import TESTDATA
from .words import Rules, encode, load_tokenizer

SCRIPTS = """
Das Essen war furchtbar, aber die Aussicht über dem Fluß war schön.
Quelle journée magnifique à la plage, n'est-ce pas ?
¡Qué día más bonito! El niño comió piñones.
Que coração enorme; não há ninguém igual.
Perché è così tardi? L'autobus non è più passato.
Поезд снова опаздывает на сорок минут, ну просто прекрасно.
Їжак з'їв усю яєчню, ґанок порожній.
Ο καφές ήταν κρύος, τι υπέροχη μέρα!
القطار متأخر مرّة أخرى، يا له من يومٍ جميل!
كِتَابٌ جَمِيلٌ جِدًّا، وَالسَّمَاءُ صَافِيَة ﷺ ﻻ ﷲ
قطار باز هم دیر کرد؛ می‌خواهم بروم خانه.
ریل گاڑی پھر لیٹ ہو گئی، کیا خوبصورت دن ہے۔
הרכבת שוב מאחרת, איזה יום נפלא! שָׁלוֹם עֲלֵיכֶם
ट्रेन फिर से देर हो गई, क्या सुंदर दिन है! क्षत्रिय ज्ञान श्रद्धा द्ध क्‍ष
ট্রেন আবার দেরি করছে, কী সুন্দর দিন।
ரயில் மீண்டும் தாமதம், என்ன அழகான நாள்!
రైలు మళ్ళీ ఆలస్యం, ఎంత అందమైన రోజు!
ರೈಲು ಮತ್ತೆ ತಡವಾಗಿದೆ. ട്രെയിൻ വീണ്ടും വൈകി.
รถไฟมาช้าอีกแล้ว วันนี้ช่างสวยงามจริงๆ น้ำใจ กำลัง
ລົດໄຟມາຊ້າອີກແລ້ວ រថភ្លើងយឺតទៀតហើយ ရထားနောက်ကျပြန်ပြီ
火车又晚点了四十分钟，真是美好的一天！
電車がまた四十分遅れています。ﾃﾚﾋﾞ ㍿ ガギグ
기차가 또 사십 분 늦었어요. 정말 아름다운 날이네요! 각힣
მატარებელი ისევ იგვიანებს. Գնացքը կրկին ուշանում է։
ባቡሩ እንደገና ዘግይቷል። ᠮᠣᠩᠭᠣᠯ བོད་ཡིག
Tàu lại trễ bốn mươi phút, thật là một ngày đẹp trời!
Tren yine kırk dakika gecikti, İstanbul'da ne güzel gün ışığı.
Pociąg znów się spóźnia, żółć i gęś. Vlak má zase zpoždění, příšerně žluťoučký kůň.
👩🏽‍🚀 und 👨‍👩‍👧‍👦 am Strand 🏖️😀 cafe\u0301 e\u0323\u0301 \u1e69 s\u0323\u0307
😀مرحبا😭שלום❤️‍🔥안녕👍🏿你好🇫🇷हिन्दी
""".strip().split("\n")  # fmt: skip


def changed() -> list[str]:
    """Every character that NFKC changes, but for Hangul's, forty to a text."""
    all_ = [c for c in map(chr, range(0xA0, sys.maxunicode + 1)) if not unicodedata.category(c) in ("Cs", "Cn", "Co")
            and not "\uac00" <= c <= "\ud7a3" and unicodedata.normalize("NFKD", c) != c]  # fmt: skip
    return [" ".join(all_[at : at + 40]) for at in range(0, len(all_), 40)]


def mixed(count: int) -> list[str]:
    """Characters of all scripts and marks beside one another, and pieces of sentences."""
    rng = random.Random(11)
    letters = [c for t in SCRIPTS + golden_texts.ACCENTS + golden_texts.SPACES + golden_texts.EMOJI for c in t]
    marks = [chr(c) for c in (*range(0x300, 0x34E), 0x5B0, 0x5C1, 0x64B, 0x651, 0x93C, 0x94D, 0x9BE, 0x9D7, 0xE33, 0xE49, 0x3099, 0x309A, 0x1161, 0x11A8, 0x20DD)]
    out = []
    for k in range(count):
        if k % 2:
            parts = [t[a : a + rng.randint(1, 9)] for t in rng.choices(SCRIPTS, k=6) for a in [rng.randrange(len(t))]]
            out.append(rng.choice(("", " ")).join(parts))
        else:
            out.append("".join(rng.choice(letters if rng.random() < 0.7 else marks) for _ in range(rng.randint(3, 30))))
    return out


def texts() -> list[bytes]:
    forms = [unicodedata.normalize(f, t) for t in SCRIPTS for f in ("NFC", "NFD", "NFKD")]
    more = [t.encode() for t in SCRIPTS + forms + changed() + mixed(1500) + ["a" * 3000, "क्ष" * 900, "ไม่มีช่องว่าง" * 200, "\u0378\u0379" * 50]]
    return list(dict.fromkeys(golden_texts.texts() + more))


def fixture(run: Run) -> None:
    out = TESTDATA / "unigram"
    out.mkdir(parents=True, exist_ok=True)
    e5 = read(encoder_file(run))
    seen = {c for t in SCRIPTS for c in unicodedata.normalize("NFKC", t)}
    words = [t for p in SCRIPTS for t in p.split()]
    keep = [i for i, p in enumerate(e5.pieces) if i > 3 and (i < 4000 or p in seen or len(p) > 1 and any((META + w).startswith(p) or p in w for w in words))]
    (out / "tokenizer.json").write_text(tokenizer([("", 0.0)] * 4 + [(e5.pieces[i], e5.scores[i]) for i in keep]), encoding="utf-8")
    tok = load_tokenizer(out / "tokenizer.json")
    every = texts()
    for name, rules in (("hard", Rules.of(run["words"]["rules"])), ("plain", Rules(names=()))):
        lines = []
        for raw in every:
            try:
                row = {"text": raw.decode("utf-8")}
            except UnicodeDecodeError:
                row = {"base64": base64.b64encode(raw).decode()}
            read_ = encode(tok, rules, raw, None)
            if name == "plain" and read_ == encode(tok, Rules.of(run["words"]["rules"]), raw, None):
                continue  # the other file has it
            lines.append(json.dumps(row | {"ids": read_["ids"], "at": [n for pair in read_["offsets"] for n in pair]}, ensure_ascii=True, separators=(",", ":")))
        (out / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"golden-unigram: {len(lines)} texts in {name}.jsonl, {len(keep) + 4} pieces")
