"""Trains the line recogniser on rendered lines, on one CPU core with a second one rendering.

The renderer knows where every character stands, so training begins with plain cross-entropy per time step, which
settles alignment (and the counting of fillers) within minutes. After `--ctc-from` of the time the CTC loss takes over
with a remainder of cross-entropy. Time is the budget: the learning rate follows a cosine over `--minutes`.
Checkpoints hold the weights and their moving average; `export.py` takes the average.
"""

import argparse
import math
import multiprocessing
import os
import queue
import random
import time

import cv2
import numpy as np
import torch
from torch.nn import functional

from lines import ALPHABET
from network import CLASSES, LineNet
from render import BLANK, INDEX, STEPS, Renderer

BATCH = 64


def produce(out: multiprocessing.Queue, seed: int) -> None:
    cv2.setNumThreads(1)
    renderer = Renderer(seed)
    while True:
        pictures, texts, steps = zip(*(renderer.sample() for _ in range(BATCH)))
        out.put((np.stack(pictures), list(texts), np.stack(steps)))


class Feed:
    """Batches from the rendering process; when it falls behind, a recent batch is shown once more."""

    def __init__(self, seed: int):
        self.fresh: multiprocessing.Queue = multiprocessing.Queue(maxsize=48)
        self.recent: list = []
        self.repeats = 0
        multiprocessing.Process(target=produce, args=(self.fresh, seed), daemon=True).start()

    def next(self):
        try:
            batch = self.fresh.get(timeout=600 if len(self.recent) < 200 else 0.005)
        except queue.Empty:
            self.repeats += 1
            return random.choice(self.recent)
        self.recent.append(batch)
        if len(self.recent) > 400:
            self.recent.pop(0)
        return batch


def to_tensors(batch):
    pictures, texts, steps = batch
    x = torch.from_numpy(pictures).float().unsqueeze(1)
    mean = x.mean((2, 3), keepdim=True)
    x = (x - mean) / (x.std((2, 3), keepdim=True, unbiased=False) + 1e-3)
    lengths = torch.tensor([len(t) for t in texts])
    targets = torch.tensor([INDEX[c] for t in texts for c in t])
    return x.to(memory_format=torch.channels_last), torch.from_numpy(steps).long(), targets, lengths


def decode(best) -> str:
    text, previous = "", BLANK
    for k in best:
        if k != previous and k != BLANK:
            text += ALPHABET[k]
        previous = k
    return text


@torch.no_grad()
def exact_rate(net, batches) -> float:
    net.eval()
    right = total = 0
    for batch in batches:
        x = to_tensors(batch)[0]
        for best, text in zip(net(x).argmax(-1).tolist(), batch[1]):
            right += decode(best) == text
            total += 1
    return right / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--ctc-from", type=float, default=0.4, help="share of the time after which CTC takes over")
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20_000)
    parser.add_argument("--checkpoint", default="mrz_line.pt")
    parser.add_argument("--start-from", help="go on from the averaged weights of this checkpoint; use another --seed")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    random.seed(arguments.seed)
    feed = Feed(arguments.seed)
    held_out = Renderer(7)
    watch = []
    for _ in range(4):
        pictures, texts, steps = zip(*(held_out.sample() for _ in range(BATCH)))
        watch.append((np.stack(pictures), list(texts), np.stack(steps)))

    net = LineNet().to(memory_format=torch.channels_last)
    before = 0
    if arguments.start_from:
        state = torch.load(arguments.start_from, map_location="cpu", weights_only=True)
        net.load_state_dict(state["average"])
        before = state["step"]
    average = LineNet().to(memory_format=torch.channels_last)
    average.load_state_dict(net.state_dict())
    print(f"{sum(p.numel() for p in net.parameters())} parameters", flush=True)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 1e-2}, {"params": plain, "weight_decay": 0.0}], lr=0.0)
    ctc = torch.nn.CTCLoss(blank=BLANK, reduction="none", zero_infinity=True)
    full = torch.full((BATCH,), STEPS)

    start, step, smooth = time.monotonic(), 0, None
    budget = arguments.minutes * 60
    saved = 0.0

    def save(spent: float) -> None:
        state = {"net": net.state_dict(), "average": average.state_dict(), "step": before + step, "minutes": spent / 60}
        torch.save(state, arguments.checkpoint + ".part")
        os.replace(arguments.checkpoint + ".part", arguments.checkpoint)

    while True:
        spent = time.monotonic() - start
        done = spent / budget
        if done >= 1:
            break
        rate = arguments.rate * min(1, (step + 1) / 200) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        x, steps, targets, lengths = to_tensors(feed.next())
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            y = net(x)
        y = y.float()
        loss = functional.cross_entropy(y.reshape(-1, CLASSES), steps.reshape(-1))
        by_step = loss.item()
        if done >= arguments.ctc_from:
            along = y.log_softmax(-1).permute(1, 0, 2)
            per_line = ctc(along, targets, full, lengths) / lengths.clamp(min=8)
            loss = 0.3 * loss + per_line.mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 3.0)
        optimiser.step()
        step += 1
        keep = min(0.998, 1 - 1 / (before + step + 1))
        with torch.no_grad():
            for mean, value in zip(average.state_dict().values(), net.state_dict().values()):
                if mean.dtype.is_floating_point:
                    mean.lerp_(value, 1 - keep)
        smooth = by_step if smooth is None else 0.98 * smooth + 0.02 * by_step
        if step % 100 == 0:
            note = ""
            if step % 500 == 0:
                note = f" held-out exact {exact_rate(average, watch):.3f}"
            print(f"{spent:.0f}s step {step} per-step {smooth:.4f} loss {loss.item():.4f} repeats {feed.repeats}{note}", flush=True)
        if spent - saved > 60:
            saved = spent
            save(spent)
    save(time.monotonic() - start)
    print(f"finished: {step} steps, held-out exact {exact_rate(average, watch):.3f}", flush=True)


if __name__ == "__main__":
    main()
