"""Hard texts for a tokenizer, all of our own. ``texts()`` gives bytes; some are not valid UTF-8 on purpose."""

from __future__ import annotations

import random
import unicodedata

PLAIN = """
What a lovely day
what a lovely day!
The bus was late again, and it rained. Great.
I can't believe it's not over...
Don't. Just don't. We'll see, they've said, I'd rather not, he's gone, you're right.
well-known state-of-the-art mother-in-law's e-mail
"quoted" 'single' “curly” ‘curly’ «guillemets» „low“
(round) [square] {curly} <angle> /slash\\ |pipe| ~tilde~ ^caret^ `tick` _under_ *star* +plus+ =equal= %per% $dollar$ &and& @at@ #hash#
1,234.56 and 3.14 and 10% and $5 and 7:30pm and 12/11/2015 and 1st 2nd 3rd
a b c d e f g
A
a
.
...
!!!???!?!
-
--
—
– — ― ‐ ‑ ‒
UPPER lower MiXeD CamelCase snake_case
uncharacteristically antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis
unaffable embeddings tokenization wordpieces
[CLS] typed [SEP] by [MASK] hand [PAD] and [UNK]
##ing ## #### a##b
No spaces after,commas;semicolons:colons.full!stops?here
""".strip().split("\n")

ACCENTS = [
    "café naïve façade résumé jalapeño crème brûlée",
    "Ångström Øresund Œuvre Æsir Łódź Đorđe Þór ß ẞ ſ",
    "Zoë coöperate Škoda čeština ěščřžýáíé ŐŰ őű ğ ş ç ı İ",
    "İstanbul ISPARTA ıspanak İİ i̇",
    "ÀÁÂÃÄÅ àáâãäå ĀĂĄ āăą ǍǞǠ ẠẢẤ",
    "Tiếng Việt có dấu: Nguyễn, Đường, Hồ Chí Minh",
    "ﬁne ﬂow oﬃce ŉ ǆ Ǆ ǅ ŀ",
    "Ω Å K ℵ № ™ ℠ ℃ ℉ ½ ¼ ² ³ ¹ ª º",
    "ά έ ή ί ό ύ ώ ΐ ΰ Ά Σίσυφος ΣΑΣ ς",
    "й Й ё Ё ї Ї ў Ў ѝ Ѐ",
    "Привет, как дела? Ёлка, йогурт, чай",
    "한국어 문장입니다 안녕하세요 각 가 힣 ㄱㄴㄷ ㅏㅑ",
    "今日はいい天気ですね。東京タワー カタカナ ひらがな がぎぐ パピプ",
    "你好，世界！這是繁體字。简体字。",
    "混ぜたtextとemoji😀です",
    "㐀㐁 𠀀𠀁 𪜀 豈 更 丽 々〆〇〡〻 ㊗ ㋿ ㍿",
    "हिन्दी में लिखना किताब की ज़रूरत क़लम",
    "বাংলা ভাষা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල",
    "ภาษาไทยไม่มีช่องว่าง ก็ดี น้ำ",
    "ລາວ ខ្មែរ မြန်မာ བོད་",
    "שלום עולם שָׁלוֹם בְּרֵאשִׁית",
    "السلام عليكم مُحَمَّد ٱلسَّلَامُ كتــــاب ١٢٣",
    "فارسی می‌خواهم نمی‌دانم",
    "Հայերեն ქართული ᲥᲐᲠᲗᲣᲚᲘ አማርኛ",
    "ᏣᎳᎩ ꮳꮃꭹ ᐃᓄᒃᑎᑐᑦ ᚠᚢᚦ 𐐀𐐨 𐤀𐤁",
    "e\u0301 n\u0303 a\u0308 o\u0302\u0301 c\u0327\u0301",
    "Z\u0351\u0321a\u0322\u0316l\u0347g\u0317o\u0489 t\u0336e\u0337x\u0338t",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308b",
    "\u0301alone \u0301 \u20dd x\u20dd",
    "ก\u0e33 \u0e33",
    "\u1100\u1161\u11a8 \u1112\u1161\u11ab",
    "\u0344 \u0390 \u1fd3 \u2126 \u212a \u212b",
    "\u0f71\u0f72 \u0f74\u0f71 \u0345\u0301",
    "\ufb1d \ufb2a \ufb4b \u05d9\u05b4",
    "\u1e9b\u0323 \u1e9b \u0323",
]

