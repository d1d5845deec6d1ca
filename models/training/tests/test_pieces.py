"""The encoder of many languages: its 4-bit weights, the choice of pieces, what makes two texts the same."""

import json

import numpy as np
import pytest
from tokenizers import Tokenizer

from duotone_training import data, e5, measure_languages, pieces, texts
from duotone_training.bert import BertConfig


def test_blocks_of_four_bits():
    """Low halves are the first 16 weights, high halves the others; minus 8, times the scale."""
    block = np.zeros((1, 18), np.uint8)
    block[0, :2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    block[0, 2] = 0xF0  # weight 0 is −8, weight 16 is 7
    block[0, 3:] = 0x88
    w = e5.weights(block)
    assert w.shape == (1, 32) and w.dtype == np.float32
    assert w[0, 0] == -4 and w[0, 16] == 3.5 and not w[0, 1:16].any() and not w[0, 17:].any()


def encoder(names):
    return e5.E5(BertConfig(vocab_size=len(names)), names, [0.0] * 4 + [-float(i) for i in range(4, len(names))], dict(bos=0, pad=1, eos=2, unk=3), {})


NAMES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "ab", "▁guten", "▁Morgen", "q", "字", "Ω"]


def test_chosen_pieces():
    """The four special ones come first, single characters that occur stay, then the most used ones."""
    some = encoder(NAMES)
    keep = pieces.chosen(some, [(1.0, {9: 0.6, 7: 0.3, 12: 0.1}), (2.0, {10: 0.5})], 14)
    assert keep[:4] == [0, 1, 2, 3]
    kept = [NAMES[i] for i in keep[4:]]
    assert {"▁", "a", "b", "q", "字", "▁guten", "▁Morgen", "▁ab"} <= set(kept) and "Ω" not in kept and keep[4:] == sorted(keep[4:])
    few = [NAMES[i] for i in pieces.chosen(some, [(1.0, {9: 0.6, 7: 0.3, 12: 0.1}), (2.0, {10: 0.5})], 10)]
    assert "▁Morgen" in few and "▁ab" not in few


def test_nobody_types_a_special_piece():
    tok = Tokenizer.from_str(pieces.tokenizer(list(zip(NAMES, encoder(NAMES).scores))))
    for text in (*NAMES[:4], *pieces.SPECIAL, "▁"):
        assert not {0, 1, 2} & set(tok.encode(text, add_special_tokens=False).ids), text
    assert tok.encode("guten\u200cMorgen  guten", add_special_tokens=False).tokens == ["▁guten", "▁Morgen", "▁guten"]


def test_what_is_lost():
    whole = list(zip(NAMES, encoder(NAMES).scores))
    before, after = (Tokenizer.from_str(pieces.tokenizer(p)) for p in (whole, [p for p in whole if p[0] not in ("▁ab", "字")]))
    f = pieces.lost(before, after, ["ab guten", "字 Morgen"])
    assert f["unknown before"] == 0 and f["unknown"] == pytest.approx(100 / 6)
    assert f["words cut otherwise"] == pytest.approx(25) and f["more tokens"] == pytest.approx(20)


def test_texts_of_other_scripts_have_keys():
    """Of Arabic or Hindi the letters count: else every text would be the same as every other."""
    assert data.key("يا له من يوم جميل!") != data.key("القطار متأخر") != ""
    assert data.key("RT @somebody: हिन्दी http://x.example/1") == data.key("rt हिन्दी")
    assert data.key("Café, ol\u00e9! #1") == "caf ol 1"


def test_hindi_is_learned_and_judged_on_rows_in_step(tmp_path):
    """Rows of Hindi before a place in its training part, and its validation part, have other rows' labels: neither is learned from or judged on."""
    for name in texts.LANGUAGES:
        for part, count in (("train", 1839), ("val", 324)):
            path = tmp_path / "umsab" / f"{name}-{part}.jsonl"
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(json.dumps({"text": f"{name} {part} {i}", "label": "neutral", "language": name}) + "\n" for i in range(count)))
    learned, judged = ([r["text"] for r in texts.other_languages(tmp_path, part) if r["language"] == "hi"] for part in ("train", "val"))
    assert (learned[0], learned[-1], len(learned)) == ("hindi train 892", "hindi train 1598", 707)
    assert (judged[0], judged[-1], len(judged)) == ("hindi train 1599", "hindi train 1838", 240)
    assert len(texts.other_languages(tmp_path, "train")) == 7 * 1839 + 707 and len(texts.tweets_of(tmp_path, "train")) == 8 * 1839


def test_what_the_card_says_of_languages():
    """A figure for every language that was measured, their mean, and that no other was."""
    e = {"languages": {"ar": {"rows": 10, "macro F1": [60.0, 50.0, 70.0]}, "de": {"rows": 30, "macro F1": [70.0, 65.0, 75.0]}}}
    text = measure_languages.section(e, ["ar", "de"], ["de", "nl", "th"])
    assert "| ar | 10 | 60.0 (50.0 to 70.0) |" in text and "| mean | 40 | 65.0 |" in text and "nl, th too" in text
    assert "English alone" in measure_languages.section({}, ["en"], [])
