"""Trains the recogniser on rendered lines, on one CPU core with a second one rendering.

The renderer knows where every character stands, so training begins with plain cross-entropy per time step, which
settles alignment within minutes. After `--ctc-from` of the time the CTC loss takes over with a remainder of
cross-entropy. Time is the budget: the learning rate follows a cosine over `--minutes`. Lines are batched with lines of
about their width. Checkpoints hold the weights and their moving average; `export.py` takes the average.
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

from alphabet import BLANK, CLASSES, INDEX
from network import TextNet
from render import HEIGHT, STEP, Renderer, normalise
from warm_start import warm_start

BUCKETS = {96: 112, 160: 80, 256: 56, 384: 36, 640: 20}  # width: lines in a batch


def batches(renderer: Renderer):
    """Batches of lines of about one width: pictures, texts, classes of the steps, steps of each line."""
    waiting: dict[int, list] = {width: [] for width in BUCKETS}
    while True:
        sample = renderer.sample()
        width = next(w for w in BUCKETS if sample[0].shape[1] <= w)
        waiting[width].append(sample)
        if len(waiting[width]) == BUCKETS[width]:
            lines, waiting[width] = waiting[width], []
            x = np.zeros((len(lines), HEIGHT, width), np.float16)
            steps = np.full((len(lines), width // STEP), BLANK, np.int16)
            for i, (picture, _, labels) in enumerate(lines):
                x[i, :, : picture.shape[1]] = normalise(picture)
                steps[i, : len(labels)] = labels
            yield x, [text for _, text, _ in lines], steps, [len(labels) for _, _, labels in lines]


def produce(out: multiprocessing.Queue, seed: int) -> None:
    cv2.setNumThreads(1)
    for batch in batches(Renderer(seed)):
        out.put(batch)


class Feed:
    """Batches from the rendering process; when it falls behind, a recent batch is shown once more."""

    def __init__(self, seed: int):
        self.fresh: multiprocessing.Queue = multiprocessing.Queue(maxsize=48)
        self.recent: list = []
        self.repeats = 0
        multiprocessing.Process(target=produce, args=(self.fresh, seed), daemon=True).start()

    def next(self):
        try:
            batch = self.fresh.get(timeout=600 if len(self.recent) < 60 else 0.005)
        except queue.Empty:
            self.repeats += 1
            return random.choice(self.recent)
        self.recent.append(batch)
        if len(self.recent) > 500:
            self.recent.pop(0)
        return batch


def to_tensors(batch):
    pictures, texts, steps, lengths = batch
    x = torch.from_numpy(pictures).float().unsqueeze(1)
    targets = torch.tensor([INDEX[c] for t in texts for c in t], dtype=torch.long)
    sizes = torch.tensor([len(t) for t in texts])
    return x.to(memory_format=torch.channels_last), torch.from_numpy(steps).long(), targets, sizes, torch.tensor(lengths)


def decode(best) -> str:
    text, previous = "", BLANK
    for k in best:
        if k != previous and k != BLANK:
            text += CLASSES[k]
        previous = k
    return text


@torch.no_grad()
def exact_rate(net, watched) -> float:
    net.eval()
    right = total = 0
    for batch in watched:
        for best, text in zip(net(to_tensors(batch)[0]).argmax(-1).tolist(), batch[1]):
            right += decode(best) == text
            total += 1
    return right / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--ctc-from", type=float, default=0.35, help="share of the time after which CTC takes over")
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20_000)
    parser.add_argument("--checkpoint", default="text_line.pt")
    parser.add_argument("--warm-start", help="begin with this recogniser of machine-readable lines (mrz_line.onnx)")
    parser.add_argument("--start-from", help="go on from the averaged weights of this checkpoint; use another --seed")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    random.seed(arguments.seed)
    feed = Feed(arguments.seed)
    watched = [batch for batch, _ in zip(batches(Renderer(7, held_out=True)), range(6))]

    net = TextNet().to(memory_format=torch.channels_last)
    before = 0
    if arguments.start_from:
        state = torch.load(arguments.start_from, map_location="cpu", weights_only=True)
        net.load_state_dict(state["average"])
        before = state["step"]
    elif arguments.warm_start:
        warm_start(net, arguments.warm_start, to_tensors(watched[0])[0])
    average = TextNet().to(memory_format=torch.channels_last)
    average.load_state_dict(net.state_dict())
    print(f"{sum(p.numel() for p in net.parameters())} parameters, held-out exact {exact_rate(net, watched):.3f}", flush=True)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 1e-2}, {"params": plain, "weight_decay": 0.0}], lr=0.0)
    ctc = torch.nn.CTCLoss(blank=BLANK, reduction="none", zero_infinity=True)

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
        x, steps, targets, sizes, lengths = to_tensors(feed.next())
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            y = net(x)
        y = y.float()
        loss = functional.cross_entropy(y.reshape(-1, BLANK + 1), steps.reshape(-1))
        by_step = loss.item()
        if done >= arguments.ctc_from:
            along = y.log_softmax(-1).permute(1, 0, 2)
            per_line = ctc(along, targets, lengths, sizes) / sizes.clamp(min=6)
            loss = 0.3 * loss + per_line.mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 3.0)
        optimiser.step()
        step += 1
        keep = min(0.998, 1 - 1 / (0.2 * (before + step) + 1))
        with torch.no_grad():
            for mean, value in zip(average.state_dict().values(), net.state_dict().values()):
                if mean.dtype.is_floating_point:
                    mean.lerp_(value, 1 - keep)
        smooth = by_step if smooth is None else 0.98 * smooth + 0.02 * by_step
        if step % 100 == 0:
            note = ""
            if step % 500 == 0:
                note = f" held-out exact {exact_rate(average, watched):.3f}"
            print(f"{spent:.0f}s step {step} per-step {smooth:.4f} loss {loss.item():.4f} repeats {feed.repeats}{note}", flush=True)
        if spent - saved > 60:
            saved = spent
            save(spent)
    save(time.monotonic() - start)
    print(f"finished: {step} steps, held-out exact {exact_rate(average, watched):.3f}", flush=True)


if __name__ == "__main__":
    main()
