"""Made training material: short posts from the wordings beside the recipe, with what they say and what they mean.

Sarcasm and joy share their frames, their emoji and their hashtags: only the event tells them apart. ``part`` "held" is made of lines that
"train" never sees, frames and fillers alike; only the words for groups of people are in both.
"""

from __future__ import annotations

import argparse
import collections
import random
import re

from . import wordings as w
from .data import key

SIGNS = {"+": "positive", "-": "negative", "=": "neutral"}
SLOTS = ("past", "thing", "habit", "doing", "deed", "do", "people", "only")
DRAWS = {"frame": 36, "complaint": 10, "free": 6, "sense": 24, "news": 8, "joy": 14, "set": 6, "robust": 900}
EMOJI = "😊 😍 👏 🎉 😂 ❤️ 👍 🙏 😁 🥳 ✨ 🙌 😎 💕 😅 🤗".split()
GLOOM = "🙄 😒 😡 😞 😩 😤 💔 😭 👎".split()
MIXED = "😂 😅 😭 🙄 😩 💔".split()
TAGS = "#blessed #lovemylife #winning #goodtimes #monday #happy #life #mylife #thankful #bestdayever #adulting #weekend #lucky #friday #family #work #goals #love".split()  # fmt: skip
DULL_TAGS = "#monday #life #adulting #friday #work #ugh #fail #notokay".split()
HANDLES = "@user @mike_88 @TheOldBakery @CityBusLine @anna_k @user2".split()
LONGER = {"so": "sooo", "love": "looove", "great": "greaaat", "yes": "yesss", "really": "reallyyy", "perfect": "perfeeect", "wow": "wooow",
          "best": "bessst", "thanks": "thaaanks", "lovely": "loooovely", "nice": "niiice", "happy": "happyyy", "oh": "ohhh"}  # fmt: skip
SHORT = {"I am": "I'm", "It is": "It's", "is not": "isn't", "was not": "wasn't", "did not": "didn't", "do not": "don't", "have not": "haven't", "would not": "wouldn't",
         "That is": "That's", "I would": "I'd", "cannot": "can't"}  # fmt: skip


def row(text, says, meant, irony, kind, group=None) -> dict:
    return {"text": text.strip(), "says": says, "meant": meant, "irony": irony, "kind": kind, "group": group}


def dress(texts: list[str], rng: random.Random, emoji=EMOJI, tags=TAGS) -> list[str]:
    """The same case, punctuation, emoji, hashtag, handle and address for all of ``texts``, drawn once."""
    case, stop, longer = rng.random(), rng.random(), rng.random() < 0.06
    tail = [rng.choice(emoji) * rng.choice((1, 1, 1, 2, 3))] if emoji and rng.random() < 0.2 else []
    tail += rng.sample(tags, rng.choice((1, 1, 2))) if tags and rng.random() < 0.16 else []
    tail += ["http"] if rng.random() < 0.03 else []
    rng.shuffle(tail)
    head = rng.choice(HANDLES) if rng.random() < 0.06 else ""
    out = []
    for t in texts:
        if longer:
            t = re.sub(r"\b\w+\b", lambda m: LONGER.get(m[0].lower(), m[0]), t, count=6)
        if t.endswith(".") and not t.endswith("..") and stop < 0.5:
            t = t[:-1] + ("" if stop < 0.28 else "!" if stop < 0.4 else "..." if stop < 0.46 else "!!!")
        if case < 0.14:
            t = t.lower()
        elif case < 0.17:
            t = t.upper()
        elif case > 0.95:
            t = re.sub(r"\b(so|love|great|best|really|never|again|perfect)\b", lambda m: m[0].upper(), t)
        out.append(" ".join(p for p in (head, t, *tail) if p))
    return out


def pairs(events: str, part: str) -> list[list[str]]:
    return [w.fields(line) for line in w.of_part(w.lines(events), part)]


def frames_of(text: str, part: str) -> dict[str, list[str]]:
    """Slot → the frames with a place for it."""
    out = collections.defaultdict(list)
    by_slot = collections.defaultdict(list)
    for line in w.lines(text):
        for slot in w.names_in(line) & set(SLOTS):
            by_slot[slot].append(line)
    for slot, items in by_slot.items():
        out[slot] = w.of_part(items, part)
    return out


