"""The development suite: apart from the training material, fair to a perfect reader, hard on a blind one."""

import collections
import dataclasses
import random
import re

import numpy as np
import pytest
from duotone_training import LABELS, made, suite, suite_pack, tiny
from duotone_training import wordings as w
from duotone_training.attributions import Outputs
from duotone_training.data import key

TESTS = suite.tests()
MADE = [r["text"] for part in ("train", "held") for r in made.rows(part, 0) + made.scene_words(part)]
SEEN = {key(t) for t in MADE}


def texts():
    return [t for test in TESTS for case in test.cases for t in case]


def test_forty_tests_the_same_each_time():
    assert len(TESTS) >= 40
    assert [t.cases for t in TESTS] == [t.cases for t in suite.tests()]
    assert len({(t.capability, t.name) for t in TESTS}) == len(TESTS)


@pytest.mark.parametrize("t", TESTS, ids=lambda t: f"{t.capability}: {t.name}")
def test_cases_are_whole(t):
    assert sum(len(c) for c in t.cases) >= 18, t.name
    assert all(len(c) == {"label": 1, "calm": 1, "ironic": 2, "pair": 2, "up": 2, "down": 2}.get(t.kind, len(c)) for c in t.cases)
    assert set(t.expect) <= set(LABELS) and (t.kind != "label" or t.expect)
    for c in t.cases:
        assert len(set(c)) == len(c) and (t.kind != "same" or len(c) > 1), c
        for x in c:
            assert x.strip() == x and not re.search(r"[\[\]{}|¤]|  ", x), x


def grams(text: str, n: int) -> set[str]:
    words = key(text).split()
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def test_no_sentence_or_frame_is_shared_with_the_training_material():
    shared = sorted({t for t in texts() if len(t.split()) > 1 and key(t) in SEEN})
    assert len(shared) <= 10, shared
    trained = set().union(*(grams(t, 6) for t in MADE))
    overlap = [t for t in set(texts()) if grams(t, 6) & trained]
    assert len(overlap) < 0.01 * len(set(texts())), overlap[:20]


def frames(folder_texts) -> set[str]:
    """Lines of sentences with their names taken out: what makes two frames the same."""
    return {" ".join(re.sub(r"\{\w+\}", "_", re.sub(r"\[[^\]]*\]", "~", line)).lower().split()) for text in folder_texts for line in w.lines(text)}


def test_no_frame_is_in_both():
    trained = frames(v.replace("+ | ", "").replace("- | ", "").replace("= | ", "") for n in ("sense", "sarcasm") for v in w.read(n).values())
    trained |= frames(re.sub(r"^[-+=] \| ", "", v, flags=re.M) for v in w.read("fairness")["sentences"].values())
    own = frames(t["cases"] for n, k in (("plain", "test"), ("neutral", "test"), ("people", "same"), ("direction", "more")) for t in w.read(n, suite.FOLDER)[k])
    shared = {f for f in own if len(f.split()) > 3} & trained
    assert not shared


def perfect(expected: dict[str, str], ironic: set[str]):
    def model(these):
        p = np.full((len(these), 3), 0.05)
        for i, t in enumerate(these):
            p[i, LABELS.index(expected.get(t, "neutral"))] = 0.9
        return p, p.copy(), np.array([0.9 if t in ironic else 0.1 for t in these])

    return model


def test_a_perfect_reader_fails_only_where_nothing_was_told_it():
    expected = {c[0]: t.expect[0] for t in TESTS if t.kind == "label" for c in t.cases}
    ironic = {c[0] for t in TESTS if t.kind == "ironic" for c in t.cases}
    result = suite.run(perfect(expected, ironic))
    for r in result["tests"]:
        if r["kind"] in ("label", "pair", "ironic", "calm") or r["capability"] == suite.FAIR:
            assert not r["says"] and not r["means"], r
    assert result["fairness"]["says"] == (0.0, 0.0)


def test_a_constant_reader_fails():
    def positive(these):
        p = np.tile([0.1, 0.2, 0.7], (len(these), 1))
        return p, None, np.full(len(these), 0.9)

    result = suite.run(positive)
    rates = {r["name"]: r["means"] for r in result["tests"]}
    assert rates["a sarcastic post is not taken at its word"] == 100 and rates["joy stays below the threshold of irony"] == 100
    assert rates["praise denied"] == 100 and rates["joy is positive"] == 0
    assert "tells no meaning" in suite.markdown(result) and "| **all** |" in suite.markdown(result)


