"""Stage pieces: which of an encoder's 250,000 Unigram pieces a pack keeps, and the tokenizer of those.

Pieces are counted over the texts that the pack is trained on and over lists of words with their frequencies (Python packages ``wordfreq``,
``pythainlp``), each language by itself, so that none crowds out the others. What is lost is measured: see ``lost``.
"""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

from . import data, schedule, settings, texts
from .e5 import E5, read
from .fetch import encoder_file
from .settings import Run
from .words import Rules

META = "\u2581"  # stands for the space before a word
# Read as spaces, as the encoder had it: joiners and marks of direction, and the mark of a word's beginning itself.
SPACES = ("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\ufeff", META)
# No text holds these names, as words hold no spaces: a typed "</s>" is text like any other.
SPECIAL = ("< s >", "< pad >", "< /s >", "< unk >")
UNBROKEN = ("zh", "ja", "th")  # written without spaces between words


def tokenizer(pieces: list[tuple[str, float]]) -> str:
    """The text of a ``tokenizer.json``: NFKC, words at spaces, Unigram. The first four pieces are bos, pad, eos, unk."""
    names = [*SPECIAL, *(p for p, _ in pieces[4:])]
    bos, eos = SPECIAL[0], SPECIAL[2]
    d = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [
            *({"type": "Replace", "pattern": {"String": c}, "content": " "} for c in SPACES),
            {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False},
            {"type": "NFKC"},
        ]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": META, "prepend_scheme": "always", "split": True}]},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": bos, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": eos, "type_id": 0}}],
                           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                           "special_tokens": {n: {"id": n, "ids": [i], "tokens": [n]} for i, n in ((0, bos), (2, eos))}},
        "decoder": {"type": "Metaspace", "replacement": META, "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": False, "vocab": [[n, s] for n, (_, s) in zip(names, pieces)]},
    }  # fmt: skip
    return json.dumps(d, ensure_ascii=False, separators=(",", ":"))


def frequencies(language: str) -> dict[str, float]:
    """Words of a language with their share of its texts."""
    if language == "th":
        spec = importlib.util.find_spec("pythainlp")
        lines = (Path(spec.origin).parent / "corpus" / "tnc_freq.txt").read_text(encoding="utf-8").splitlines()
        return {w: int(n) for w, n in (line.split("\t") for line in lines if "\t" in line)}
    import wordfreq

    return wordfreq.get_frequency_dict(language)


def sentences(language: str, count: int, rng: random.Random) -> list[str]:
    """Words drawn by their frequency, as the language writes them one after another. They are no sentences, and cut as the words in sentences are."""
    words = {w: f for w, f in frequencies(language).items() if w.strip()}
    drawn = rng.choices(list(words), list(words.values()), k=20 * count)
    joint = "" if language in UNBROKEN else " "
    return [joint.join(drawn[at : at + 20]) for at in range(0, len(drawn), 20)]


def training_texts(run: Run) -> dict[str, list[str]]:
    """Language → texts that the pack is trained on."""
    out: dict[str, list[str]] = {}
    for r in texts.tweets_of(run.data, "train"):
        out.setdefault(r["language"], []).append(r["text"])
    for name in data.FILES:
        if name.endswith(".jsonl") and "oasis" not in name:
            out.setdefault("en", []).extend(r["text"] for r in data.read_jsonl(run.data / name) if r.get("text"))
    out["en"] += [r["text"] for part in ("train", "held") for r in texts.made(part, run["seed"])]
    return out


def counted(tok: Tokenizer, some: list[str]) -> Counter:
    """Piece → its share of the tokens of the texts."""
    n = Counter(t for e in tok.encode_batch(some, add_special_tokens=False) for t in e.ids)
    total = sum(n.values()) or 1
    return Counter({i: k / total for i, k in n.items()})


def chosen(e5: E5, by_source: list[tuple[float, Counter]], count: int) -> list[int]:
    """``count`` ids: the special four, single characters that occur, then pieces by their weighted share over the sources."""
    weight: Counter = Counter()
    for w, shares in by_source:
        for i, share in shares.items():
            weight[i] += w * share
    special = [e5.special[n] for n in ("bos", "pad", "eos", "unk")]
    letters = {c for i in weight for c in e5.pieces[i]}
    single = [i for i, p in enumerate(e5.pieces) if i not in special and (p in letters or len(p) == 1 and ord(p) < 128)]
    kept = dict.fromkeys(single)
    for i, _ in weight.most_common():
        if len(kept) + len(special) >= count:
            break
        if i not in special:
            kept[i] = None
    return special + sorted(kept)


def lost(before: Tokenizer, after: Tokenizer, some: list[str]) -> dict[str, float]:
    """What cutting the pieces costs, in per cent: tokens that are unknown before and after, words cut otherwise, tokens more."""
    a, b = (t.encode_batch(some, add_special_tokens=False) for t in (before, after))

    def words(e) -> Counter:
        out, now = Counter(), ()
        for token in e.tokens:
            if token.startswith(META) and now:
                out[now] += 1
                now = ()
            now += (token,)
        return out + Counter([now] if now else [])

    n = [sum(len(e.ids) for e in part) for part in (a, b)]
    unknown = [sum(e.ids.count(3) for e in part) for part in (a, b)]
    split = sum((words(x) - words(y)).total() for x, y in zip(a, b)) / max(1, sum(words(x).total() for x in a))
    return {"unknown before": 100 * unknown[0] / n[0], "unknown": 100 * unknown[1] / n[1], "words cut otherwise": 100 * split, "more tokens": 100 * (n[1] / n[0] - 1)}


def pieces(run: Run) -> None:
    """Stage pieces: ``pieces.pt`` (ids of the kept pieces), ``tokenizer.json``, and ``pieces.json``: what is lost, by language."""
    c = run.others
    if not c:
        print("pieces: the encoder's own are kept")
        return
    done = run.file("pieces.pt")
    if done.exists():
        print("pieces: done before,", done)
        return
    e5 = read(encoder_file(run))
    whole = list(zip(e5.pieces, e5.scores))
    before = Tokenizer.from_str(tokenizer(whole))
    rules = Rules.of(run["words"]["rules"])
    rng = random.Random(run["seed"])
    own = {k: [rules(t) for t in v] for k, v in training_texts(run).items()}
    lists = {k: sentences(k, c["sentences"], rng) for k in c["languages"]}
    sources = [(c["own_weight"], counted(before, v)) for v in own.values()]
    sources += [(c["own_weight"] if k in own else 1.0, counted(before, v)) for k, v in lists.items()]
    keep = chosen(e5, sources, c["count"])
    text = tokenizer([whole[i] for i in keep])
    after = Tokenizer.from_str(text)
    figures = {"kept": len(keep), "used by the training texts": len(set().union(*(s for _, s in sources[: len(own)])))}
    held: dict[str, list[str]] = {}
    for r in texts.tweets_of(run.data, "val"):
        held.setdefault(r["language"], []).append(rules(r["text"]))
    figures["posts held back"] = {k: lost(before, after, v) for k, v in held.items()}
    figures["drawn words"] = {k: lost(before, after, sentences(k, c["sentences"] // 10, rng)) for k in c["languages"]}
    settings.write_json(run.file("pieces.json"), figures)
    settings.write_text(run.file("tokenizer.json"), text)
    schedule.save(done, keep=keep)
    print(f"pieces: {len(keep)} of {len(whole)} kept; {figures['used by the training texts']} in the training texts")
    for name in ("posts held back", "drawn words"):
        for k, f in figures[name].items():
            print(f"  {name} {k}:", {n: round(v, 2) for n, v in f.items()})
