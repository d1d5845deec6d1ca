"""Stage suite: the suite of behaviour on a pack's own files, and demo posts with pictures where the research data is there."""

from __future__ import annotations

import statistics

import numpy as np

from . import LABELS, settings, suite
from . import wordings as w
from .attributions import Reader, softmax
from .card import table
from .data import oasis
from .measure import reader
from .settings import Run

GROUPS = ("sarcastic", "sincerely positive", "sincerely negative", "neutral")


def words_model(r: Reader, manifest: dict) -> suite.Model:
    """The pack on words alone, one post a call, its scores calibrated as the program shows them."""
    c, t = manifest["calibration"]["irony"], manifest["calibration"]["temperature"]

    def model(texts: list[str]):
        outs = [r(text.encode(), None) for text in texts]
        says = np.array([softmax(o.logits, t["words"]) for o in outs])
        told = outs[0].meant_logits is not None
        means = np.array([softmax(o.meant_logits, t.get("meant", 1.0)) for o in outs]) if told else None
        return says, means, 1 / (1 + np.exp(-(c["scale"] * np.array([o.irony for o in outs]) + c["bias"])))

    return model


def demo_posts() -> list[dict]:
    """Posts of our own wording over photographs of OASIS: dicts with text, image, group, says, meant, fresh (unlike any training material)."""
    out = []
    for group, posts in w.read("posts", suite.FOLDER).items():
        for line in w.lines(posts["posts"]):
            image, text, says, meant, fresh = w.fields(line)
            out.append({"text": text, "image": image, "group": group.replace("_", " "), "says": says, "meant": meant, "fresh": fresh == "fresh"})
    return out


def rates(posts: list[dict], says: list[int], meant: list[int]) -> list[list]:
    """Group, posts, per cent whose meaning is the expected one, of the fresh ones alone, per cent whose saying is the expected one."""
    out = []
    for group in GROUPS:
        mine = [i for i, p in enumerate(posts) if p["group"] == group]
        hits = [LABELS[meant[i]] == posts[i]["meant"] for i in mine]
        fresh = [h for i, h in zip(mine, hits) if posts[i]["fresh"]]
        said = [LABELS[says[i]] == posts[i]["says"] for i in mine]
        out.append([group, len(mine), *(100 * statistics.fmean(x) for x in (hits, fresh, said))])
    return out


def on_pictures(run: Run, r: Reader) -> str | None:
    """The table of the demo posts; None where their photographs are not in the data."""
    posts = demo_posts()
    files = {s["image"].rsplit("/", 1)[1]: s["image"] for s in oasis(run.data)} if (run.data / "oasis" / "images.jsonl").is_file() else {}
    if missing := sorted({p["image"] for p in posts} - set(files)):
        print(f"suite: posts with pictures are left out: {run.data} lacks {len(missing)} of their photographs (--data FOLDER)")
        return None
    outs = []
    for p in posts:
        with open(files[p["image"]], "rb") as f:
            outs.append(r(p["text"].encode(), f.read()))
    says = [int(o.logits.argmax()) for o in outs]
    meant = [int((o.logits if o.meant_logits is None else o.meant_logits).argmax()) for o in outs]
    for p, a, b in zip(posts, says, meant):
        if LABELS[b] != p["meant"]:
            print(f"suite: {p['group']}, read as {LABELS[a]} and meant {LABELS[b]}: {p['text']} ({p['image']})")
    return table(["posts with pictures", "number", "meaning right, %", "of fresh wordings, %", "saying right, %"], rates(posts, says, meant))


def tables(run: Run, r: Reader, calibration: dict) -> str:
    """The suite's tables, and that of the demo posts where their photographs are there; ``suite.json`` in the work folder."""
    result = suite.run(words_model(r, calibration), calibration["thresholds"]["irony"])
    settings.write_json(run.file("suite.json"), result)
    return "\n".join(t for t in (suite.markdown(result), on_pictures(run, r)) if t) + "\n"


def stage(run: Run) -> None:
    """Print the tables for the pack as it lies there, and keep them as ``suite.md`` in the work folder."""
    text = tables(run, reader(run), settings.read_json(run.pack / "pack.json"))
    print(text)
    settings.write_text(run.file("suite.md"), text)
