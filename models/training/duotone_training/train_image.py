"""Stage train-image: the upper half of the picture encoder, on stored maps of its frozen lower half.

The lower half's output of a few random views of each picture is computed once and kept; training then only runs the
upper half. Besides the final encoder, one encoder per fold is trained on the pictures outside of that fold, so that the
fusion learns from features whose encoder had not seen that picture's label.
"""

from __future__ import annotations

import hashlib
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score
from torch import Tensor, nn

from . import data, device, kept, loop, precision, schedule, settings
from .cnn import PictureEncoder
from .encoders import image_encoder
from .picture import ahead, augmented, opened, pixels
from .settings import Run
from .text_model import class_weights


class PictureModel(nn.Module):
    """The encoder with heads on the mean of its patches: own label, label of the whole post, valence."""

    def __init__(self, encoder: PictureEncoder, dropout: float):
        super().__init__()
        self.encoder = encoder
        self.norm = nn.LayerNorm(encoder.width, elementwise_affine=False)
        self.drop = nn.Dropout(dropout)
        self.own, self.joint = nn.Linear(encoder.width, 3), nn.Linear(encoder.width, 3)
        self.valence = nn.Linear(encoder.width, 1)

    def forward(self, maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        p = self.drop(self.norm(self.encoder.upper(maps).mean(1)))
        return self.own(p), self.joint(p), self.valence(p)[:, 0]


def image_rows(run: Run) -> list[dict]:
    """Labelled pictures of posts (train and val) and OASIS photographs."""
    rows = [p for p in data.posts(run.data) if not p["conflict"]]
    out = [dict(image=p["image"], own=data.label_id(p["image_label"]), joint=data.label_id(p["label"]),
                valence=float("nan"), split=p["split"]) for p in rows]  # fmt: skip
    scenes = data.oasis(run.data)
    mean = np.mean([r["valence"] for r in scenes])
    std = np.std([r["valence"] for r in scenes])
    out += [dict(image=r["image"], own=-100, joint=-100, valence=(r["valence"] - mean) / std, split="train")
            for r in scenes]  # fmt: skip
    limit = run["train_image"]["limit"]
    return [r for i, r in enumerate(out) if not limit or i % max(1, len(out) // limit) == 0]


def views(run: Run, row: dict, count: int, seed: int) -> np.ndarray:
    """The picture as it is and ``count`` random views: float32 [1+count,3,H,W]."""
    img = opened(row["image"], tuple(run["picture"]["background"]))
    rng = random.Random(seed)
    aug = [augmented(img, run["picture"], run["train_image"]["augment"], rng) for _ in range(count)]
    return np.stack([pixels(img, run["picture"]), *aug])


@torch.no_grad()
def stored_maps(run: Run, rows: list[dict], encoder: PictureEncoder) -> np.ndarray:
    """float16 [rows, 1+views, D,H,W] on disk: the lower half's maps. Resumes where it stopped."""
    c = run["train_image"]
    size = run["picture"]["size"]
    encoder = encoder.eval().to(memory_format=torch.channels_last)
    shape = encoder.lower(torch.zeros(1, 3, size[1], size[0])).shape[1:]
    full = (len(rows), 1 + c["views"], *shape)
    path, mark = run.file("maps.npy"), run.file("maps.json")
    done = 0
    if path.exists() and mark.exists() and settings.read_json(mark)["shape"] == list(full):
        done = settings.read_json(mark)["done"]
        maps = np.lib.format.open_memmap(path, mode="r+")
    else:
        maps = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=full)
    step, start = 8, time.monotonic()

    def read(at: int) -> np.ndarray:
        return np.concatenate([views(run, rows[i], c["views"] if rows[i]["split"] == "train" else 0, run["seed"] * 100003 + i)
                               for i in range(at, min(at + step, len(rows)))])  # fmt: skip

    for at, x in ahead(read, range(done, len(rows), step)):
        with precision.for_convolutions():
            y = device.array(encoder.lower(device.tensor(x).contiguous(memory_format=torch.channels_last)).float())
        k = 0
        for i in range(at, min(at + step, len(rows))):
            n = 1 + (c["views"] if rows[i]["split"] == "train" else 0)
            maps[i, :n] = y[k : k + n]
            k += n
        if (at // step) % 25 == 0:
            settings.write_json(mark, dict(shape=full, done=min(at + step, len(rows))))
            print(f"maps {at + step}/{len(rows)} {(time.monotonic() - start) / 60:.1f} min", flush=True)
    settings.write_json(mark, dict(shape=full, done=len(rows)))
    return maps


def folds(rows: list[dict], count: int, seed: int) -> np.ndarray:
    """The fold of each row, by the picture's name, so that a picture is in the same fold in every stage."""
    names = [r["image"].rsplit("/", 2) for r in rows]
    return np.array([int(hashlib.sha256(f"{seed}/{n[-1]}".encode()).hexdigest(), 16) % count for n in names])


def to_train(model: nn.Module) -> None:
    """Batch norms keep their running statistics: batches are small and a third of them are mixtures."""
    model.train()
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.eval()


@torch.no_grad()
def evaluate(model: PictureModel, maps: np.ndarray, rows: list[dict], index: list[int]) -> dict[str, float]:
    model.eval()
    own, joint = [], []
    for at in range(0, len(index), 32):
        part = index[at : at + 32]
        a, b, _ = model(device.tensor(maps[part, 0]).float().contiguous(memory_format=torch.channels_last))
        own += a.argmax(-1).tolist()
        joint += b.argmax(-1).tolist()
    y, z = [rows[i]["own"] for i in index], [rows[i]["joint"] for i in index]
    return {
        "image_label accuracy": 100 * float(np.mean(np.array(y) == own)),
        "image_label macro F1": 100 * f1_score(y, own, average="macro"),
        "label accuracy": 100 * float(np.mean(np.array(z) == joint)),
        "label macro F1": 100 * f1_score(z, joint, average="macro"),
    }


def fit(run: Run, rows: list[dict], maps: np.ndarray, index: list[int], held: list[int], name: str) -> None:
    c = run["train_image"]
    done = run.file(f"image-{name}.pt")
    if done.exists():
        print("train-image: done before,", done)
        return
    schedule.seed_all(run["seed"])
    rng = random.Random(run["seed"])
    model = PictureModel(image_encoder(run), c["dropout"]).to(memory_format=torch.channels_last)
    for p in model.encoder.parameters():
        p.requires_grad_(False)
    for m in model.encoder.trained():
        for p in m.parameters():
            p.requires_grad_(True)
    heads = nn.ModuleList([model.own, model.joint, model.valence])
    w_own = class_weights([rows[i]["own"] for i in index], 3, c["class_balance"])
    w_joint = class_weights([rows[i]["joint"] for i in index], 3, c["class_balance"])

    def loss(part: list[int]) -> Tensor:
        x = device.tensor(np.stack([maps[i, rng.randint(0, c["views"])] for i in part])).float()
        lam = float(np.random.beta(c["mixup"], c["mixup"])) if c["mixup"] else 1.0
        other = torch.randperm(len(part))
        label = {n: torch.tensor([rows[i][n] for i in part]) for n in ("own", "joint", "valence")}
        x = lam * x + (1 - lam) * x[other]
        own, joint, valence = model(x.contiguous(memory_format=torch.channels_last))
        total = torch.zeros(())
        for weight, perm in ((lam, torch.arange(len(part))), (1 - lam, other)):
            y, z, v = label["own"][perm], label["joint"][perm], label["valence"][perm].float()
            smooth = c["label_smoothing"]
            if (y >= 0).any():
                total = total + weight * F.cross_entropy(own, y, w_own, label_smoothing=smooth)
                total = total + weight * c["joint_weight"] * F.cross_entropy(joint, z, w_joint, label_smoothing=smooth)
            known = ~v.isnan()
            if known.any():
                total = total + weight * c["valence_weight"] * F.mse_loss(valence[known], v[known]) * known.float().mean()
        return total

    parts = {"upper": loop.Part(model.encoder, c["lr"]), "heads": loop.Part(heads, c["head_lr"])}
    trained = loop.train(model, parts, plan(index, c, run["seed"]), loss, c, name=f"image {name}", checkpoint=run.file(f"image-{name}.checkpoint.pt"), rng=rng, to_train=to_train)
    figures = evaluate(trained.model, maps, rows, held)
    print(f"image {name}: {trained.minutes:.1f} min", {k: round(v, 1) for k, v in figures.items()}, flush=True)
    settings.write_json(run.file(f"image-{name}.json"), figures | {"minutes": trained.minutes})
    kept_heads = {k: v for k, v in trained.model.state_dict().items() if not k.startswith("encoder.")}
    schedule.save(done, encoder=trained.model.encoder.state_dict(), heads=kept_heads)


def plan(index: list[int], c: dict, seed: int) -> list[list[int]]:
    """The rows of every step: all of them once an epoch, each time in another order."""
    batches = []
    for epoch in range(c["epochs"]):
        order = list(index)
        random.Random(seed + epoch).shuffle(order)
        batches += [order[at : at + c["batch"]] for at in range(0, len(order), c["batch"])]
    return batches


def train(run: Run) -> None:
    if run["picture"]["kept"]:
        return kept.keep(run)
    rows = image_rows(run)
    maps = stored_maps(run, rows, image_encoder(run))
    fold = folds(rows, run["folds"], run["seed"])
    val = [i for i, r in enumerate(rows) if r["split"] == "val"]
    learn = [i for i, r in enumerate(rows) if r["split"] == "train"]
    for k in range(run["folds"]):
        outside = [i for i in learn if fold[i] != k]
        fit(run, rows, maps, outside, [i for i in learn if fold[i] == k and rows[i]["own"] >= 0], f"fold{k}")
    fit(run, rows, maps, learn, val, "all")
