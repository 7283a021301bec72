"""Renders single machine-readable lines as a scanner or a phone would deliver them.

`Renderer(seed).sample()` gives a 32x608 grey picture, its text, and for each of the 152 time steps of the network the
class that stands there. Work is done in three stages: glyphs are put together as a signed distance field on a canvas
with 24 units per character (so that stroke weight is one threshold), the canvas is bent and cut to the resolution of
an imagined source picture, and the source picture is degraded and stretched to the network's input.

What happens to a picture is governed by a `Mix`: one probability per effect. `TRAINING` is the mix to learn from;
`evaluate.py` uses mixes that force one kind at a time.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lines import ALPHABET, LineWriter

HEIGHT, WIDTH, STEPS = 32, 608, 152
BLANK = len(ALPHABET)
INDEX = {c: i for i, c in enumerate(ALPHABET)}

PITCH = 24  # canvas units from one character to the next; capitals are about as high
CELL_W, CELL_H = 44, 52
MIDDLE = CELL_H // 2
SDF_SCALE = 12  # distance of one canvas unit in the stored eight-bit fields
SUPER = 4  # glyphs are drawn this much larger than the canvas

FONT_ROOT = Path("/usr/share/fonts")
OCR_B = {"OCRB.otf": 9, "OCRBS.otf": 6, "OCRBL.otf": 3, "OCRBF.otf": 2}  # cut: number of width/height variants
MONO = [
    "truetype/dejavu/DejaVuSansMono.ttf", "truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "truetype/liberation2/LiberationMono-Regular.ttf", "truetype/liberation2/LiberationMono-Bold.ttf",
    "truetype/freefont/FreeMono.ttf", "truetype/freefont/FreeMonoBold.ttf",
    "opentype/courier-prime/Courier Prime.otf", "opentype/courier-prime/Courier Prime Sans.otf",
    "opentype/courier-prime/Courier Prime Bold.otf", "truetype/noto/NotoMono-Regular.ttf",
    "opentype/b612/B612Mono-Regular.otf", "truetype/inconsolata/Inconsolata.otf",
    "truetype/anonymous-pro/Anonymous Pro.ttf", "truetype/croscore/Cousine-Regular.ttf", "truetype/ocr-a/OCRA.ttf",
]  # fmt: skip
SANS = [
    "truetype/liberation2/LiberationSans-Regular.ttf", "truetype/liberation2/LiberationSans-Bold.ttf",
    "truetype/liberation/LiberationSansNarrow-Regular.ttf", "truetype/dejavu/DejaVuSans.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf", "truetype/freefont/FreeSans.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf",
    "opentype/b612/B612-Regular.otf",
]  # fmt: skip


# -- glyphs ----------------------------------------------------------------------------------------------------------


@dataclass
class Face:
    sdf: np.ndarray  # [37, CELL_H, CELL_W] int8, positive inside the ink
    ink: np.ndarray  # width of each glyph's ink in canvas units
    half: float  # half of the stroke's width: how much can be taken off before strokes vanish


def _to_sdf(mask: np.ndarray) -> np.ndarray:
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3)
    field = cv2.resize((inside - outside) / SUPER, (CELL_W, CELL_H), interpolation=cv2.INTER_AREA)
    return np.clip(np.rint(field * SDF_SCALE), -127, 127).astype(np.int8)


def _face(masks: list[np.ndarray]) -> Face:
    sdf = np.stack([_to_sdf(m) for m in masks])
    ink = np.array([np.ptp(np.flatnonzero(m.any(0))) / SUPER if m.any() else 1.0 for m in masks], np.float32)
    half = float(np.median(sdf.reshape(len(masks), -1).max(1))) / SDF_SCALE
    return Face(sdf, ink, half)


def font_face(path: Path, x_scale: float, y_scale: float, mono: bool) -> Face:
    size = 140
    font = ImageFont.truetype(str(path), size)
    _, top, _, bottom = font.getbbox("H", anchor="ls")
    cap = bottom - top
    advance = font.getlength("H") if mono else font.getlength("H") * 1.12
    sy = PITCH * SUPER * y_scale / cap
    sx = PITCH * SUPER * x_scale / advance
    masks = []
    for c in ALPHABET:
        big = Image.new("L", (size * 3, size * 3), 0)
        ImageDraw.Draw(big).text((size, size * 2), c, font=font, fill=255, anchor="ls")
        big = np.asarray(big)
        left, right = np.flatnonzero(big.any(0))[[0, -1]]
        centre = size + font.getlength(c) / 2 if mono else (left + right) / 2
        fit = min(sx, PITCH * SUPER * 0.98 / (right - left + 1))  # wide letters of proportional fonts are squeezed
        matrix = np.float32(
            [[fit, 0, CELL_W * SUPER / 2 - fit * centre], [0, sy, CELL_H * SUPER / 2 - sy * (size * 2 - cap / 2)]]
        )
        mask = cv2.warpAffine(big, matrix, (CELL_W * SUPER, CELL_H * SUPER), flags=cv2.INTER_AREA)
        masks.append(((mask > 127) * 255).astype(np.uint8))
    return _face(masks)


def _arc(cx, cy, rx, ry, start, stop, squareness=1.0):
    t = np.radians(np.linspace(start, stop, 24))
    c, s = np.cos(t), np.sin(t)
    return np.stack([cx + rx * np.sign(c) * np.abs(c) ** squareness, cy + ry * np.sign(s) * np.abs(s) ** squareness], 1)


def skeleton(rng: Random) -> dict[str, list]:
    """One random monoline alphabet in the unit square (y grows downwards): the spread of old machine types."""
    u = rng.uniform
    sq = u(0.7, 1.0)
    waist = u(0.42, 0.54)
    inset = u(0.0, 0.12)
    bar = u(0.5, 0.72)
    m_depth, w_height = u(0.28, 1.0), u(0.0, 0.7)
    fork = u(0.38, 0.6)
    g: dict[str, list] = {}
    ring = _arc(0.5, 0.5, 0.5, 0.5, 0, 360, sq)
    narrow = u(0.4, 0.5)
    g["0"] = [_arc(0.5, 0.5, narrow, 0.5, 0, 360, u(0.6, 1.0))]
    g["1"] = [[(u(0.1, 0.3), u(0.15, 0.3)), (0.52, 0), (0.52, 1)]] + ([[(0.15, 1), (0.9, 1)]] if rng.random() < 0.4 else [])
    g["2"] = [np.vstack([_arc(0.48, 0.27, 0.44, 0.27, 190, 390), [(0.04, 1), (0.96, 1)]])]
    if rng.random() < 0.5:
        g["3"] = [np.vstack([[(0.08, 0), (0.92, 0), (0.42, 0.4)], _arc(0.42, 0.7, 0.5, 0.3, -90, 150)])]
    else:
        g["3"] = [np.vstack([_arc(0.45, 0.24, 0.42, 0.24, 200, 450), _arc(0.45, 0.73, 0.5, 0.27, -90, 150)])]
    if rng.random() < 0.5:
        g["4"] = [[(0.72, 1), (0.72, 0), (0.02, bar), (1, bar)]]
    else:
        g["4"] = [[(u(0.3, 0.5), 0), (0.02, 0.68), (1, 0.68)], [(0.72, u(0.35, 0.5)), (0.72, 1)]]
    g["5"] = [np.vstack([[(0.9, 0), (0.14, 0), (0.1, 0.45)], _arc(0.42, 0.68, 0.5, 0.32, -125, 150)])]
    six = [_arc(0.5, 0.67, 0.45, 0.33, 0, 360), np.vstack([[(u(0.55, 0.8), 0)], _arc(0.55, 0.67, 0.5, 0.5, 230, 180)])]
    g["6"] = six
    g["9"] = [1 - np.asarray(s) for s in six]
    g["7"] = [[(0.05, 0), (0.95, 0), (u(0.3, 0.5), 1)]]
    g["8"] = [_arc(0.5, 0.25, u(0.36, 0.46), 0.25, 0, 360), _arc(0.5, 0.74, 0.49, 0.26, 0, 360)]
    g["A"] = [[(0, 1), (0.5 - inset, 0), (0.5 + inset, 0), (1, 1)], [(0.17, bar), (0.83, bar)]]
    low = np.vstack([_arc(0.6, (1 + waist) / 2, 0.38, (1 - waist) / 2, -90, 90, sq), [(0.05, 1)]])
    high = np.vstack([[(0.05, 0)], _arc(0.56, waist / 2, 0.36, waist / 2, -90, 90, sq), [(0.05, waist)]])
    g["B"] = [[(0.05, 0), (0.05, 1)], high, np.vstack([[(0.05, waist)], low])]
    mouth = u(35, 65)
    g["C"] = [_arc(0.55, 0.5, 0.52, 0.5, -mouth, -360 + mouth, sq)]
    g["D"] = [np.vstack([[(0.05, 1), (0.05, 0)], _arc(0.4, 0.5, 0.57, 0.5, -90, 90, u(0.6, 1.0)), [(0.05, 1)]])]
    g["E"] = [[(0.95, 0), (0.06, 0), (0.06, 1), (0.95, 1)], [(0.06, waist), (u(0.65, 0.92), waist)]]
    g["F"] = [[(0.95, 0), (0.08, 0), (0.08, 1)], [(0.08, waist), (u(0.65, 0.9), waist)]]
    g["G"] = [np.vstack([_arc(0.52, 0.5, 0.5, 0.5, -mouth, -340, sq), [(0.98, 0.56), (u(0.5, 0.62), 0.56)]])]
    g["H"] = [[(0.04, 0), (0.04, 1)], [(0.96, 0), (0.96, 1)], [(0.04, waist), (0.96, waist)]]
    serif = u(0.25, 0.45)
    g["I"] = [[(0.5, 0), (0.5, 1)]]
    if rng.random() < 0.75:
        g["I"] += [[(0.5 - serif, 0), (0.5 + serif, 0)], [(0.5 - serif, 1), (0.5 + serif, 1)]]
    hook = u(0.22, 0.38)
    stem = u(0.6, 0.9)
    g["J"] = [np.vstack([[(stem, 0)], _arc(stem - 0.4, 1 - hook, 0.4, hook, 0, u(110, 180))])]
    if rng.random() < 0.35:
        g["J"].append([(stem - 0.45, 0), (stem, 0)])
    knee = u(0.45, 0.6)
    g["K"] = [[(0.06, 0), (0.06, 1)], [(0.95, 0), (0.06, knee)], [(u(0.1, 0.4), knee - 0.08), (0.98, 1)]]
    g["L"] = [[(0.1, 0), (0.1, 1), (0.95, 1)]]
    lean = u(0.0, 0.06)
    g["M"] = [[(0, 1), (lean, 0), (0.5, m_depth), (1 - lean, 0), (1, 1)]]
    g["N"] = [[(0.04, 1), (0.04, 0), (0.96, 1), (0.96, 0)]]
    g["O"] = [ring]
    g["P"] = [[(0.06, 1), (0.06, 0)], np.vstack([[(0.06, 0)], _arc(0.55, 0.28, 0.42, 0.28, -90, 90, sq), [(0.06, 0.56)]])]
    g["Q"] = [ring, [(u(0.45, 0.65), u(0.6, 0.75)), (1.0, u(0.98, 1.1))]]
    g["R"] = g["P"] + [[(u(0.35, 0.55), 0.56), (1, 1)]]
    g["S"] = [np.vstack([_arc(0.5, 0.25, 0.44, 0.25, -25, -260), _arc(0.5, 0.75, 0.46, 0.25, -80, 155)])]
    g["T"] = [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]]
    g["U"] = [np.vstack([[(0.04, 0)], _arc(0.5, 0.66, 0.46, 0.34, 180, 0, u(0.7, 1)), [(0.96, 0)]])]
    g["V"] = [[(0.0, 0), (0.5 - inset / 2, 1), (0.5 + inset / 2, 1), (1, 0)]]
    foot = u(0.12, 0.28)
    g["W"] = [[(0, 0), (foot, 1), (0.5, w_height), (1 - foot, 1), (1, 0)]]
    g["X"] = [[(0, 0), (1, 1)], [(1, 0), (0, 1)]]
    g["Y"] = [[(0, 0), (0.5, fork), (1, 0)], [(0.5, fork), (0.5, 1)]]
    g["Z"] = [[(0.04, 0), (0.96, 0), (0.04, 1), (0.96, 1)]]
    reach, open_ = u(0.0, 0.15), u(0.28, 0.48)
    g["<"] = [[(1 - reach, 0.5 - open_), (reach, 0.5), (1 - reach, 0.5 + open_)]]
    return g


def skeleton_face(rng: Random) -> Face:
    strokes = skeleton(rng)
    width, cap = PITCH * rng.uniform(0.46, 0.66), PITCH * rng.uniform(0.78, 1.08)
    slant = rng.choice((0, 0, 0, rng.uniform(-0.08, 0.2)))
    pen = max(2, round(SUPER * PITCH * rng.uniform(0.09, 0.18)))
    masks = []
    for c in ALPHABET:
        mask = np.zeros((CELL_H * SUPER, CELL_W * SUPER), np.uint8)
        wide = width * (1.12 if c in "MW" else 1.0) * rng.uniform(0.96, 1.04)
        for stroke in strokes[c]:
            p = np.asarray(stroke, np.float32)
            y = MIDDLE + (p[:, 1] - 0.5) * cap
            x = CELL_W / 2 + (p[:, 0] - 0.5) * wide - slant * (y - MIDDLE)
            points = np.rint(np.stack([x, y], 1) * SUPER * 16).astype(np.int32)
            cv2.polylines(mask, [points], False, 255, pen, cv2.LINE_8, 4)
        masks.append(mask)
    return _face(masks)


class Type:
    """All faces the renderer sets lines in. Shared by all renderers; measurements are made with another seed than
    training, so that drawn alphabets and proportions are not the ones that were learned."""

    def __init__(self, seed: int = 9303, mono: list[str] = MONO, sans: list[str] = SANS):
        rng = Random(seed)
        stretch = lambda: (rng.uniform(0.82, 1.12), rng.uniform(0.84, 1.12))  # noqa: E731
        root = FONT_ROOT / "opentype/ocr-b"
        self.ocr_b, self.slanted, self.outline = [], [], []
        for cut, count in OCR_B.items():
            shelf = {"OCRBL.otf": self.slanted, "OCRBF.otf": self.outline}.get(cut, self.ocr_b)
            shelf += [font_face(root / cut, *stretch(), mono=True) for _ in range(count)]
        self.mono = [font_face(FONT_ROOT / p, *stretch(), mono=True) for p in mono for _ in (0, 1)]
        self.sans = [font_face(FONT_ROOT / p, *stretch(), mono=False) for p in sans for _ in (0, 1)]
        self.drawn = [skeleton_face(rng) for _ in range(70)]
        self.notes = self._notes(rng)

    def _notes(self, rng: Random) -> list[np.ndarray]:
        """Scraps of print that are not machine-readable: labels, words, numbers in small type."""
        words = "name prénom nr. of birth sex date état valid until place signature height eyes no. / und de la".split()
        fonts = [FONT_ROOT / p for p in SANS]
        out = []
        for _ in range(60):
            font = ImageFont.truetype(str(rng.choice(fonts)), rng.randint(9, 22))
            text = " ".join(rng.choices(words, k=rng.randint(1, 4)))
            image = Image.new("L", (int(font.getlength(text)) + 4, 28), 0)
            ImageDraw.Draw(image).text((2, 22), text, font=font, fill=255, anchor="ls")
            out.append(np.asarray(image))
        return out


_TYPE: Type | None = None


def type_shelf() -> Type:
    global _TYPE
    _TYPE = _TYPE or Type()
    return _TYPE


# -- mixes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mix:
    """Probability of each effect. All zero: sharp OCR-B on plain paper, cut with moderate care."""

    drawn: float = 0.0  # face
    mono: float = 0.0
    sans: float = 0.0
    slanted: float = 0.0
    outline: float = 0.0
    odd_glyphs: float = 0.0  # single letters (M, W, Y, ...) swapped for another cut
    proportional: float = 0.0
    heavy: float = 0.0  # ink
    light: float = 0.0
    uneven_ink: float = 0.0
    broken_ink: float = 0.0
    ragged: float = 0.0  # pitch and baseline of a worn printer
    wide_pitch: float = 0.0
    tight: float = 0.0  # crop
    loose: float = 0.0
    neighbours: float = 0.0
    margin: float = 0.0
    clipped: float = 0.0
    foreign: float = 0.0
    page_edge: float = 0.0
    tilt: float = 0.0  # geometry
    curve: float = 0.0
    low_res: float = 0.0  # 5 to 8 source pixels per character
    mid_res: float = 0.0  # 8 to 12
    gradient: float = 0.0  # paper
    guilloche: float = 0.0
    texture: float = 0.0
    picture: float = 0.0
    low_contrast: float = 0.0
    stamp: float = 0.0  # on top
    dots: float = 0.0
    hairline: float = 0.0
    patch: float = 0.0
    glare: float = 0.0
    fold: float = 0.0
    shadow: float = 0.0
    gauss: float = 0.0  # camera
    motion: float = 0.0
    defocus: float = 0.0
    sharpen: float = 0.0
    noise: float = 0.0
    specks: float = 0.0
    jpeg: float = 0.0
    chroma: float = 0.0
    resampled: float = 0.0
    photocopy: float = 0.0
    inverse: float = 0.0
    empty: float = 0.0  # no line at all: the right answer is silence

    def scaled(self, by: float) -> "Mix":
        return Mix(**{f.name: min(1.0, getattr(self, f.name) * by) for f in fields(self)})

    def but(self, **changes: float) -> "Mix":
        return replace(self, **changes)


TRAINING = Mix(
    drawn=0.11, mono=0.11, sans=0.07, slanted=0.04, outline=0.01, odd_glyphs=0.22, proportional=0.02,
    heavy=0.14, light=0.1, uneven_ink=0.2, broken_ink=0.07, ragged=0.22, wide_pitch=0.3,
    tight=0.16, loose=0.3, neighbours=0.6, margin=0.22, clipped=0.12, foreign=0.1, page_edge=0.1,
    tilt=0.5, curve=0.2, low_res=0.22, mid_res=0.28,
    gradient=0.5, guilloche=0.32, texture=0.3, picture=0.12, low_contrast=0.15,
    stamp=0.1, dots=0.1, hairline=0.1, patch=0.06, glare=0.14, fold=0.07, shadow=0.1,
    gauss=0.45, motion=0.1, defocus=0.08, sharpen=0.15, noise=0.5, specks=0.05, jpeg=0.45, chroma=0.12,
    resampled=0.2, photocopy=0.07, inverse=0.03, empty=0.012,
)  # fmt: skip


# -- lines -----------------------------------------------------------------------------------------------------------


class Renderer:
    def __init__(self, seed: int, mix: Mix = TRAINING, vary_severity: bool = True, faces: Type | None = None):
        self.rng = Random(seed)
        self.array = np.random.default_rng(seed)
        self.writer = LineWriter(self.rng)
        self.type = faces or type_shelf()
        self.mixes = [mix.scaled(s) for s in (0.45, 1.0, 1.0, 1.35)] if vary_severity else [mix]

    def sample(self) -> tuple[np.ndarray, str, np.ndarray]:
        """Picture (uint8 32x608), text, class of each time step (uint8 152)."""
        while True:
            result = self._try()
            if result is not None:
                return result

    # -- stage one: print the line and its surroundings on the canvas

    def _pick_face(self, mix: Mix) -> tuple[Face, bool]:
        r, t = self.rng, self.type
        at = r.random()
        for shelf, share in ((t.drawn, mix.drawn), (t.mono, mix.mono), (t.sans, mix.sans), (t.slanted, mix.slanted), (t.outline, mix.outline)):
            if at < share:
                return r.choice(shelf), shelf is t.sans
            at -= share
        return r.choice(t.ocr_b), False

    def _print(self, canvas: np.ndarray, text: str, faces: dict, face: Face, centres, middle: int, wobble: int) -> None:
        height, width = canvas.shape
        for c, x in zip(text, centres):
            sdf = faces.get(c, face).sdf[INDEX[c]]
            left = int(round(x)) - CELL_W // 2
            top = middle - MIDDLE + (self.rng.randint(-wobble, wobble) if wobble else 0)
            y0, y1, x0, x1 = max(0, top), min(height, top + CELL_H), max(0, left), min(width, left + CELL_W)
            if y0 < y1 and x0 < x1:
                spot = canvas[y0:y1, x0:x1]
                np.maximum(spot, sdf[y0 - top : y1 - top, x0 - left : x1 - left], out=spot)

    def _try(self):
        r, mix = self.rng, self.rng.choice(self.mixes)
        hit = lambda p: r.random() < p  # noqa: E731
        u = r.uniform

        text, above, below = self.writer.line()
        face, is_sans = self._pick_face(mix)
        faces: dict[str, Face] = {}
        if hit(mix.odd_glyphs):
            other = r.choice(self.type.drawn)
            for c in r.choices(("M", "MW", "MNW", "Y", "MY", "I1", "J", "034", "<", "KXR", "QG"), (6, 3, 2, 1, 2, 1, 1, 1, 1, 1, 1))[0]:
                faces[c] = other

        # positions
        advance = PITCH * (u(0.86, 1.3) if hit(mix.wide_pitch) else u(0.95, 1.08))
        count = len(text)
        if hit(mix.proportional) or (is_sans and hit(0.15 if mix.sans < 1 else 0.0)):
            widths = np.array([face.ink[INDEX[c]] for c in text]) + u(4, 8)
            starts = np.cumsum(widths) - widths / 2
        else:
            starts = (np.arange(count) + 0.5) * advance
        wobble = 0
        if hit(mix.ragged):
            wobble = r.choice((0, 1, 1, 2))
            jitter = self.array.normal(0, u(0.2, 1.0), count)
            drift = np.cumsum(self.array.normal(0, u(0.0, 0.35), count))
            starts = starts + np.clip(jitter, -1.6, 1.6) + drift
            starts -= starts[0] - advance / 2
        line_width = starts[-1] + advance / 2

        # how it will be cut, in canvas units
        end = [u(0.1, 0.9) * PITCH, u(0.1, 0.9) * PITCH]
        if hit(mix.margin):
            for side in r.choice(((0,), (1,), (0, 1))):
                end[side] = u(0.02, 0.17) * line_width + PITCH * 0.3
        foreign = hit(mix.foreign)
        if foreign:
            side = r.randrange(2)
            end[side] = max(end[side], u(0.06, 0.17) * line_width)
        if hit(mix.clipped):
            for side in r.choice(((0,), (1,), (0, 1))):
                edge = (starts[0] if side == 0 else line_width - starts[-1]) - 2.5
                end[side] = -u(0.3, 1.0) * edge
        crop_width = line_width + end[0] + end[1]
        pad = int(max(end[0], end[1], 0)) + CELL_W
        centres = starts + pad
        gap = u(36, 64)
        neighbours = hit(mix.neighbours)
        half = u(15.5, 21)
        if hit(mix.tight):
            half = u(11.5, 15)
        elif hit(mix.loose):
            half = u(20, 40)
        if neighbours:
            half = min(half, gap - 6)
        offset = u(-0.18, 0.18) * half if half > 15 else u(-1.5, 1.5)

        height, middle = 168, 84
        canvas = np.full((height, int(line_width) + 2 * pad), -127, np.int8)
        self._print(canvas, text, faces, face, centres, middle, wobble)
        if neighbours:
            if above:
                self._print(canvas, above, faces, face, centres, middle - int(gap), wobble)
            if below:
                self._print(canvas, below, faces, face, centres, middle + int(gap), wobble)

        # ink
        floor = -(face.half - 0.75)
        weight = u(-0.3, 0.35)
        if hit(mix.heavy):
            weight = u(0.35, 1.5)
        elif hit(mix.light):
            weight = u(-0.95, -0.3)
        weight = max(weight, floor)
        if hit(mix.uneven_ink):
            coarse = self.array.normal(0, u(2, 8), (r.randint(3, 24), max(4, canvas.shape[1] // r.randint(4, 60))))
            blotch = cv2.resize(coarse.astype(np.float32), canvas.shape[::-1], interpolation=cv2.INTER_LINEAR)
            canvas = np.clip(canvas + np.clip(blotch, -14, 14), -127, 127).astype(np.int8)
        soft = u(0.8, 1.6)
        level = np.arange(256, dtype=np.uint8).view(np.int8).astype(np.float32) / SDF_SCALE
        table = (np.clip((level + weight) / soft + 0.5, 0, 1) * 255).astype(np.uint8)
        ink = cv2.LUT(canvas.view(np.uint8), table)
        if hit(mix.broken_ink):
            coarse = self.array.random((r.randint(20, 80), canvas.shape[1] // r.randint(2, 6)), np.float32)
            holes = (np.clip((coarse - u(0.05, 0.2)) * 6, u(0.0, 0.4), 1) * 255).astype(np.uint8)
            if hit(0.3):  # a thermal head with dead rows
                holes[r.randrange(len(holes)) :: r.randint(5, 12)] = int(u(0, 120))
            ink = cv2.multiply(ink, cv2.resize(holes, canvas.shape[::-1]), scale=1 / 255)
        if not above and hit(0.5):
            self._note(ink, u(0, line_width), middle - u(34, 70))
        if foreign:
            self._foreign(ink, side, pad, line_width, middle)

        # stage two: cut it at the resolution of the source picture
        pixels = u(12, 20)
        if hit(mix.low_res):
            pixels = u(5.0, 8.0)
        elif hit(mix.mid_res):
            pixels = u(8.0, 12.0)
        pixels *= advance / PITCH if advance < PITCH else 1.0
        scale = pixels / advance  # source pixels per canvas unit
        iw = min(960, int(crop_width * scale))
        scale = iw / crop_width
        aspect = u(0.85, 1.2)
        ih = int(np.clip(2 * half * scale * aspect, 7, 96))
        fx, fy = 1 / scale, 2 * half / ih
        if max(fx, fy) > 1.1:
            ink = cv2.GaussianBlur(ink, (0, 0), sigmaX=max(0.3, 0.42 * fx), sigmaY=max(0.3, 0.42 * fy))
        across = (np.arange(iw, dtype=np.float32) + 0.5) / iw
        down = (np.arange(ih, dtype=np.float32) + 0.5) / ih * 2 - 1
        bow = u(-0.08, 0.08) if hit(mix.tilt) else 0.0
        x_of = pad - end[0] + crop_width * (across + bow * across * (1 - across))
        y_of = np.full(iw, middle + offset, np.float32)
        half_of = np.full(iw, half, np.float32)
        shear = 0.0
        if hit(mix.tilt):
            y_of += u(-1, 1) * min(9.0, half * 0.45) * (2 * across - 1)
            half_of *= 1 + u(-0.2, 0.2) * (2 * across - 1)
            shear = u(-0.15, 0.15)
        if hit(mix.curve):
            y_of += u(-1, 1) * min(6.0, half * 0.25) * np.sin(u(2.0, 7.0) * across + u(0, 6.3))
        map_y = y_of[None] + down[:, None] * half_of[None]
        map_x = np.broadcast_to(x_of[None], map_y.shape) + shear * (map_y - y_of[None])
        cover = cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)

        # where each character went
        at = np.interp(centres, x_of, across) * STEPS
        spread = np.gradient(at)
        if spread.min() < 2.05:
            return None
        labels = np.full(STEPS, BLANK, np.uint8)
        for c, x, d in zip(text, at, spread):
            first, last = int(np.ceil(x - 0.32 * d - 0.5)), int(np.floor(x + 0.32 * d - 0.5))
            if last < first:
                first = last = int(round(x - 0.5))
            labels[max(0, first) : min(STEPS - 1, last) + 1] = INDEX[c]
            if last < 0 or first >= STEPS:
                return None
        if hit(mix.empty):
            text, labels = "", np.full(STEPS, BLANK, np.uint8)
            cover = np.zeros_like(cover)

        image = self._source(cover.astype(np.float32) / 255, mix, pixels)
        return self._to_input(image, mix), text, labels

    def _note(self, ink: np.ndarray, x: float, y: float) -> None:
        note = self.rng.choice(self.type.notes)
        x, y = int(x), int(y)
        spot = ink[max(0, y) : y + note.shape[0], max(0, x) : x + note.shape[1]]
        if spot.size:
            np.maximum(spot, note[: spot.shape[0], : spot.shape[1]], out=spot)

    def _foreign(self, ink: np.ndarray, side: int, pad: int, line_width: float, middle: int) -> None:
        """Print beside the line: small type, a rule, or the edge of a picture or bar code."""
        r = self.rng
        if side == 0:
            lo, hi = 0, int(pad - PITCH * r.uniform(0.35, 0.9))
        else:
            lo, hi = int(pad + line_width + PITCH * r.uniform(0.35, 0.9)), ink.shape[1]
        if hi - lo < 6:
            return
        kind = r.randrange(4)
        spot = ink[:, lo:hi]
        if kind == 0:
            for _ in range(r.randint(1, 3)):
                note = r.choice(self.type.notes)[:, : hi - lo]
                y = middle + r.randint(-40, 25)
                x = r.randint(0, hi - lo - note.shape[1])
                np.maximum(spot[y : y + 28, x : x + note.shape[1]], note, out=spot[y : y + 28, x : x + note.shape[1]])
        elif kind == 1:
            x = r.randrange(hi - lo)
            spot[:, x : x + r.randint(1, 4)] = r.randint(120, 255)
        elif kind == 2:
            cut = r.randint(2, hi - lo)
            block = spot[:, :cut] if side == 0 else spot[:, -cut:]
            coarse = self.array.integers(40, 255, (8, 6), np.uint8)
            block[:] = cv2.resize(coarse, block.shape[::-1], interpolation=cv2.INTER_LINEAR)
        else:
            x = 0
            while x < hi - lo:
                w = r.randint(1, 4)
                spot[:, x : x + w] = 230
                x += w + r.randint(1, 5)

    # -- stage three: the source picture

    def _field(self, shape, cells: tuple[int, int]) -> np.ndarray:
        coarse = self.array.standard_normal((max(2, cells[0]), max(2, cells[1])), np.float32)
        return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR)

    def _source(self, cover: np.ndarray, mix: Mix, pixels: float) -> np.ndarray:
        r, u = self.rng, self.rng.uniform
        hit = lambda p: r.random() < p  # noqa: E731
        h, w = shape = cover.shape
        yy = np.arange(h, dtype=np.float32)[:, None]
        xx = np.arange(w, dtype=np.float32)[None]

        contrast = u(32, 75) if hit(mix.low_contrast) else u(70, 225)
        paper = u(min(254, contrast + 8), 255)
        ground = np.full(shape, paper, np.float32)
        if hit(mix.gradient):
            ground += u(-0.3, 0.3) * contrast * (xx / w - 0.5) + u(-0.2, 0.2) * contrast * (yy / h - 0.5)
        if hit(mix.guilloche):
            for _ in range(r.randint(1, 3)):
                period = u(0.12, 2.5) * pixels
                angle = u(0, 3.15)
                phase = (np.cos(angle) * xx + np.sin(angle) * yy) * (6.283 / period)
                if hit(0.6):
                    phase = phase + u(0.5, 4) * np.sin(xx * (6.283 / (u(2, 14) * pixels)) + u(0, 6.3))
                wave = np.sin(phase)
                if hit(0.4):  # drawn lines rather than waves
                    wave = np.clip((wave - 0.6) * 4, 0, 1)
                ground -= u(0.05, 0.3) * contrast * wave * u(0.5, 1)
        if hit(mix.texture):
            for _ in range(r.randint(1, 2)):
                grain = u(0.15, 2.0) * pixels
                ground += self._field(shape, (int(h / grain), int(w / grain))) * u(0.02, 0.13) * contrast
        if hit(mix.picture):
            ground -= self._picture(shape, pixels) * u(0.12, 0.5) * contrast
        if hit(mix.page_edge):
            side = r.randrange(2)
            x = u(0, 0.3) * pixels if side == 0 else w - u(0, 0.3) * pixels
            blank = np.flatnonzero(cover.max(0) > 0.15)
            if len(blank):
                room = blank[0] if side == 0 else w - blank[-1]
                x = u(0, max(0.1, room - 0.1 * pixels)) if side == 0 else w - u(0, max(0.1, room - 0.1 * pixels))
            mask = (xx + u(-0.3, 0.3) * yy < x) if side == 0 else (xx + u(-0.3, 0.3) * yy > x)
            ground = np.where(mask, u(0, 255) + self._field(shape, (3, 6)) * u(0, 20), ground)

        dark = paper - contrast
        if hit(0.3):  # ink that is not equally dark everywhere
            cover = cover * np.clip(1 - np.abs(self._field(shape, (3, int(w / u(10, 120))))) * u(0.05, 0.4), 0.45, 1)
        image = ground * (1 - cover) + dark * cover

        image = self._overlays(image, mix, pixels, contrast, paper)

        # light
        if hit(mix.glare):
            if hit(0.5):
                x, s = u(0, w), u(0.8, 10) * pixels
                flare = np.exp(-(((xx + u(-1, 1) * yy) - x) ** 2) / (2 * s * s))
            else:
                flare = np.exp(-(((xx - u(0, w)) / (u(1, 8) * pixels)) ** 2 + ((yy - u(-0.5, 1.5) * h) / (u(0.5, 3) * h)) ** 2))
            image = image + flare * u(0.15, 0.85) * contrast
            if hit(0.5):
                image = np.minimum(image, u(225, 255))
        if hit(mix.shadow):
            edge = (xx - u(0, w)) + u(-6, 6) * (yy - h / 2)
            lit = 1 / (1 + np.exp(np.clip(-edge / (u(0.05, 4) * pixels) * r.choice((1, -1)), -30, 30)))
            image = image * (1 - u(0.15, 0.65) * lit)
        if hit(mix.fold):
            for _ in range(r.randint(1, 2)):
                d = (xx - u(0, w)) + u(-0.8, 0.8) * (yy - h / 2)
                s = u(0.03, 0.25) * pixels
                image = image + u(-0.8, 0.8) * contrast * np.exp(-(d * d) / (2 * s * s))
                image = image + np.where(d > 0, u(-0.15, 0.15), 0) * contrast * np.exp(-np.abs(d) / (u(1, 10) * pixels))

        # lens and sensor; two kinds of blur at full strength would leave nothing to read
        gauss, motion, defocus = hit(mix.gauss), hit(mix.motion), hit(mix.defocus)
        ease = 0.65 if gauss + motion + defocus > 1 else 1.0
        if gauss:
            image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), max(0.25, ease * u(0.02, 0.115) * pixels))
        if motion:
            length = max(1.0, ease * u(0.12, 0.36) * pixels)
            size = int(length) // 2 * 2 + 3
            kernel = np.zeros((size, size), np.float32)
            angle, c = u(0, 3.15), size // 2
            dx, dy = np.cos(angle) * length / 2, np.sin(angle) * length / 2
            a, b = (int((c - dx) * 16), int((c - dy) * 16)), (int((c + dx) * 16), int((c + dy) * 16))
            cv2.line(kernel, a, b, 1.0, 1, cv2.LINE_8, 4)
            image = cv2.filter2D(image.astype(np.float32), -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
        if defocus:
            radius = max(0.7, ease * u(0.06, 0.17) * pixels)
            size = int(radius) * 2 + 3
            g = np.arange(size, dtype=np.float32) - size // 2
            kernel = np.clip(radius + 0.5 - np.hypot(g[:, None], g[None]), 0, 1)
            image = cv2.filter2D(image.astype(np.float32), -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
        if hit(mix.noise):
            image = image + self.array.standard_normal(shape, np.float32) * u(0.01, 0.13) * contrast
        if hit(mix.chroma):
            small = cv2.resize(image.astype(np.float32), (max(2, w // 2), max(2, h // 2)), interpolation=cv2.INTER_AREA)
            k = u(0.3, 0.8)
            image = image * (1 - k) + cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR) * k
        if hit(mix.sharpen):
            image = image.astype(np.float32)
            image = image + u(0.4, 2.0) * (image - cv2.GaussianBlur(image, (0, 0), u(0.05, 0.15) * pixels + 0.4))
        if hit(0.2):
            image = 255 * np.clip(image / 255, 0, 1) ** u(0.6, 1.7)
        out = np.clip(image, 0, 255).astype(np.uint8)
        if hit(mix.specks):
            out = out.copy()
            amount = int(out.size * u(0.001, 0.02))
            out[self.array.integers(0, h, amount), self.array.integers(0, w, amount)] = r.choice((0, 255))
        if hit(mix.inverse):
            out = 255 - out
        if hit(mix.jpeg):
            out = self._jpeg(out, r.randint(12, 92) if pixels > 9 else r.randint(35, 92))
        if pixels > 8.5 and hit(mix.photocopy):
            kind = r.randrange(3)
            if kind == 0:
                out = cv2.threshold(out, 0, 255, cv2.THRESH_OTSU)[1]
            elif kind == 1:
                out = cv2.adaptiveThreshold(out, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, int(pixels * u(0.6, 1.6)) // 2 * 2 + 5, u(4, 14))
            else:
                out = np.clip((out.astype(np.float32) - u(90, 150)) * u(2, 6) + 128, 0, 255).astype(np.uint8)
            if hit(0.4):
                out = cv2.GaussianBlur(out, (0, 0), u(0.3, 0.07 * pixels))
            if hit(0.3):
                out = self._jpeg(out, r.randint(30, 90))
        return out

    def _jpeg(self, image: np.ndarray, quality: int) -> np.ndarray:
        top, left = self.rng.randrange(8), self.rng.randrange(8)  # block boundaries fall anywhere
        h, w = image.shape
        padded = cv2.copyMakeBorder(image, top, 8, left, 8, cv2.BORDER_REPLICATE)
        coded = cv2.imencode(".jpg", padded, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)[top : top + h, left : left + w]

    def _word(self, shape, word: str, at: tuple[int, int], size: float) -> np.ndarray:
        layer = np.zeros(shape, np.uint8)
        font = self.rng.choice((cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX))
        cv2.putText(layer, word, at, font, size, 255, max(1, int(size * 2)), cv2.LINE_AA)
        return layer.astype(np.float32) / 255

    def _picture(self, shape, pixels: float) -> np.ndarray:
        r = self.rng
        h, w = shape
        out = np.zeros(shape, np.float32)
        for _ in range(r.randint(2, 7)):
            centre = (r.randrange(w), r.randint(-h // 2, h + h // 2))
            kind, tone = r.randrange(3), r.uniform(-1, 1)
            if kind == 0:
                cv2.ellipse(out, centre, (int(r.uniform(0.5, 8) * pixels) + 1, int(r.uniform(0.5, 5) * pixels) + 1), r.uniform(0, 180), 0, 360, tone, -1, cv2.LINE_AA)
            elif kind == 1:
                points = np.int32([[centre[0] + r.gauss(0, 5) * pixels, centre[1] + r.gauss(0, 2) * pixels] for _ in range(4)])
                cv2.fillPoly(out, [points], tone, cv2.LINE_AA)
            else:
                size = r.uniform(0.05, 0.2) * pixels
                word = "".join(r.choices("abcdeghmnorstuvxyzRESPUB", k=r.randint(2, 8)))
                out += self._word(shape, word, centre, size) * tone * 0.7
        return cv2.GaussianBlur(out, (0, 0), r.uniform(0.03, 0.5) * pixels + 0.2)

    def _overlays(self, image, mix: Mix, pixels: float, contrast: float, paper: float):
        r, u = self.rng, self.rng.uniform
        hit = lambda p: r.random() < p  # noqa: E731
        h, w = image.shape
        if hit(mix.patch):  # holographic or laminate area
            mask = np.zeros((h, w), np.float32)
            x = u(-0.1, 1) * w
            points = np.int32([[x, -2], [x + u(2, 14) * pixels, -2 + u(0, h / 2)], [x + u(2, 14) * pixels, h + 2], [x + u(-3, 3) * pixels, h + 2]])
            cv2.fillPoly(mask, [points], 1.0)
            mask = cv2.GaussianBlur(mask, (0, 0), u(0.05, 0.6) * pixels + 0.2) * u(0.12, 0.55)
            image = image * (1 - mask) + mask * u(40, 255)
        if hit(mix.stamp):
            mask = np.zeros((h, w), np.float32)
            thick = max(1, int(u(0.06, 0.22) * pixels))
            cx, cy = u(0, w), u(-1.0, 2.0) * h
            if hit(0.5):
                radius = u(1.2, 5) * pixels
                for k in (1.0, u(0.7, 0.9)):
                    cv2.ellipse(mask, (int(cx), int(cy)), (int(radius * k) + 1, int(radius * k * u(0.7, 1)) + 1), u(0, 180), 0, 360, 1.0, thick, cv2.LINE_AA)
            else:
                box = cv2.boxPoints(((cx, cy), (u(3, 12) * pixels, u(1.5, 5) * pixels), u(-40, 40)))
                cv2.polylines(mask, [box.astype(np.int32)], True, 1.0, thick, cv2.LINE_AA)
            if hit(0.6):
                size = u(0.03, 0.1) * pixels
                word = "".join(r.choices("ABCDEFGHIKLMNOPRSTUVZ0123456789 .", k=r.randint(3, 9)))
                layer = self._word((h, w), word, (int(cx - 2 * pixels), int(u(0.1, 1.6) * h)), size)
                turn = cv2.getRotationMatrix2D((cx, h / 2), u(-50, 50), 1)
                mask = np.maximum(mask, cv2.warpAffine(layer, turn, (w, h)))
            mask *= u(0.25, 0.75) * np.clip(1 + 0.5 * self._field((h, w), (h // 3, w // 3)), 0, 1.3)
            image = image * (1 - np.clip(mask, 0, 1)) + np.clip(mask, 0, 1) * (paper - contrast * u(0.5, 1.0))
        if hit(mix.dots):
            image = image.astype(np.float32)
            regular = hit(0.3)  # perforation or a row of dots, as opposed to stains
            step, y0 = u(0.4, 2.0) * pixels, u(0, h)
            for i in range(r.randint(1, 14) if not regular else int(min(60, w / step))):
                x, y = (i * step, y0 + u(-1, 1)) if regular else (u(0, w), u(0, h))
                radius = u(0.05, 0.16) * pixels if regular or hit(0.75) else u(0.16, 0.36) * pixels
                tone = paper - contrast * u(0.3, 1.1) if hit(0.7) else paper + u(-10, 30)
                cv2.circle(image, (int(x * 16), int(y * 16)), max(6, int(radius * 16)), float(tone), -1, cv2.LINE_AA, 4)
        if hit(mix.hairline):
            image = image.astype(np.float32)
            for _ in range(r.randint(1, 3)):
                tone = paper - contrast * u(0.2, 1.0) if hit(0.65) else paper + u(0, 30)
                thick = max(1, int(u(0.03, 0.12) * pixels))
                if hit(0.5):  # along the line
                    y = u(0, h)
                    a, b = (0, int(y)), (w, int(y + u(-0.4, 0.4) * h))
                else:
                    a, b = (int(u(0, w)), -1), (int(u(0, w)), h)
                    b = (int(a[0] + u(-6, 6) * pixels), h) if hit(0.8) else b
                cv2.line(image, a, b, float(tone), thick, cv2.LINE_AA)
        return image

    # -- the network's input

    def _to_input(self, image: np.ndarray, mix: Mix) -> np.ndarray:
        r = self.rng
        h, w = image.shape
        if r.random() < mix.resampled:  # a picture that had been scaled before it came to us
            k = r.uniform(0.75, 1.9)
            image = cv2.resize(image, (max(64, int(w * k)), max(7, int(h * k))), interpolation=r.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
            h, w = image.shape
        if w > WIDTH:
            way = r.choice((cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        else:
            way = r.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4))
        return cv2.resize(image, (WIDTH, HEIGHT), interpolation=way)


def normalise(picture: np.ndarray) -> np.ndarray:
    x = picture.astype(np.float32)
    return (x - x.mean()) / (x.std() + 1e-3)