SPACES = [
    "",
    " ",
    "   ",
    "\t",
    "\n",
    "\r\n\r\n",
    " leading",
    "trailing ",
    "  both  ",
    "a\tb\nc\rd",
    "a\vb\fc",
    "a\u00a0b\u1680c\u2000d\u2003e\u2009f\u200ag\u202fh\u205fi\u3000j",
    "a\u0085b",
    "line\u2028separator paragraph\u2029separator",
    "zero\u200bwidth zero\u200cwidth zero\u200dwidth word\u2060joiner",
    "\ufefffirst a BOM, then text and one\ufeff inside",
    "soft\u00adhyphen and left\u200eto right\u200fto left",
    "\u202ebackwards\u202c \u2066isolate\u2069",
    "nul\x00 bell\x07 back\x08 esc\x1b[31mred del\x7f",
    "C1 \x80\x81\x8d\x9f end",
    "\x00",
    "\x00\x01\x02",
    "a\x1cb\x1db\x1ec\x1fd",
    "tag\U000e0041\U000e0042s \U000e0001",
    "interlinear \ufff9a\ufffab\ufffb",
    "variation\ufe0e selectors\ufe0f \U000e0100x",
    "mongolian\u180evowel \u034fjoiner \u115f\u1160 \u3164 \uffa0",
    "private \ue000\uf8ff \U000f0000 \U0010fffd use",
    "replacement \ufffd character \ufffd\ufffd",
    "unassigned \u0378 \u0379 \uffff \ufffe \U0001fbff \U000e0fff",
    "noncharacters \ufdd0\ufdef \U0001ffff",
]

EMOJI = [
    "😀",
    "great 😀😀😀",
    "😂😭❤️❤💕🔥✨👍",
    "👍🏻👍🏼👍🏽👍🏾👍🏿",
    "👩‍⚕️ 👨🏽‍🚒 👩🏿‍🤝‍👨🏻 🧑‍🎄",
    "👨‍👩‍👧‍👦family👨‍👩‍👧",
    "🏳️‍🌈 🏴‍☠️ 🏳 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🇫🇷🇩🇪🇯🇵 🇫 🇦🇧",
    "1️⃣2️⃣#️⃣*️⃣ 0⃣",
    "☀ ☀️ ☁ ☂ ☔ ⛄ ⚡",
    "☺ ☺️ ☹ ♥ ♥️ ♡ ★ ☆ ✓ ✔ ✔️ ✗ ✘",
    "© ® ™ ‼ ⁉ ℹ ↔ ⌚ ▶ ◀ ⬛ ⭐",
    "word😀word",
    "😀.😀,😀!",
    "😀\u200d😀 \u200d😀 😀\ufe0f😀",
    "🏽alone 🏽",
    "❤️‍🔥 ❤️‍🩹 💔",
    ":) :( :-) ;) :D :'( <3 </3 xD ^_^ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻",
    "🥲🫠🫡🩷🪿",
    "🅰️🅱️🆎🅾️ 🈁 🈶",
    "🕐🕑🕒 ♠️♣️♥️♦️",
    "🤷‍♀️🤷🏽‍♂️🤦",
    "so happy😭😭 not crying😭",
    "🙈🙉🙊 see no evil",
]

RULED = [
    "look http://example.org/a?b=c&d=e#f now",
    "HTTP://EXAMPLE.ORG HTTPS://x www.example.org WWW.X",
    "http:// alone https://",
    "www. alone",
    "xhttp://a.b yhttps://c",
    "(http://a.b/c) [www.d.e], http://f.g.",
    "http://a.b\u00a0next http://c.d\u3000next http://e.f\u200bnext",
    "http://a.b\u2028x\u2029http://c.d\vhttp://e.f\fz",
    "http://exämple.org/ü😀 end",
    "httpſ://long.s and HTTPS://K",
    "http:/one https:/two http//three ftp://four",
    "@name @Name_123 @_ @1",
    "a@b.org @a@b @@c .@d (@e) @é @ f",
    "@abcdefghijklmnopqrstuvwxyz012345 longer than thirty",
    "RT @somebody: “@another: what a day”",
    "@user1@user2",
    "_@x é@y 😀@z",
    "#LoveThisDay",
    "#NYCMarathon2015",
    "#2015 #2015vision #4thOfJuly #a1b2C3",
    "#already_cut_Words #__x__ #_ #__ #A_B",
    "#ABC #ABc #AbC #aBC #aB #Ab #A #a #HTMLParser #iPhone6s #XMLHttpRequest2",
    "##double #a#b a#b &#39; &#x #é #日本 #ok日本 #ok-go #ok.",
    "#one#two #one #two,#three",
    "this is #so #very #Sarcastic #not",
    "a &amp; b &lt; c &gt; d &quot;e&quot; &#39;f&#39;",
    "&amp;amp; &amp;lt; &AMP; &nbsp; &copy; &#38; &amp",
    "&lt;3 I &lt;3 this #R&amp;B R&B",
    "http://a.b/?x&amp;y=1 @a&amp;@b #c&amp;#d",
    "#Love😀 @me😀 http://x.y😀 😀#Tag",
    "#HappyFriday!!! @boss: thanks for the extra work 🙄 http://pic.example/abc #blessed",
    "Just #ThrowbackThursday to the day @my_friend and I got lost &amp; found http://t.example/x1Y2",
    "@ # http www & ; @@ ## @# #@",
    "WWW.EXAMPLE.ORG/#LoveThisDay @user",
    "#1 #1a #a1 #1A #A1 #0x1F",
    "#AAAAaaaa1111AAAA",
]

