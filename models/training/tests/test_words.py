"""The text rules and the way back to bytes."""

import pytest

from duotone_training.golden_texts import texts
from duotone_training.words import Rules, encode, load_tokenizer, open_hashtag, trace


@pytest.mark.parametrize("tag,words", [
    ("#LoveThisDay", "# Love This Day"),
    ("#NYCMarathon2015", "# NYC Marathon 2015"),
    ("#already_cut", "# already cut"),
    ("#iPhone6s", "# i Phone 6 s"),
    ("#HTMLParser", "# HTML Parser"),
])  # fmt: skip
def test_hashtags_open(tag, words):
    assert open_hashtag(tag) == words


@pytest.mark.parametrize("text,want", [
    ("see http://x.example/a?b now", "see http now"),
    ("WWW.X.ORG", "http"),
    ("@joe: hi", "@user: hi"),
    ("a@b.org", "a@b.org"),
    ("#2015 stays", "#2015 stays"),
    ("R&amp;B &lt;3", "R&B <3"),
    ("&#x27; &#39;", "&#x27; '"),
])  # fmt: skip
def test_rules(text, want):
    assert Rules()(text) == want


def test_emoji_are_named():
    rules = Rules(("emoji",), {"👍": "thumbs up", "🏽": "", "❤️": "red heart", "❤": "heart"})
    assert rules("a👍🏽b").split() == ["a", "thumbs", "up", "b"]
    assert rules("❤️") == " red heart "


def test_bad_bytes_are_one_character_each():
    t = trace(b"a\xf0\x9f\x98b\xef\xbf\xbd")
    assert t.text == "a\ufffd\ufffd\ufffdb\ufffd"
    assert t.spans == ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 8))


def test_offsets_are_bytes_of_what_was_typed(run):
    tok = load_tokenizer(run.file("cache", "bge-small-tokenizer.json"))
    raw = "Ünder 😀 #LoveThisDay http://x.example/1 end".encode()
    got = encode(tok, Rules(), raw, 128)
    said = {t: raw[a:b].decode() for t, (a, b) in zip(got["tokens"], got["offsets"])}
    assert said["under"] == "Ünder"
    assert said["love"] == said["day"] == "#LoveThisDay"
    assert said["http"] == "http://x.example/1"
    assert said["end"] == "end"
    assert got["offsets"][0] == got["offsets"][-1] == [0, 0]


def test_cut_keeps_the_ends(run):
    tok = load_tokenizer(run.file("cache", "bge-small-tokenizer.json"))
    got = encode(tok, Rules(), b"word " * 400, 128)
    assert len(got["ids"]) == 128 and got["tokens"][-1] == "[SEP]"


def test_every_hard_text_has_offsets_in_range(run):
    tok = load_tokenizer(run.file("cache", "bge-small-tokenizer.json"))
    assert len(texts()) >= 300
    for raw in texts():
        got = encode(tok, Rules(), raw, 128)
        assert len(got["ids"]) == len(got["tokens"]) == len(got["offsets"]) <= 128
        assert all(0 <= a <= b <= len(raw) for a, b in got["offsets"])
