"""Measures what words in pictures do to the verdict: posts with a label, scored by the program with and without reading their pictures.

    python verdict.py ../../../bin/duotone FOLDER [--pack ../../duotone-small] [--split val]

FOLDER has posts.jsonl (id, text, image, label, split) and the pictures. Counted are the posts whose words in the picture reach the verdict, by themselves, and all posts;
intervals of the difference are those of 2,000 draws over posts.
"""

import argparse
import json
import math
import random
import subprocess
import tempfile
from pathlib import Path


def scored(program: Path, rows: Path, pack: str | None, read: bool) -> dict[str, dict]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        command = [str(program), "score", str(rows), "-o", str(out), "--device", "cpu", *(["--pack", pack] if pack else []), *(["--read-pictures"] if read else [])]
        subprocess.run(command, check=True, capture_output=True)
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        return {row["id"]: row for row in lines if not row["error"]}


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("program", type=Path)
    args.add_argument("folder", type=Path)
    args.add_argument("--pack")
    args.add_argument("--split", default="val")
    a = args.parse_args()
    posts = {}
    for line in (a.folder / "posts.jsonl").read_text(encoding="utf-8").splitlines():
        p = json.loads(line)
        if p.get("split") == a.split and p.get("label"):
            image = a.folder / p["image"]
            posts[str(p["id"])] = {"id": str(p["id"]), "text": p["text"], "image": str((image if image.exists() else a.folder / "images" / p["image"]).resolve()), "label": p["label"]}
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "in.jsonl"
        rows.write_text("".join(json.dumps({k: v for k, v in p.items() if k != "label"}) + "\n" for p in posts.values()), encoding="utf-8")
        without, with_ = scored(a.program, rows, a.pack, False), scored(a.program, rows, a.pack, True)
    both = [i for i in posts if i in without and i in with_]
    carry = [i for i in both if with_[i]["balance"].get("picture_words")]
    print(f"{with_[both[0]]['pack']}: {len(both)} posts, {len(carry)} with words in the picture that reach the verdict")
    for name, some in (("posts with such words", carry), ("all posts", both)):
        right = [[s[i]["label"] == posts[i]["label"] for i in some] for s in (without, with_)]
        nll = [sum(-math.log(max(s[i]["scores"][posts[i]["label"]], 1e-4)) for i in some) / len(some) for s in (without, with_)]
        rng = random.Random(1)
        draws = sorted(sum(right[1][k] - right[0][k] for k in (rng.randrange(len(some)) for _ in some)) / len(some) for _ in range(2000))
        print(f"{name}: accuracy {sum(right[0]) / len(some):.3f} without, {sum(right[1]) / len(some):.3f} with ({draws[50]:+.3f} to {draws[1949]:+.3f} at 95 %); nll {nll[0]:.3f}, {nll[1]:.3f}")
    parts = {k: [abs(with_[i]["balance"].get(k, 0)) for i in carry] for k in ("words", "picture", "picture_words")}
    print("mean size of the parts there:", ", ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in parts.items()))
    most = sum(parts["picture_words"][k] > max(parts["words"][k], parts["picture"][k]) for k in range(len(carry)))
    print(f"words in the picture have the largest part in {most} of {len(carry)}; the label is another one in {sum(with_[i]['label'] != without[i]['label'] for i in carry)}")


if __name__ == "__main__":
    main()
