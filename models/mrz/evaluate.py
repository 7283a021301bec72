"""Measures one or more line recognisers (ONNX, same interface) on the same pictures.

    python evaluate.py mrz_line.onnx [other.onnx ...]            rendered lines, by kind of damage
    python evaluate.py mrz_line.onnx --lines FOLDER              line pictures from elsewhere

Rendered lines come from seeds, alphabets and proportions that training never used; one kind uses typefaces that
training never used. FOLDER holds line pictures and `truth.json`, a map from file name to text. Each cell is
"lines read without a single error, character error rate". Time is one thread, batch of one.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from random import Random

import cv2
import numpy as np
import onnxruntime

from lines import ALPHABET, LENGTHS, LineWriter
from render import BLANK, HEIGHT, TRAINING, WIDTH, Mix, Renderer, Type, normalise

UNSEEN_MONO = ["truetype/noto/NotoSansMono-Regular.ttf", "truetype/noto/NotoSansMono-Bold.ttf",
               "opentype/courier-prime/Courier Prime Code.otf", "truetype/anonymous-pro/Anonymous Pro B.ttf"]  # fmt: skip
UNSEEN_SANS = ["truetype/dejavu/DejaVuSansCondensed.ttf", "truetype/freefont/FreeSansBold.ttf",
               "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf"]  # fmt: skip

KINDS = {
    "sharp OCR-B": Mix(),
    "long filler runs": Mix(),
    "everything, as in training": TRAINING,
    "one letter from another cut (M, W, Y, ...)": Mix(odd_glyphs=1),
    "drawn alphabets": Mix(drawn=1),
    "fixed-pitch typefaces": Mix(mono=1),
    "plain sans at fixed pitch": Mix(sans=1),
    "typefaces training never saw": Mix(mono=0.55, sans=0.45),
    "slanted OCR-B": Mix(slanted=1),
    "5 to 8 pixels per character": Mix(low_res=1),
    "the same, JPEG and noise": Mix(low_res=1, jpeg=1, noise=1),
    "blur": Mix(gauss=0.7, motion=0.5, defocus=0.4),
    "glare, shadow, fold": Mix(glare=0.7, shadow=0.6, fold=0.6),
    "printed background": Mix(guilloche=0.8, texture=0.6, picture=0.5, low_contrast=0.3),
    "stamps, dots, hairlines": Mix(stamp=0.6, dots=0.6, hairline=0.5, patch=0.4),
    "cut: tight or loose, neighbours, empty margins": Mix(tight=0.4, loose=1, neighbours=1, margin=0.6),
    "cut: clipped ends, foreign print, page edge": Mix(clipped=0.6, foreign=0.6, page_edge=0.5),
    "tilt and curve": Mix(tilt=1, curve=1),
    "worn printer": Mix(ragged=1, uneven_ink=0.7, broken_ink=0.4, heavy=0.4, light=0.5, wide_pitch=0.5),
    "JPEG, noise, chroma blur": Mix(jpeg=1, noise=1, chroma=0.5, specks=0.3),
    "photocopy": Mix(photocopy=1, texture=0.3, uneven_ink=0.4),
    "light on dark": Mix(inverse=1),
}


class Fillers(LineWriter):
    def zone(self):
        width = self.rng.choice(LENGTHS)
        start = self.chars(self.rng.randint(1, width // 3), ALPHABET[:36])
        end = self.chars(self.rng.choice((0, 0, 1, 2)), ALPHABET[:10])
        return [self.pad(start, width - len(end)) + end]


class Reader:
    def __init__(self, path: str):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.name = Path(path).name

    def read(self, picture: np.ndarray) -> str:
        text, previous = "", BLANK
        for k in self.session.run(None, {"x": normalise(picture)[None, None]})[0][0].argmax(-1):
            if k != previous and k != BLANK:
                text += ALPHABET[k]
            previous = k
        return text

    def milliseconds(self, runs: int = 300) -> tuple[float, float]:
        x = np.random.default_rng(0).standard_normal((1, 1, HEIGHT, WIDTH), np.float32)
        taken = []
        for _ in range(runs + 20):
            start = time.process_time()  # processor time: what else the machine does should not count
            self.session.run(None, {"x": x})
            taken.append((time.process_time() - start) * 1e3)
        return float(np.min(taken[20:])), float(np.median(taken[20:]))


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


class Score:
    def __init__(self):
        self.lines = self.right = self.errors = self.characters = self.miscounted = 0
        self.swaps: Counter = Counter()

    def add(self, got: str, want: str) -> None:
        self.lines += 1
        self.right += got == want
        self.errors += distance(got, want)
        self.characters += len(want)
        self.miscounted += len(got) != len(want)
        if len(got) == len(want):
            self.swaps.update(f"{b} as {a}" for a, b in zip(got, want) if a != b)

    def __str__(self) -> str:
        return f"{100 * self.right / max(1, self.lines):.1f} %, {100 * self.errors / max(1, self.characters):.2f} %"


def rendered(kind: str, count: int, seed: int, known: Type, unseen: Type):
    renderer = Renderer(seed, KINDS[kind], vary_severity=kind.startswith("everything"), faces=unseen if "never" in kind else known)
    if "filler" in kind:
        renderer.writer = Fillers(renderer.rng)
    for _ in range(count):
        picture, text, _ = renderer.sample()
        yield picture, text


def folder(path: Path):
    for name, text in sorted(json.loads((path / "truth.json").read_text()).items()):
        picture = cv2.imread(str(path / name), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise SystemExit(f"cannot read {path / name}")
        way = cv2.INTER_AREA if picture.shape[1] > WIDTH else cv2.INTER_CUBIC
        yield name, cv2.resize(picture, (WIDTH, HEIGHT), interpolation=way), text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--count", type=int, default=300, help="rendered lines of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=Path, help="folder of line pictures with truth.json")
    parser.add_argument("--show", action="store_true", help="print what was misread")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    readers = [Reader(m) for m in arguments.models]

    print("| lines | n | " + " | ".join(r.name for r in readers) + " |")
    print("| --- | --- |" + " --- |" * len(readers))
    totals = [Score() for _ in readers]
    if arguments.lines:
        for name, picture, text in folder(arguments.lines):
            for total, reader in zip(totals, readers):
                got = reader.read(picture)
                total.add(got, text)
                if arguments.show and got != text:
                    print(f"{reader.name} {name}\n  want {text}\n  got  {got}")
        print(f"| {arguments.lines.name} | {totals[0].lines} | " + " | ".join(map(str, totals)) + " |")
    else:
        rng = Random(arguments.seed)
        known, unseen = Type(seed=4117), Type(seed=4117, mono=UNSEEN_MONO, sans=UNSEEN_SANS)
        for kind in KINDS:
            scores = [Score() for _ in readers]
            for picture, text in rendered(kind, arguments.count, 10_000_000 + rng.randrange(10**9), known, unseen):
                for score, total, reader in zip(scores, totals, readers):
                    got = reader.read(picture)
                    score.add(got, text)
                    total.add(got, text)
            print(f"| {kind} | {arguments.count} | " + " | ".join(map(str, scores)) + " |", flush=True)
        print(f"| all | {totals[0].lines} | " + " | ".join(map(str, totals)) + " |")
    print()
    for reader, total in zip(readers, totals):
        least, median = reader.milliseconds()
        swaps = ", ".join(f"{k} ({n})" for k, n in total.swaps.most_common(14))
        print(f"{reader.name}: {median:.2f} ms of processor time a line (least {least:.2f}); wrong length {total.miscounted} of {total.lines}; most frequent swaps: {swaps}")


if __name__ == "__main__":
    main()
