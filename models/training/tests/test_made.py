"""The made material: what its labels promise, and that only the event tells sarcasm from joy."""

import collections
import math
import re

import pytest
from duotone_training import LABELS, made
from duotone_training import wordings as w
from duotone_training.data import key

PARTS = ("train", "held")
ROWS = {part: made.rows(part, 0) for part in PARTS}
SCENES = {part: made.scene_words(part) for part in PARTS}


def ironic(part):
    return [r for r in ROWS[part] if r["kind"] == "sarcasm"]


def joyful(part):
    return [r for r in ROWS[part] if r["kind"] == "sincere"]


def test_the_same_seed_makes_the_same_rows():
    assert made.rows("held", 3) == made.rows("held", 3) != made.rows("held", 4)


@pytest.mark.parametrize("part", PARTS)
def test_rows_are_whole(part):
    for r in ROWS[part]:
        assert set(r) == {"text", "says", "meant", "irony", "kind", "group"}
        assert r["text"] == r["text"].strip() and 0 < len(r["text"].split()) < 60, r
        assert not re.search(r"[\[\]{}|]|\s\s| [,.!?](\s|$)", r["text"]), r
        assert r["says"] in (*LABELS, None) and r["meant"] in LABELS
        assert (r["irony"] == 1) == (r["says"] != r["meant"])
        assert r["says"] or r["irony"]


def test_no_text_of_the_held_part_is_in_training():
    seen = {key(r["text"]) for r in ROWS["train"]}
    shared = [r for r in ROWS["held"] if key(r["text"]) in seen]
    assert not shared, shared[:5]
    scenes = {key(r["text"]) for r in SCENES["train"]}
    assert not [r for r in SCENES["held"] if key(r["text"]) in scenes]


@pytest.mark.parametrize("name", ["events", "sarcasm"])
def test_frames_and_events_of_the_held_part_are_others(name):
    for items in w.read(name).values():
        a, b = (set(w.of_part(w.lines(items), part)) for part in PARTS)
        assert a and b and not a & b


@pytest.mark.parametrize("part", PARTS)
def test_members_of_a_group_agree(part):
    groups = collections.defaultdict(list)
    for r in ROWS[part]:
        if r["group"]:
            groups[r["group"]].append(r)
    for name, members in groups.items():
        assert len({m["meant"] for m in members}) == 1, members
        if name.startswith("irony/"):
            assert {m["irony"] for m in members} == {0, 1}, members
        else:
            assert len(members) > 1 and len({(m["says"], m["irony"]) for m in members}) == 1, members


@pytest.mark.parametrize("part", PARTS)
def test_as_much_joy_as_sarcasm(part):
    assert len(joyful(part)) >= len(ironic(part)) > 100


MARKS = re.compile(r"#\w+|[^\w\s,'@/<>:.!?-]+")


EVENTS = sorted((e.lower() for items in w.read("events").values() for line in w.lines(items) for e in w.fields(line)), key=len, reverse=True)
EVENT = re.compile("|".join(map(re.escape, EVENTS)))


def outside(text: str) -> list[str]:
    """How a post opens and what it looks like: its first two words but those of the event, marks, hashtags, punctuation, case and length."""
    words = EVENT.sub("…", re.sub(r"@\w+|http", "", text).lower()).split() + [""]
    return [f"1 {words[0]}", f"2 {' '.join(words[:2])}", *MARKS.findall(text), f"end {re.search(r'[.!?]*$', text)[0]}",
            f"length {len(words) // 3}", f"case {text.islower()} {text.isupper()}", f"@ {'@' in text}"]  # fmt: skip


def bayes(train, held, features) -> float:
    """Accuracy of a naive Bayes over features, sarcasm against joy, both equally likely."""
    counts = [collections.Counter(f for r in part for f in set(features(r["text"]))) for part in train]
    sizes = [len(part) for part in train]

    def score(text):
        return sum(math.log((counts[0][f] + 1) / (sizes[0] + 2)) - math.log((counts[1][f] + 1) / (sizes[1] + 2)) for f in set(features(text)))

    hits = [sum((score(r["text"]) > 0) == (side == 0) for r in part) / len(part) for side, part in enumerate(held)]
    return sum(hits) / 2


def test_openers_and_looks_do_not_tell_sarcasm_from_joy():
    paired = {part: [[r for r in ironic(part)], [r for r in joyful(part)]] for part in PARTS}
    got = bayes(paired["train"], paired["held"], outside)
    assert got < 0.6, got


def test_the_words_of_the_event_do_tell_them_apart():
    """The baseline above is able to learn: given every word it tells the training posts."""
    both = [ironic("train"), joyful("train")]
    assert bayes(both, both, lambda t: re.findall(r"\w+", t.lower())) > 0.85


def test_enough_words_for_pictures():
    both = [*SCENES["train"], *SCENES["held"]]
    n = collections.Counter(r["says"] for r in both if r["themes"] is None)
    assert n["positive"] >= 400 and n["negative"] >= 150 and n["neutral"] >= 250
    assert len({r["text"] for r in both}) >= 0.99 * len(both)
    for r in both:
        assert (r["meant"] is None) == (r["themes"] is None) and not re.search(r"[\[\]{}|]|[?!]\.", r["text"]), r


def test_articles_and_stops():
    assert w.tidy("a  Indian man and an Ukrainian woman waited an hour .") == "an Indian man and a Ukrainian woman waited an hour."
    assert w.tidy("is it ? . yes it is") == "is it? Yes it is"
    assert w.fields("a [b|c] | d") == ["a [b|c]", "d"]