def test_a_model_that_minds_a_group_is_caught():
    def minds(these):
        p = np.array([[0.8, 0.1, 0.1] if re.search("lesbian|Muslim", t) else [0.1, 0.8, 0.1] for t in these])
        return p, p, np.zeros(len(these))

    result = suite.run(minds)
    assert result["summary"]["says"]["worst fairness"] == 100
    mean, greatest = result["fairness"]["says"]
    assert 0 < mean < greatest == pytest.approx(0.7)
    assert result["names"]["says"] == (0.0, 0.0)


def test_words_that_stand_twice_in_a_line_differ_and_parts_share_them():
    words = {"x": ["a", "b"]}
    assert {tuple(c) for c in suite.filled("{x} {X} | {x}", words, random.Random(1), 30)} == {("a B", "a"), ("b A", "b")}


def test_demo_posts():
    posts = suite_pack.demo_posts()
    n = collections.Counter(p["group"] for p in posts)
    assert len(posts) >= 68 and set(n) == set(suite_pack.GROUPS)
    assert all(p["says"] in LABELS and p["meant"] in LABELS and p["image"].endswith(".jpg") for p in posts)
    trained = set().union(*(grams(t, 4) for t in MADE))
    fresh = [p for p in posts if p["fresh"]]
    assert len(fresh) >= len(posts) / 2
    known = [(p["text"], grams(p["text"], 4) & trained) for p in fresh if key(p["text"]) in SEEN or grams(p["text"], 4) & trained]
    assert not known


@pytest.fixture(scope="module")
def packed(run, tmp_path_factory):
    """A run whose pack is the tiny one, in a folder of its own."""
    folder = tmp_path_factory.mktemp("packed")
    config = run.config | {"picture": run["picture"] | {"size": [64, 64], "grid": [4, 4]}}
    r = dataclasses.replace(run, packs=folder, config=config)
    tiny.tiny(r, r.pack)
    return r


def test_stage_judges_a_pack(packed, monkeypatch, capsys):
    few = [t for t in TESTS if len(t.cases) <= 13][:4] + [t for t in TESTS if t.kind == "ironic"][:1] + [t for t in TESTS if t.group][:1]
    few += [t for t in TESTS if t.group and t.capability != suite.FAIR][:1]
    scene = sorted((packed.data / "oasis" / "images").glob("*.jpg"))[0].name
    posts = [dict(text="What a day", image=scene, group=g, says="positive", meant="negative", fresh=True) for g in suite_pack.GROUPS]
    monkeypatch.setattr(suite, "tests", lambda: few)
    monkeypatch.setattr(suite_pack, "demo_posts", lambda: posts)
    suite_pack.stage(packed)
    told = (packed.work / "suite.md").read_text()
    assert told in capsys.readouterr().out
    for t in few:
        assert f"| {t.capability} | {t.name} |" in told
    assert all(f"| {g} | 1 |" in told for g in suite_pack.GROUPS)


def test_posts_are_left_out_where_a_photograph_is_missing(packed, monkeypatch, capsys):
    monkeypatch.setattr(suite_pack, "demo_posts", lambda: [dict(text="x", image="Nowhere_1.jpg", group="neutral", says="neutral", meant="neutral", fresh=True)])
    assert suite_pack.on_pictures(packed, None) is None
    assert "lacks 1 of their photographs" in capsys.readouterr().out


def test_a_pack_of_format_1_tells_its_label_for_the_meaning():
    class Old:
        def __call__(self, text, picture):
            return Outputs(*[np.zeros(3)] * 2, np.array([0.0, 0.0, 2.0]), *[np.zeros(3)] * 2, 0.0, 0.0, np.zeros(3))

    calibration = {"temperature": {"both": 1.0, "words": 2.0, "picture": 1.0}, "irony": {"scale": 1.0, "bias": 0.0}}
    says, means, irony = suite_pack.words_model(Old(), {"calibration": calibration})(["a", "b"])
    assert means is None and irony.tolist() == [0.5, 0.5] and says[0, 2] == pytest.approx(np.e / (np.e + 2))
