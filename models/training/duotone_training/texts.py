"""Rows of words from every set, in one form, for what a text says and what its author means.

A row is a dict with ``text`` and ``source`` and any of

- ``says``: what the words say: the index of a label, or three probabilities;
- ``meant``: what the author means, likewise;
- ``irony``: 0 or 1;
- ``emotion``: index into ``data.EMOTIONS``;
- ``feelings``: indices into ``data.FEELINGS``, none or several;
- ``guess``: ``"text"`` where ``says`` is to be what a first model reads in the text; ``meant_guess`` the same of another
  text (``meant``: what iSarcasm's author would have written plainly);
- ``weights``: of these, 1 where not named.

Rows of one ``unit`` go into one batch together; ``relation`` says why: ``contrast`` (the first is ironic, the second its
plain wording) or ``same`` (counterfactuals, which have to be read alike).
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from . import LABELS, data
from .data import EMOTIONS, key, read_jsonl

NEGATIVE = LABELS.index("negative")


def part_of(text: str, share: float) -> bool:
    """Whether a text is held out: a stable ``share`` of all texts, the same for twins."""
    return int(hashlib.sha256(key(text).encode()).hexdigest()[:8], 16) < share * 16**8


def sentiment(folder: Path, c: dict) -> tuple[list[dict], list[dict]]:
    """SemEval-2017 4A: training rows, rows of the held-out sources."""
    rows = [dict(text=r["text"], source="semeval", says=LABELS.index(r["label"]), of=r["source"])
            for r in read_jsonl(folder / "semeval2017-4a" / "tweets.jsonl") if r["source"] not in c["semeval_left_out"]]  # fmt: skip
    held = [r for r in rows if r["of"] in c["semeval_validation"]]
    return [r for r in rows if r["of"] not in c["semeval_validation"]], held


LANGUAGES = {"arabic": "ar", "english": "en", "french": "fr", "german": "de", "hindi": "hi", "italian": "it", "portuguese": "pt", "spanish": "es"}


# Hindi's files name negative, neutral, positive in turn, and where a text is missing or was cut in two, every label behind stands beside a neighbour's text: so it is before this row of the
# training part, and throughout the validation part, in whose place the last rows are held out. How it was found: LOG.md, "Other languages".
HINDI_IN_STEP, HINDI_HELD = 892, 1599


def tweets_of(folder: Path, part: str) -> list[dict]:
    """UMSAB: tweets in eight languages, English among them, whatever their labels are worth; ``part``: train or val."""
    return [r | {"language": code} for name, code in LANGUAGES.items() for r in read_jsonl(folder / "umsab" / f"{name}-{part}.jsonl")]


def other_languages(folder: Path, part: str) -> list[dict]:
    """UMSAB's tweets whose labels go with their texts; ``part``: train or val."""
    hindi = [r for r in tweets_of(folder, "train") if r["language"] == "hi"]
    hindi = hindi[HINDI_HELD:] if part == "val" else hindi[HINDI_IN_STEP:HINDI_HELD]
    return [dict(text=r["text"], source="umsab", language=r["language"], says=LABELS.index(r["label"]))
            for r in [r for r in tweets_of(folder, part) if r["language"] != "hi"] + hindi]  # fmt: skip


def emotions(folder: Path) -> list[dict]:
    return [dict(text=r["text"], source="emotion", emotion=EMOTIONS.index(r["emotion"]))
            for r in read_jsonl(folder / "tweeteval-emotion" / "train.jsonl")]  # fmt: skip


def feelings(folder: Path, c: dict) -> tuple[list[dict], list[dict]]:
    """GoEmotions: comments with what people felt in them; training rows, none of whose words also stand among the rows held out."""
    out = []
    for part in ("train", "val"):
        out.append([dict(text=r["text"], source="feelings", feelings=[data.FEELINGS.index(e) for e in r["emotions"]],
                         weights=dict(irony=c["ordinary_irony_weight"]))
                    for r in read_jsonl(folder / "goemotions" / f"{part}.jsonl") if r["text"].strip()])  # fmt: skip
    return without(out[0], out[1]), out[1]


def figurative(folder: Path, c: dict) -> tuple[list[dict], list[dict]]:
    """SemEval-2015 task 11: tweets with irony, sarcasm or metaphor, and what they mean."""
    rows = []
    for r in read_jsonl(folder / "semeval2015-11" / "train.jsonl"):
        rows.append(dict(text=r["text"], source="figurative", guess="text", irony=1,
                         meant=0 if r["score"] < -0.25 else 2 if r["score"] > 0.25 else 1,
                         weights=dict(says=c["guess_weight"], irony=c["figurative_irony_weight"])))  # fmt: skip
    held = [r for r in rows if part_of(r["text"], c["held_share"])]
    return [r for r in rows if not part_of(r["text"], c["held_share"])], held