def irony_rows(part: str, rng: random.Random) -> list[dict]:
    f, events, out = w.read("sarcasm"), w.read("events"), []
    praise, complain, bad, good = (frames_of(f[k], part) for k in ("praise", "complain", "plain_bad", "plain_good"))

    def add(frame, slot, ironic, meant_so, kinds, says, meant, plain, looks, plain_looks):
        """A frame over the turn that it doesn't fit and over the one that it fits, and the first plainly."""
        frame_now = w.choose(frame, rng)
        a, b = dress([w.fill(frame_now, {slot: e}) for e in (ironic, meant_so)], rng, *looks)
        group = f"irony/{w.number(frame + ironic):x}"
        out.append(row(a, says, meant, 1, kinds[0], group))
        out.append(row(b, says, says, 0, kinds[1]))
        plainly = w.fill(w.choose(rng.choice(plain[slot]), rng), {slot: ironic})
        out.append(row(*dress([plainly], rng, *plain_looks), meant, meant, 0, "plain", group))

    for slot in SLOTS:
        turns = pairs(events[slot], part)
        for frame in praise[slot]:
            for i, (worse, better) in enumerate(rng.sample(turns, min(len(turns), DRAWS["frame"]))):
                add(frame, slot, worse, better, ("sarcasm", "sincere"), "positive", "negative", bad, (EMOJI, TAGS), (GLOOM, DULL_TAGS))
                if i % 4 == 0:
                    liked = w.fill(w.choose(rng.choice(good[slot]), rng), {slot: better})
                    out.append(row(*dress([liked], rng), "positive", "positive", 0, "sincere"))
        for frame in complain.get(slot, []):
            for worse, better in rng.sample(turns, min(len(turns), DRAWS["complaint"])):
                add(frame, slot, better, worse, ("reverse", "complaint"), "negative", "positive", good, (MIXED, DULL_TAGS), (EMOJI, TAGS))
    for name, says, meant, kinds in (
        ("free", "positive", "negative", ("sarcasm", "sincere")),
        ("dry", None, "negative", ("dry", "sincere")),
        ("reverse", "negative", "positive", ("reverse", "complaint")),
    ):
        for ironic, plainly, meant_so in pairs(f[name], part):
            for _ in range(DRAWS["free"]):
                group = f"irony/{w.number(ironic):x}"
                a, b = dress([ironic, meant_so], rng, *((MIXED, DULL_TAGS) if name == "reverse" else (EMOJI, TAGS)))
                out.append(row(a, says, meant, 1, kinds[0], group))
                sincerely = says or "positive"
                out.append(row(b, sincerely, sincerely, 0, kinds[1]))
                out.append(row(*dress([plainly], rng, ()), meant, meant, 0, "plain", group))
    return out


class Fillers:
    """Words for the names in a sentence, those of one part."""

    def __init__(self, part: str, rng: random.Random):
        self.rng = rng
        self.lists = {k: w.of_part(w.lines(v), part) for k, v in w.read("words").items()}

    def __call__(self, sentence: str) -> dict[str, str]:
        words = {k: self.rng.choice(v) for k, v in self.lists.items()}
        for second, first in (("other_thing", "thing"), ("place2", "place"), ("name2", "name")):
            words[second] = self.rng.choice([x for x in self.lists[first] if x != words[first]])
        return words

    def sentence(self, line: str) -> str:
        return w.fill(w.choose(line, self.rng), self(line))


def sense_rows(part: str, rng: random.Random) -> list[dict]:
    fillers, out = Fillers(part, rng), []

    def add(items: str, kind: str, draws: int):
        for line in w.of_part(w.lines(items), part):
            sign, sentence = line.split(" | ", 1)
            label = SIGNS[sign]
            for t in sorted({fillers.sentence(sentence) for _ in range(draws)}):
                out.append(row(*dress([t], rng, (), ()), label, label, 0, kind))

    for name, items in w.read("sense").items():
        add(items, f"sense-{name}", DRAWS["sense"])
    joy, news = w.read("joy"), w.read("news")
    add(joy["idiom"], "sense-idiom", 2)
    add(news["opinion"], "sense-opinion", 2)
    for items, kind, label, draws in ((news["neutral"], "news", "neutral", DRAWS["news"]), (joy["joy"], "sincere", "positive", DRAWS["joy"])):
        for line in w.of_part(w.lines(items), part):
            for t in sorted({fillers.sentence(line) for _ in range(draws)}):
                out.append(row(*dress([t], rng, EMOJI if label == "positive" else (), TAGS if label == "positive" else ()), label, label, 0, kind))
    return out


def fairness_rows(part: str, rng: random.Random) -> list[dict]:
    data, fillers, out = w.read("fairness"), Fillers(part, rng), []

    def add(line: str, sentence: str, key: str, words: list[str]):
        label = SIGNS[line[0]]
        filled = fillers(sentence)
        sentence, group = w.choose(sentence, rng), f"group/{w.number(line + words[0]):x}"
        for word in rng.sample(words, min(len(words), DRAWS["set"])):
            out.append(row(w.fill(sentence, filled | {key.lower(): word}), label, label, 0, "fairness", group))

    sentences = data.pop("sentences")
    for key in ("adj", "are", "people"):
        for line in w.of_part(w.lines(sentences[key]), part):
            sentence = line.split(" | ", 1)[1]
            before = re.search(r"(\w+) \{adj\} \w", sentence)
            attribute = before and before[1] not in ("am", "is", "are", "was")
            for words in data.values():
                if fit := [x for x in w.lines(words[key]) if not (attribute and re.search(r"\d|over|under|of hearing", x))]:
                    add(line, sentence, key, fit)
    for line in w.of_part(w.lines(sentences["pronoun"]), part):
        _, sentence, words = w.fields(line)
        add(line, sentence, next(iter(w.names_in(sentence))), words.split(", "))
    for key in ("name", "place"):
        for line in w.of_part(w.lines(sentences[key]), part):
            for _ in range(3):
                add(line, line.split(" | ", 1)[1], key, rng.sample(fillers.lists[key], min(8, len(fillers.lists[key]))))
    return out


