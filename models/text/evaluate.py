"""Measures recognisers: on rendered lines of typefaces that training never saw, one kind of damage at a time, and on a
folder of cuts with their texts (`cargo xtask fields --crops DIR`), beside PP-OCRv4 and Tesseract where they are there.

    python evaluate.py text_line.onnx --count 100
    python evaluate.py text_line.onnx --crops DIR --ppocr ../fetched/text-recognition.onnx --tesseract
"""

import argparse
import shutil
import subprocess
import tempfile
import time
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from alphabet import shapes
from render import HEIGHT, TRAINING, Mix, Renderer, normalise

KINDS = {
    "plain": Mix(),
    "everything, as in training": TRAINING,
    "capitals of 9 to 13 pixels": Mix(low_res=1.0),
    "capitals of 6.5 to 9 pixels": Mix(tiny=1.0),
    "low contrast": Mix(low_contrast=1.0, gradient=1.0),
    "guilloche": Mix(guilloche=1.0),
    "blur": Mix(gauss=1.0, motion=0.3, mid_res=1.0),
    "JPEG and noise": Mix(jpeg=1.0, noise=1.0, mid_res=1.0),
    "cut tight, neighbours": Mix(tight=0.5, loose=0.5, neighbours=1.0),
    "tilt and curve": Mix(tilt=1.0, curve=1.0),
    "condensed, letterspaced": Mix(condensed=0.6, spaced=0.4),
    "glare, stamp, hairline": Mix(glare=0.5, stamp=0.5, hairline=0.5),
}
WIDTHS = (96, 160, 256, 384, 512, 640)


def session(path: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Own:
    def __init__(self, path: str):
        self.session = session(path)
        self.classes = self.session.get_modelmeta().custom_metadata_map["classes"]

    def read(self, grey: np.ndarray) -> str:
        """A cut of any size."""
        h, w = grey.shape
        width = min(640, max(8, round(w * HEIGHT / h)))
        way = cv2.INTER_AREA if h > HEIGHT else cv2.INTER_CUBIC
        return self.read_line(cv2.resize(grey, (width, HEIGHT), interpolation=way))

    def read_line(self, line: np.ndarray) -> str:
        seen = next(w for w in WIDTHS if line.shape[1] <= w)
        x = np.zeros((1, 1, HEIGHT, seen), np.float32)
        x[0, 0, :, : line.shape[1]] = normalise(line)
        text, previous = "", None
        for k in self.session.run(None, {"x": x})[0][0].argmax(-1):
            if k != previous and k < len(self.classes):
                text += self.classes[k]
            previous = k
        return text.strip()


class PpOcr:
    def __init__(self, path: str):
        self.session = session(path)
        characters = self.session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.classes = [""] + characters + [" "]

    def read(self, colour: np.ndarray) -> str:
        h, w = colour.shape[:2]
        width = min(1280, max(8, round(w * 48 / h)))
        line = cv2.resize(colour, (width, 48), interpolation=cv2.INTER_AREA if h > 48 else cv2.INTER_CUBIC)
        seen = -(-width // 32) * 32
        x = np.zeros((1, 3, 48, max(64, seen)), np.float32)
        x[0, :, :, :width] = line.astype(np.float32).transpose(2, 0, 1) / 127.5 - 1
        text, previous = "", None
        for k in self.session.run(None, {self.session.get_inputs()[0].name: x})[0][0].argmax(-1):
            if k != previous and k:
                text += self.classes[k]
            previous = k
        return text.strip()


class Tesseract:
    LANGUAGES = "eng+fra+deu+pol"

    def read(self, colour: np.ndarray) -> str:
        h = colour.shape[0]
        k = max(1.0, 48 / h)
        line = cv2.resize(colour, None, fx=k, fy=k, interpolation=cv2.INTER_CUBIC)
        line = cv2.copyMakeBorder(line, 10, 10, 10, 10, cv2.BORDER_REPLICATE)
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            cv2.imwrite(file.name, line)
            command = ["tesseract", file.name, "-", "--psm", "7", "-l", self.LANGUAGES]
            done = subprocess.run(command, capture_output=True, text=True, env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin"}, check=True)
        return " ".join(done.stdout.split())


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, left in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, right in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(diagonal + (left != right), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", shapes(text).upper().replace("ẞ", "SS"))
    return "".join(c for c in plain if c.isalnum())


class Tally:
    def __init__(self):
        self.lines = self.exact = self.same = self.wrong = self.characters = 0
        self.spent = 0.0

    def count(self, read: str, text: str, spent: float) -> None:
        self.lines += 1
        self.exact += read == text
        self.same += folded(read) == folded(text)
        self.wrong += distance(read, text)
        self.characters += len(text)
        self.spent += spent

    def cells(self) -> str:
        n = max(1, self.lines)
        return f"{100 * self.exact / n:.1f} % | {100 * self.same / n:.1f} % | {100 * self.wrong / max(1, self.characters):.2f} % | {1e3 * self.spent / n:.1f} ms"


def rendered(own: Own, count: int) -> None:
    print("| kind | exact | folded | character errors | time |\n| --- | --- | --- | --- | --- |")
    total = Tally()
    for i, (name, mix) in enumerate(KINDS.items()):
        renderer = Renderer(500 + i, mix, vary_severity=mix is TRAINING, held_out=True)
        tally = Tally()
        for _ in range(count):
            picture, text, _ = renderer.sample()
            begun = time.process_time()
            read = own.read_line(picture)
            spent = time.process_time() - begun
            tally.count(read, text, spent)
            total.count(read, text, spent)
        print(f"| {name} | {tally.cells()} |", flush=True)
    print(f"| all | {total.cells()} |")


def cuts(own: Own, folder: Path, ppocr: str | None, tesseract: bool) -> None:
    readers = {"own": own.read}
    if ppocr:
        readers["PP-OCRv4"] = PpOcr(ppocr).read
    if tesseract and shutil.which("tesseract"):
        readers["Tesseract 5"] = Tesseract().read
    tallies = {name: Tally() for name in readers}
    for path in sorted(folder.glob("*.png")):
        text = shapes(path.with_suffix(".txt").read_text(encoding="utf-8"))
        colour = cv2.imread(str(path))
        grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
        for name, read in readers.items():
            begun = time.perf_counter() if name == "Tesseract 5" else time.process_time()
            got = read(grey if name == "own" else colour)
            spent = (time.perf_counter() if name == "Tesseract 5" else time.process_time()) - begun
            tallies[name].count(shapes(got), text, spent)
    print("| reader | exact | folded | character errors | time |\n| --- | --- | --- | --- | --- |")
    for name, tally in tallies.items():
        print(f"| {name} ({tally.lines} cuts) | {tally.cells()} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--crops", type=Path)
    parser.add_argument("--ppocr")
    parser.add_argument("--tesseract", action="store_true")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    reader = Own(arguments.model)
    if arguments.crops:
        cuts(reader, arguments.crops, arguments.ppocr, arguments.tesseract)
    else:
        rendered(reader, arguments.count)