def isarcasm(folder: Path, c: dict) -> tuple[list[dict], list[dict]]:
    """iSarcasm: sarcastic tweets beside what their authors meant, and plain ones."""
    rows, held = [], []
    for k, r in enumerate(read_jsonl(folder / "isarcasm" / "train.jsonl")):
        if not (r["text"] or "").strip():
            continue
        weights = dict(says=c["guess_weight"])
        base = dict(text=r["text"], source="isarcasm", guess="text", irony=int(r["sarcastic"]), weights=weights)
        if r["sarcastic"] and r["rephrase"]:
            unit = f"isarcasm{k}"
            base |= dict(meant_guess=r["rephrase"], unit=unit, relation="contrast", order=0)
            plain = dict(text=r["rephrase"], source="isarcasm", guess="text", meant_guess=r["rephrase"], irony=0,
                         weights=weights, unit=unit, relation="contrast", order=1)  # fmt: skip
            both = [base, plain]
        else:
            if not r["sarcastic"]:
                base["meant_guess"] = r["text"]
            both = [base]
        (held if part_of(r["text"], c["held_share"]) else rows).extend(both)
    return rows, held


def irony(folder: Path, c: dict, name: str) -> list[dict]:
    """TweetEval irony."""
    return [dict(text=r["text"], source="irony", guess="text", irony=r["irony"], meant_guess=None if r["irony"] else r["text"],
                 turned=bool(r["irony"]), weights=dict(says=c["guess_weight"], meant=c["turned_weight"] if r["irony"] else 1.0))
            for r in read_jsonl(folder / "tweeteval-irony" / name)]  # fmt: skip


def mmsd(folder: Path, c: dict, name: str, rng: random.Random) -> list[dict]:
    """MMSD2.0's texts, whose label is that of the text with its picture."""
    out = []
    for r in read_jsonl(folder / "mmsd2" / name):
        text = data.without_giveaways(r["text"], rng)
        if text and len(text.split()) >= c["mmsd_min_words"]:
            out.append(dict(text=text, source="mmsd", guess="text", irony=int(r["sarcastic"]),
                            meant_guess=None if r["sarcastic"] else text, turned=bool(r["sarcastic"]),
                            weights=dict(says=c["guess_weight"], irony=c["mmsd_weight"],
                                         meant=c["turned_weight"] * c["mmsd_weight"] if r["sarcastic"] else c["mmsd_weight"])))  # fmt: skip
    return out


def made(part: str, seed: int) -> list[dict]:
    """Wordings of our own (``made``): sarcasm beside sincere joy, plain sense, groups and names."""
    from .made import rows as made_rows

    def index(label):
        return None if label is None else LABELS.index(label)

    out = []
    for r in made_rows(part, seed):
        row = dict(text=r["text"], source="made", kind=r["kind"], says=index(r["says"]), meant=index(r["meant"]), irony=r["irony"])
        if group := r["group"]:
            row |= dict(unit=group, relation="contrast", order=1 - r["irony"]) if group.startswith("irony/") else dict(unit=group, relation="same")
        out.append(row)
    return out


def unlabelled(folder: Path, c: dict) -> list[dict]:
    """Texts that nobody labels here, for what teachers read in them: comments, tweets in English, the words of training posts."""
    words = [r["text"] for r in data.read_jsonl(folder / "goemotions" / "train.jsonl")]
    words += [r["text"] for r in data.read_jsonl(folder / "umsab" / "english-train.jsonl")]
    words += [p["text"] for p in data.posts(folder) if p["split"] == "train"]
    return [dict(text=t, source="unlabelled", weights=dict(irony=c["ordinary_irony_weight"])) for t in words if t.strip()]


def drawn(rows: list[dict], count: int, rng: random.Random) -> list[dict]:
    """About ``count`` rows drawn by chance, rows of one unit together."""
    members: dict[str, list[dict]] = {}
    for i, r in enumerate(rows):
        members.setdefault(r.get("unit") or f"row{i}", []).append(r)
    names = list(members)
    rng.shuffle(names)
    out: list[dict] = []
    for name in names:
        if len(out) >= count:
            break
        out += members[name]
    return out


def posts(folder: Path) -> list[dict]:
    """The words of MVSA's posts, labelled by what annotators saw in them (``says``) and in the whole post (``joint``)."""
    return [dict(text=p["text"], source="post", says=data.label_id(p["text_label"]), joint=data.label_id(p["label"]), split=p["split"],
                 image=p["image"]) for p in data.posts(folder) if not p["conflict"]]  # fmt: skip


def without(rows: list[dict], *held: list[dict]) -> list[dict]:
    """``rows`` without those whose words also stand in a held-out part, and without their partners."""
    seen = {key(r["text"]) for part in held for r in part}
    gone = {r["unit"] for r in rows if "unit" in r and key(r["text"]) in seen}
    return [r for r in rows if key(r["text"]) not in seen and r.get("unit") not in gone]


def left_out(folder: Path, c: dict) -> list[dict]:
    """SemEval's rows that are labelled by what they mean: sarcastic tweets, a small check."""
    return [dict(text=r["text"], source="sarcasm", meant=LABELS.index(r["label"]))
            for r in read_jsonl(folder / "semeval2017-4a" / "tweets.jsonl") if r["source"] in c["semeval_left_out"]]  # fmt: skip


def counts(rows: list[dict]) -> dict[str, int]:
    """How many rows each set gives."""
    out: dict[str, int] = {}
    for r in rows:
        out[r["source"]] = out.get(r["source"], 0) + 1
    return out