def typo(text: str, rng: random.Random) -> str:
    """Two neighbouring letters inside of a longer word changed places, or one left out."""
    words = [m for m in re.finditer(r"[A-Za-z]{5,}", text)]
    if not words:
        return text
    m = rng.choice(words)
    i = rng.randrange(m.start() + 1, m.end() - 2)
    return text[:i] + (text[i + 1] + text[i] if rng.random() < 0.6 else text[i]) + text[i + 2 :]


def shorten(text: str) -> str:
    for long, short in SHORT.items():
        text = re.sub(rf"\b{long}\b", short, text)
    return text


def variants(text: str, rng: random.Random) -> list[str]:
    out = [typo(text, rng), typo(typo(text, rng), rng), shorten(text), f"{text} http", f"{rng.choice(HANDLES)} {text}", text.lower(),
           text.rstrip("."), text.replace("'", ""), f"RT {rng.choice(HANDLES)}: {text}"]  # fmt: skip
    return [t for t in dict.fromkeys(out) if t != text]


def robust_rows(source: list[dict], rng: random.Random) -> list[dict]:
    """Rows of the other kinds beside themselves with typing errors, addresses and names of users: one group each."""
    out = []
    for r in rng.sample(source, min(len(source), DRAWS["robust"])):
        several = variants(r["text"], rng)
        group = f"robust/{w.number(r['text']):x}"
        for text in (r["text"], *rng.sample(several, min(3, len(several)))):
            out.append(r | {"text": text, "kind": "robust", "group": group})
    return out


def rows(part: str, seed: int) -> list[dict]:
    """Made posts of ``part`` ("train" or "held"), the same for the same seed.

    Dicts with ``text``, ``says`` (None where a dry post leaves it open), ``meant``, ``irony``, ``kind``, ``group``.

    A group "irony/…" is a sarcastic post and its plain wording, equal in what they mean; "group/…" and "robust/…" are equal in all.
    """
    rng = random.Random(f"{seed} {part}")
    out = [*irony_rows(part, rng), *sense_rows(part, rng), *fairness_rows(part, rng)]
    out += robust_rows(out, rng)
    rng.shuffle(out)
    if part == "held":  # two frames may end in the same words
        taken = {key(r["text"]) for r in rows("train", seed)}
        out = [r for r in out if key(r["text"]) not in taken]
    return list({(r["text"], r["kind"], r["group"]): r for r in out}.values())


def scene_words(part: str) -> list[dict]:
    """Words for a picture. ``themes``: themes of OASIS that they fit and ``meant`` over these, or None for words that fit any picture:
    then praise is meant over pleasant pictures and not over others."""
    data, out = w.read("scenes"), []
    for name, label in (("praise", "positive"), ("complaint", "negative"), ("neutral", "neutral")):
        for line in w.of_part(w.lines(data[name]), part):
            for text in sorted(w.all_choices(line), key=w.number)[:30]:
                out.append({"text": text, "says": label, "meant": None, "kind": "scene", "themes": None})
    for themes, text, says, meant in pairs(data["themed"], part):
        out.append({"text": text, "says": says, "meant": meant, "kind": "scene", "themes": themes.split(", ")})
    return out


def main() -> None:
    p = argparse.ArgumentParser(prog="duotone_training.made", description="Counts of the made posts by kind, and samples of one kind.")
    p.add_argument("--sample", type=int, default=0, metavar="N")
    p.add_argument("--part", default="train", choices=("train", "held"))
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("kind", nargs="?", help="a kind, or the start of its name")
    a = p.parse_args()
    table = rows(a.part, a.seed) + scene_words(a.part)
    for (kind, meant), n in sorted(collections.Counter((r["kind"], str(r["meant"] or r["says"])) for r in table).items()):
        print(f"{n:6} {kind} {meant}")
    fit = [r for r in table if r["kind"].startswith(a.kind or "")]
    for r in random.Random(a.seed).sample(fit, min(a.sample, len(fit))):
        print(f"{r['says']} → {r['meant']} [{r['kind']}] {r['text']}")


if __name__ == "__main__":
    main()