POSTS = [
    "Best birthday ever! Thank you all so much #grateful",
    "Oh great, another Monday. Can't wait for the meetings.",
    "The museum opens at nine and closes at five.",
    "My train was cancelled, my phone died and now it's raining. Love that for me.",
    "Our team won the cup after twenty years!!! 🏆🎉",
    "This soup tastes like cardboard",
    "She smiled all the way home :)",
    "Three people were hurt when the bridge gave way, police say.",
    "New blog post: how I repaired my old bicycle",
    "Nothing like a cold shower at 6am because the heater broke again 🙃",
    "I miss you, grandma. Rest in peace. 💔",
    "Sunset over the harbour tonight, no filter needed",
]

INVALID = [
    b"\xff",
    b"abc\xffdef",
    b"caf\xe9 latin1",
    b"\xc3\x28 bad pair",
    b"\xe2\x82 cut euro",
    b"cut at the end \xe2\x82",
    b"cut at the end \xf0\x9f\x98",
    b"\xf0\x9f\x98\x80 good \xf0\x9f\x98 bad",
    b"\xc0\xaf overlong \xe0\x80\xaf \xf0\x80\x80\xaf",
    b"surrogates \xed\xa0\x80 \xed\xbf\xbf",
    b"too high \xf4\x90\x80\x80 \xf5\x80\x80\x80 \xfe",
    b"\x80\x80\x80 continuation only \xbf",
    b"http://a.b/\xff\xfe @a\xffb #Tag\xffMore",
    b"mixed \xef\xbf\xbd and \xff",
    b"\xe9cole et \xe0 bient\xf4t",
    b"#\xffx @\xffy &\xffamp;",
]


def _long() -> list[str]:
    rng = random.Random(7)
    words = "sun rain joy loss morning bicycle harbour unbelievable #TagOne @someone 😀 café http://x.example/1".split()
    return [
        "a" * 99,
        "a" * 100,
        "a" * 101,
        "b" * 100 + " " + "b" * 101 + " after",
        "é" * 100,
        "é" * 101,
        "e\u0301" * 100,
        "e\u0301" * 101,
        "日" * 130,
        "!" * 140,
        "word " * 125,
        "word " * 126,
        "word " * 127,
        "tokenization " * 70,
        " ".join(rng.choice(words) for _ in range(500)),
        "😀" * 60,
        "👩‍⚕️" * 30,
        "antidisestablishmentarianism" * 3 + " " + "antidisestablishmentarianism" * 4,
        "#" + "LoveThis" * 30,
        "http://x.example/" + "y" * 300 + " end",
        "x" * 126 + " \u0301" * 20,
    ]


def _math() -> list[str]:
    return [
        "𝐛𝐨𝐥𝐝 𝑖𝑡𝑎𝑙𝑖𝑐 𝓼𝓬𝓻𝓲𝓹𝓽 𝔣𝔯𝔞𝔨𝔱𝔲𝔯 𝕕𝕠𝕦𝕓𝕝𝕖 𝚖𝚘𝚗𝚘 𝟙𝟚𝟛",
        "𝐁𝐎𝐋𝐃 𝑰𝑻 Ａｆｕｌｌｗｉｄｔｈ １２３ ｶﾀｶﾅ ﾊﾞ",
        "Ⓐⓑⓒ ⒜ 🄰 🅐 ㈠ ⅷ Ⅷ",
        "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β → γ ≠ ∑∏√∞ ± × ÷",
        "x² + y₁ = 10⁻³ µm Ω ‰ € £ ¥ ₹ ¢ ₿",
        "ｈｔｔｐ：／／ｘ ＠ｕｓｅｒ ＃Ｔａｇ",
        "ʰᵉˡˡᵒ ꜱᴍᴀʟʟ ᴄᴀᴘꜱ ɐpᴉsdn",
        "¿Qué? ¡No! ‹a› … · • ‥ ⁇ 、 。 「x」 『y』 ・ 〜",
        "ᾀ ᾼ ῼ ǰ ΐ ẖ ŉ ﬗ ﬃ",
        "Ꭰ ꭰ Ა ა Ა̈ 𐐀 𞤀 𞤢 Ⰰ ⰰ Ꙁ",
    ]


def _scanned(seed: int, count: int) -> list[str]:
    """Random mixtures: a letter of every kind beside every other."""
    rng = random.Random(seed)
    pool = [c for t in ACCENTS + SPACES + EMOJI + RULED + _math() for c in t] + list(" abcXYZ019.,#@&_ ") * 40
    return ["".join(rng.choice(pool) for _ in range(rng.randint(3, 60))) for _ in range(count)]


def texts() -> list[bytes]:
    """Every text once, in a fixed order."""
    valid = PLAIN + ACCENTS + SPACES + EMOJI + RULED + POSTS + _math() + _long() + _scanned(3, 120)
    valid += [unicodedata.normalize("NFD", t) for t in ACCENTS[:12]] + [unicodedata.normalize("NFC", t) for t in ACCENTS]
    valid += [t.upper() for t in ACCENTS[:10] + POSTS[:4]] + [" ".join(POSTS[:3]), "\n".join(POSTS[3:7])]
    raw = [t.encode("utf-8") for t in valid] + INVALID
    return list(dict.fromkeys(raw))
