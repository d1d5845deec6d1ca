"""The fusion of token states and picture patches: one attention over the joined sequence, read out by a query.

Projection of both to one width, learned modality and position embeddings, multi-head self-attention over
[null slot | tokens | cells], a learned query that reads the result, and beside it a linear path on the pooled states.
The null slot keeps attention finite when everything is masked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .text_model import meaning, opened

FAR = -1e4  # what a masked score gets before softmax
ABSENT = -4.0  # incongruity and irony of a post that lacks what they need


@dataclass
class FusionConfig:
    text_width: int
    image_width: int
    grid: tuple[int, int]  # columns, rows of the patches
    cells: tuple[int, int]  # columns, rows of the cells that attention sees
    width: int
    heads: int
    feed_forward: int
    hidden: int
    max_tokens: int
    dropout: float = 0.0
    attention_dropout: float = 0.0
    init: float = 0.02  # spread of the learned embeddings at the start
    query_init: float = 0.5


def overlap(n: int, m: int) -> Tensor:
    """How much of each of ``m`` equal cells is covered by each of ``n`` equal patches: [m,n], rows sum to 1."""
    edges_n, edges_m = torch.linspace(0, 1, n + 1), torch.linspace(0, 1, m + 1)
    low = torch.maximum(edges_m[:-1, None], edges_n[None, :-1])
    high = torch.minimum(edges_m[1:, None], edges_n[None, 1:])
    return (high - low).clamp_min(0) * m


def pooling(grid: tuple[int, int], cells: tuple[int, int]) -> Tensor:
    """Area pooling as a matrix over row-major patches: [cells, patches]."""
    return torch.kron(overlap(grid[1], cells[1]), overlap(grid[0], cells[0]))


def table(text_logits: Tensor, image_logits: Tensor) -> Tensor:
    """Probability of every pair of opinions, if they were independent: [B,9]. No gradient flows to the opinions."""
    pt, pi = torch.softmax(text_logits.detach(), -1), torch.softmax(image_logits.detach(), -1)
    return (pt[:, :, None] * pi[:, None, :]).flatten(1)


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017) that also returns its weights: [B,heads,Q,K]."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, q: Tensor, x: Tensor, bias: Tensor, dropout: float = 0.0) -> tuple[Tensor, Tensor]:
        b, t, d = x.shape
        s = d // self.heads
        qh = self.query(q).view(-1, q.shape[1], self.heads, s).transpose(1, 2)
        kh = self.key(x).view(b, t, self.heads, s).transpose(1, 2)
        vh = self.value(x).view(b, t, self.heads, s).transpose(1, 2)
        a = torch.softmax(qh @ kh.transpose(-1, -2) * (1 / math.sqrt(s)) + bias, -1)
        y = F.dropout(a, dropout, self.training) @ vh
        return self.out(y.transpose(1, 2).reshape(b, -1, d)), a


class Fusion(nn.Module):
    """See ``models/PACK.md`` for the inputs and outputs.

    With both modalities, ``logits`` = head(read-out) + linear(pooled tokens) + linear(pooled patches) + linear(table of
    both opinions): what a logistic regression on pooled states would say, and what depends on single tokens and places.
    With one modality they are the logits of that modality's own head, with none a learned prior.
    """

    def __init__(self, c: FusionConfig):
        super().__init__()
        self.c = c
        self.token_norm, self.patch_norm = nn.LayerNorm(c.text_width), nn.LayerNorm(c.image_width)
        self.text_project = nn.Linear(c.text_width, c.width)
        self.image_project = nn.Linear(c.image_width, c.width)
        self.modality = nn.Parameter(torch.randn(2, c.width) * c.init)
        self.token_position = nn.Parameter(torch.randn(c.max_tokens, c.width) * c.init)
        self.cell_position = nn.Parameter(torch.randn(c.cells[0] * c.cells[1], c.width) * c.init)
        self.null = nn.Parameter(torch.randn(1, 1, c.width) * c.init)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(c.width), nn.LayerNorm(c.width), nn.LayerNorm(c.width)
        self.attention = Attention(c.width, c.heads)
        self.widen, self.narrow = nn.Linear(c.width, c.feed_forward), nn.Linear(c.feed_forward, c.width)
        self.read_query = nn.Parameter(torch.randn(1, 1, c.width) * c.query_init)
        self.read = Attention(c.width, c.heads)
        self.read_norm = nn.LayerNorm(c.width)
        self.head = nn.Linear(c.width, 3)
        # pooled states, missing ones replaced by a learned vector
        self.image_scale = nn.LayerNorm(c.image_width, elementwise_affine=False)
        self.no_text = nn.Parameter(torch.zeros(2 * c.text_width))
        self.no_image = nn.Parameter(torch.zeros(c.image_width))
        self.text_linear = nn.Linear(2 * c.text_width, 3)
        self.image_linear = nn.Linear(c.image_width, 3, bias=False)
        self.merge = nn.Linear(9, 3, bias=False)
        self.prior = nn.Parameter(torch.zeros(3))
        self.text_head = nn.Linear(2 * c.text_width, 3)
        self.image_head = nn.Linear(c.image_width, 3)
        self.irony_head = nn.Linear(2 * c.text_width, 1)
        self.text_view = nn.Linear(2 * c.text_width, c.hidden)
        self.image_view = nn.Linear(c.image_width, c.hidden)
        self.clash = nn.Sequential(nn.Linear(9 + 2 * c.hidden, c.hidden), nn.GELU(), nn.Linear(c.hidden, 1))
        # what is meant: a gate by the words, a gate by words and picture together, what a figure of speech means
        self.gate_head, self.figure_head = nn.Linear(2 * c.text_width, 1), nn.Linear(2 * c.text_width, 3)
        self.clash_gate = nn.Sequential(nn.Linear(9 + 2 * c.hidden, c.hidden), nn.GELU(), nn.Linear(c.hidden, 2))
        self.clash_figure = nn.Linear(9, 3, bias=False)
        self.drop = nn.Dropout(c.dropout)
        # what brings patches by the encoder that ships to the spread of those that training showed: see ``train_fusion.as_in_training``
        self.register_buffer("patch_gain", torch.ones(c.image_width))
        self.register_buffer("patch_shift", torch.zeros(c.image_width))
        self.register_buffer("pool", pooling(c.grid, c.cells), persistent=False)

    @property
    def embedding_width(self) -> int:
        return self.c.width + 2 * self.c.text_width + self.c.image_width

    def forward(self, tokens, attention_mask, patches, image_mask, patch_mask):
        """float [B,T,Dt], int64 [B,T], float [B,N,Di], int64 [B], int64 [B,N] → the eight outputs of the contract."""
        patches = patches * self.patch_gain + self.patch_shift
        t_mask = attention_mask.to(tokens.dtype)
        p_mask = (patch_mask * image_mask[:, None]).to(tokens.dtype)
        has_t = (t_mask.sum(1, keepdim=True) > 0).to(tokens.dtype)
        has_p = (p_mask.sum(1, keepdim=True) > 0).to(tokens.dtype)

        share = p_mask[:, None, :] * self.pool  # [B,C,N]
        mass = share.sum(-1, keepdim=True)
        share = share / mass.clamp_min(1e-6)
        c_mask = (mass[..., 0] > 0).to(tokens.dtype)
        cells = share @ patches

        ht = self.text_project(self.token_norm(tokens)) + self.modality[0] + self.token_position[: tokens.shape[1]]
        hc = self.image_project(self.patch_norm(cells)) + self.modality[1] + self.cell_position
        null = self.null.expand(tokens.shape[0], -1, -1)
        x = torch.cat([null, self.drop(ht), self.drop(hc)], 1)
        mask = torch.cat([torch.ones_like(has_t), t_mask, c_mask], 1)
        bias = ((1 - mask) * FAR)[:, None, None, :]
        n = self.norm1(x)
        x = x + self.drop(self.attention(n, n, bias, self.c.attention_dropout)[0])
        x = x + self.drop(self.narrow(self.drop(F.gelu(self.widen(self.norm2(x))))))
        read, a = self.read(self.read_query, self.norm3(x), bias)
        read = self.drop(self.read_norm(read[:, 0]))
        length = tokens.shape[1]
        attention = torch.cat([a[..., 1 : 1 + length], a[..., 1 + length :] @ share[:, None]], -1)

        t, p = self.pooled(tokens, t_mask, has_t, patches, p_mask, has_p)
        text_logits = self.text_head(self.drop(t))
        image_logits = self.image_head(self.drop(p))
        both = has_t * has_p
        linear = self.text_linear(self.drop(t)) + self.image_linear(self.drop(p)) + self.merge(table(text_logits, image_logits))
        logits = both * (self.head(read) + linear) + has_t * (1 - has_p) * text_logits
        logits = logits + has_p * (1 - has_t) * image_logits + (1 - has_t) * (1 - has_p) * self.prior
        irony = self.irony_head(t)[:, 0]
        views = self.opinions(t, p, text_logits, image_logits)
        incongruity = self.clash(views)[:, 0]
        both = both[:, 0]
        irony = irony * has_t[:, 0] + ABSENT * (1 - has_t[:, 0])
        incongruity = incongruity * both + ABSENT * (1 - both)
        embedding = torch.cat([read, t * has_t, p * has_p], -1)
        meant_logits = self.meant(logits, t, has_t[:, 0], views, incongruity, irony, both)
        return logits, text_logits, image_logits, incongruity, irony, attention, meant_logits, embedding

    def meant(self, logits, t, has_t, views, incongruity, irony, both) -> Tensor:
        """Log-probabilities [B,3]: what is said, but for the share that is a figure of speech: see ``text_model.meaning``.

        Two gates open it, one by the words and one by words beside a picture; the first is shut where irony is unlikely, the second where
        incongruity is. A picture that bears the words out may shut the first. With no words nothing is a figure of speech.
        """
        by_words = opened(self.gate_head(t)[:, 0], irony) * has_t
        return meaning(logits, self.share(by_words, self.clash_gate(views), incongruity, both), self.figure_head(t) + both[:, None] * self.clash_figure(views[:, :9]))

    @staticmethod
    def share(by_words: Tensor, gates: Tensor, incongruity: Tensor, both: Tensor) -> Tensor:
        """The share of a figure of speech [B], from that by the words [B] and what a picture adds and takes, ``gates`` [B,2]."""
        added = opened(gates[:, 0], incongruity) * both
        kept = 1 - torch.sigmoid(gates[:, 1]) * both
        return 1 - (1 - by_words * kept) * (1 - added)

    def pooled(self, tokens, t_mask, has_t, patches, p_mask, has_p) -> tuple[Tensor, Tensor]:
        """([CLS] | mean of the tokens) [B,2Dt] and normalised mean of the patches [B,Di], missing ones replaced.

        Pooled as in the stages that train the encoders, whose heads are the starting point here.
        """
        mean = (tokens * t_mask[..., None]).sum(1) / t_mask.sum(1, keepdim=True).clamp_min(1.0)
        t = torch.cat([tokens[:, 0], mean], -1)
        t = t * has_t + self.no_text * (1 - has_t)
        p = (patches * p_mask[..., None]).sum(1) / p_mask.sum(1, keepdim=True).clamp_min(1.0)
        p = self.image_scale(p) * has_p + self.no_image * (1 - has_p)
        return t, p

    def opinions(self, t: Tensor, p: Tensor, text_logits: Tensor, image_logits: Tensor) -> Tensor:
        """What incongruity sees: the table of both opinions' probabilities and the product of two small views."""
        tv, pv = torch.tanh(self.text_view(self.drop(t))), torch.tanh(self.image_view(self.drop(p)))
        return torch.cat([table(text_logits, image_logits), tv * pv, tv - pv], -1)
