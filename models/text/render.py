"""Renders single lines of the visual zone as a text detector cuts them from a scan or a phone's picture.

`Renderer(seed).sample()` gives a grey picture 32 pixels high and up to 640 wide, its text as classes, and for each time
step (four pixels) the class that stands there. A line is set with FreeType on a canvas, cut with its neighbours at the
resolution of an imagined source picture, printed on paper, degraded there, and scaled to the network's height.

What happens is governed by a `Mix`: one probability per effect. `TRAINING` is the mix to learn from; `evaluate.py`
forces one kind at a time.
"""

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from alphabet import BLANK, INDEX, shapes
from lines import LineWriter

HEIGHT, STEP, WIDEST = 32, 4, 640
FONT_ROOT = Path("/usr/share/fonts")

# Families to learn from: (weight, files). Weight is how often a family is taken.
TRAINED = [
    (4, "truetype/liberation2/LiberationSans-{Regular,Bold,Italic,BoldItalic}.ttf"),
    (2, "truetype/liberation/LiberationSansNarrow-{Regular,Bold}.ttf"),
    (1, "truetype/liberation2/LiberationSerif-{Regular,Bold,Italic}.ttf"),
    (2, "truetype/liberation2/LiberationMono-{Regular,Bold}.ttf"),
    (3, "truetype/dejavu/DejaVuSans{,-Bold,Condensed,Condensed-Bold,-Oblique}.ttf"),
    (1, "truetype/dejavu/DejaVuSerif{,-Bold,Condensed}.ttf"),
    (1, "truetype/dejavu/DejaVuSansMono{,-Bold}.ttf"),
    (2, "truetype/freefont/FreeSans{,Bold,Oblique}.ttf"),
    (1, "truetype/freefont/FreeSerif{,Bold}.ttf"),
    (1, "truetype/freefont/FreeMono{,Bold}.ttf"),
    (4, "truetype/noto/NotoSans-{Regular,Bold,Italic}.ttf"),
    (1, "truetype/noto/NotoSerif-{Regular,Bold}.ttf"),
    (1, "truetype/noto/NotoSansMono-{Regular,Bold}.ttf"),
    (4, "truetype/roboto/unhinted/RobotoTTF/Roboto-{Regular,Medium,Bold,Light,Italic}.ttf"),
    (2, "truetype/roboto/unhinted/RobotoCondensed-{Regular,Bold,Light}.ttf"),
    (2, "truetype/lato/Lato-{Regular,Bold,Medium,Light,Heavy}.ttf"),
    (2, "truetype/crosextra/Carlito-{Regular,Bold}.ttf"),
    (1, "truetype/crosextra/Caladea-{Regular,Bold}.ttf"),
    (2, "opentype/b612/B612-{Regular,Bold}.otf"),
    (1, "opentype/b612/B612Mono-{Regular,Bold}.otf"),
    (3, "opentype/ocr-b/OCRB.otf"),
    (1, "opentype/ocr-b/OCRBS.otf"),
    (3, "opentype/urw-base35/NimbusSans-{Regular,Bold}.otf"),
    (1, "opentype/urw-base35/NimbusSansNarrow-{Regular,Bold}.otf"),
    (1, "opentype/urw-base35/NimbusRoman-{Regular,Bold}.otf"),
    (1, "opentype/urw-base35/NimbusMonoPS-{Regular,Bold}.otf"),
    (1, "opentype/urw-base35/URWGothic-{Book,Demi}.otf"),
    (1, "opentype/urw-base35/C059-{Roman,Bold}.otf"),
    (2, "opentype/inter/Inter-{Regular,Medium,Bold,Light}.otf"),
    (1, "opentype/cantarell/Cantarell-{Regular,Bold}.otf"),
    (1, "opentype/linux-libertine/LinBiolinum_{R,RB}.otf"),
    (2, "truetype/paratype/PT{S55F,S75F,N57F,C55F,C75F}.ttf"),
    (1, "truetype/paratype/PT{F55F,M55F}.ttf"),
    (1, "opentype/roboto/slab/RobotoSlab-{Regular,Bold}.otf"),
    (1, "opentype/courier-prime/Courier Prime{, Bold, Sans}.otf"),
    (1, "truetype/anonymous-pro/Anonymous Pro{, B}.ttf"),
    (1, "truetype/play/Play-{Regular,Bold}.ttf"),
    (1, "opentype/adf/UniversalisADFStd-{Regular,Bold,Cond}.otf"),
    (1, "opentype/yanone-kaffeesatz/YanoneKaffeesatz-{Regular,Bold}.otf"),
    (1, "opentype/jura/Jura-{Medium,Bold}.otf"),
    (1, "truetype/ocr-a/OCRA.ttf"),
    (1, "opentype/neohellenic/GFSNeohellenic{,Bold}.otf"),
]  # fmt: skip
# Families that training never sees.
HELD_OUT = [
    (3, "truetype/open-sans/OpenSans-{Regular,Bold,Semibold,CondBold}.ttf"),
    (1, "truetype/hack/Hack-{Regular,Bold}.ttf"),
    (1, "truetype/charis/CharisSIL-{Regular,Bold}.ttf"),
    (1, "truetype/tuffy/Tuffy{,_Bold}.ttf"),
    (1, "opentype/adf/GilliusADF-{Regular,Bold,Cond}.otf"),
    (1, "opentype/cabin/Cabin-{Regular,Bold}.otf"),
    (1, "truetype/quicksand/Quicksand-{Medium,Bold}.ttf"),
    (1, "truetype/firacode/FiraCode-{Regular,Bold}.ttf"),
]  # fmt: skip


# -- type ------------------------------------------------------------------------------------------------------------


def _expand(pattern: str) -> list[Path]:
    if "{" not in pattern:
        return [FONT_ROOT / pattern]
    head, rest = pattern.split("{", 1)
    options, tail = rest.split("}", 1)
    return [FONT_ROOT / f"{head}{option}{tail}" for option in options.split(",")]


class Typeface:
    """One font file: which characters it has, and its sizes as they are needed."""

    def __init__(self, path: Path):
        self.path = path
        probe = self.probe = ImageFont.truetype(str(path), 40)
        self.cap = -probe.getbbox("H", anchor="ls")[1] / 40  # height of capitals in ems
        self.missing = bytes(probe.getmask("\uffff"))
        self.known: dict[str, bool] = {" ": True}
        self.sizes: dict[int, ImageFont.FreeTypeFont] = {}

    def has(self, text: str) -> bool:
        for c in text:
            if c not in self.known:
                mask = bytes(self.probe.getmask(c))
                self.known[c] = mask != self.missing and any(mask)
            if not self.known[c]:
                return False
        return True

    def size(self, em: int) -> ImageFont.FreeTypeFont:
        if em not in self.sizes:
            self.sizes[em] = ImageFont.truetype(str(self.path), em, layout_engine=ImageFont.Layout.BASIC)
        return self.sizes[em]


class Shelf:
    def __init__(self, families):
        self.families = [[Typeface(p) for p in _expand(pattern) if p.exists()] for _, pattern in families]
        self.weights = [weight if faces else 0 for (weight, _), faces in zip(families, self.families)]
        if not any(self.weights):
            raise SystemExit("no typeface found below /usr/share/fonts: see README.md for the packages")

    def pick(self, rng: Random, text: str) -> Typeface | None:
        for _ in range(12):
            face = rng.choice(rng.choices(self.families, self.weights)[0])
            if face.has(text):
                return face
        return None


@lru_cache(maxsize=2)
def shelf(held_out: bool = False) -> Shelf:
    return Shelf(HELD_OUT if held_out else TRAINED)


# -- mixes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mix:
    """Probability of each effect. All zero: black print on plain paper, moderately cut, 18 to 30 pixels of capital."""

    spaced: float = 0.0  # setting
    condensed: float = 0.0
    wide: float = 0.0
    small_caps: float = 0.0
    slant: float = 0.0
    underline: float = 0.0
    bold: float = 0.0  # ink
    thin: float = 0.0
    broken: float = 0.0
    tight: float = 0.0  # cut
    loose: float = 0.0
    neighbours: float = 0.0
    clipped: float = 0.0
    margin: float = 0.0
    tilt: float = 0.0
    curve: float = 0.0
    tiny: float = 0.0  # capitals of 6.5 to 9 source pixels
    low_res: float = 0.0  # 9 to 13
    mid_res: float = 0.0  # 13 to 18
    gradient: float = 0.0  # paper
    guilloche: float = 0.0
    texture: float = 0.0
    picture: float = 0.0
    low_contrast: float = 0.0
    inverse: float = 0.0
    hairline: float = 0.0  # on top
    stamp: float = 0.0
    glare: float = 0.0
    shadow: float = 0.0
    gauss: float = 0.0  # camera
    motion: float = 0.0
    sharpen: float = 0.0
    noise: float = 0.0
    jpeg: float = 0.0
    resampled: float = 0.0
    photocopy: float = 0.0
    empty: float = 0.0

    def scaled(self, by: float) -> "Mix":
        return Mix(**{f.name: min(1.0, getattr(self, f.name) * by) for f in fields(self)})

    def but(self, **changes: float) -> "Mix":
        return replace(self, **changes)


TRAINING = Mix(
    spaced=0.12, condensed=0.22, wide=0.08, small_caps=0.02, slant=0.08, underline=0.03, bold=0.12, thin=0.1, broken=0.06,
    tight=0.25, loose=0.22, neighbours=0.35, clipped=0.05, margin=0.12, tilt=0.5, curve=0.08,
    tiny=0.1, low_res=0.3, mid_res=0.3,
    gradient=0.45, guilloche=0.4, texture=0.25, picture=0.1, low_contrast=0.22, inverse=0.05,
    hairline=0.08, stamp=0.05, glare=0.1, shadow=0.06,
    gauss=0.5, motion=0.08, sharpen=0.15, noise=0.5, jpeg=0.5, resampled=0.2, photocopy=0.04, empty=0.012,
)  # fmt: skip


# -- lines -----------------------------------------------------------------------------------------------------------


@dataclass
class Set:
    """A line set on its canvas."""

    ink: np.ndarray  # float32, 0 to 1
    centres: np.ndarray  # of characters, along the canvas
    widths: np.ndarray
    left: float  # of the ink
    right: float
    base: float  # base line
    cap: float  # height of capitals


class Renderer:
    def __init__(self, seed: int, mix: Mix = TRAINING, vary_severity: bool = True, held_out: bool = False, writer=None):
        self.rng = Random(seed)
        self.array = np.random.default_rng(seed)
        self.writer = writer or LineWriter(self.rng)
        self.shelf = shelf(held_out)
        self.mixes = [mix.scaled(s) for s in (0.3, 0.7, 1.0, 1.3)] if vary_severity else [mix]

    def sample(self) -> tuple[np.ndarray, str, np.ndarray]:
        """Picture (uint8, 32 x width, the width a multiple of 4), its text as classes, the class of each step."""
        while True:
            result = self._try()
            if result is not None:
                return result

    # -- stage one: set the line

    def _set(self, text: str, face: Typeface, cap: float, mix: Mix, pad: int) -> Set | None:
        r = self.rng
        em = max(8, int(round(cap / face.cap)))
        font = face.size(em)
        cap = face.cap * em
        advances = np.array([font.getlength(text[: i + 1]) for i in range(len(text))])
        gap = r.uniform(0.04, 0.35) * cap if r.random() < mix.spaced else 0.0
        if len(text) > 1 and gap == 0.0 and r.random() < 0.25:
            gap = r.uniform(-0.035, 0.05) * cap  # set a little tighter or wider
        small = r.random() < mix.small_caps and any(c.islower() for c in text)
        height = int(em * 1.9)
        base = int(em * 1.25)
        extra = gap * len(text) + em * 0.5
        image = Image.new("L", (int(advances[-1] * (1.25 if small else 1) + extra) + 2 * pad + 2, height), 0)
        draw = ImageDraw.Draw(image)
        if gap == 0.0 and not small:
            draw.text((pad, base), text, font=font, fill=255, anchor="ls")
            starts = np.concatenate([[0.0], advances[:-1]]) + pad
            widths = advances - np.concatenate([[0.0], advances[:-1]])
        else:
            pen, starts, widths = float(pad), [], []
            lesser = face.size(max(7, int(em * r.uniform(0.74, 0.86)))) if small else font
            for c in text:
                used, glyph = (lesser, c.upper()) if small and c.islower() and len(c.upper()) == 1 else (font, c)
                draw.text((pen, base), glyph, font=used, fill=255, anchor="ls")
                width = used.getlength(glyph)
                starts.append(pen)
                widths.append(width)
                pen += width + gap
            starts, widths = np.array(starts), np.array(widths)
        ink = np.asarray(image)
        columns = np.flatnonzero(ink.max(0) > 60)
        if not len(columns):
            return None
        return Set(ink.astype(np.float32) / 255, starts + widths / 2, widths, columns[0], columns[-1] + 1, base, cap)

    def _try(self):
        r, mix = self.rng, self.rng.choice(self.mixes)
        hit = lambda p: r.random() < p  # noqa: E731
        u = r.uniform
        text, _ = self.writer.line()
        face = self.shelf.pick(r, text)
        if face is None:
            return None

        pixels = u(18, 30)  # height of capitals in the source picture
        if hit(mix.tiny):
            pixels = u(6.5, 9.0)
        elif hit(mix.low_res):
            pixels = u(9, 13)
        elif hit(mix.mid_res):
            pixels = u(13, 18)
        cap = float(np.clip(pixels * 1.25, 14, 30))
        line = self._set(text, face, cap, mix, int(cap * 2.5))
        if line is None:
            return None
        cap, base = line.cap, line.base
        canvas = line.ink

        # the cut: how far it reaches above the capitals, below the base line, and beyond the ends
        lowest = bool(set(text) & set("gjpqyçşţęąįųķļņģ,;()[]|@ЏЦЩДруфцщдђβγζημξρςφχψ")) or hit(0.5)
        highest = any(c in _HIGH for c in text)
        above, below = u(0.12, 0.5), u(0.1, 0.45)
        if hit(mix.tight):
            above, below = u(-0.02, 0.15), u(-0.02, 0.12)
        elif hit(mix.loose):
            above, below = u(0.4, 1.0), u(0.4, 1.0)
        above += u(0.18, 0.32) if highest else 0.0
        below += u(0.12, 0.25) if lowest else 0.0
        ends = [u(0.08, 0.7) * cap, u(0.08, 0.7) * cap]
        if hit(mix.margin):
            for side in r.choice(((0,), (1,), (0, 1))):
                ends[side] = u(0.5, 2.3) * cap
        if hit(mix.clipped):
            for side in r.choice(((0,), (1,))):
                ends[side] = -u(0.0, 0.12) * cap

        if hit(mix.neighbours):
            self._neighbours(canvas, line, face, mix)
        if hit(mix.underline):
            y = int(base + cap * u(0.2, 0.4))
            canvas[y : y + max(1, int(cap * u(0.03, 0.1)))] = u(0.4, 1.0)

        # ink
        if hit(mix.bold):
            canvas = cv2.GaussianBlur(canvas, (0, 0), cap * u(0.015, 0.04)) * u(1.3, 2.0)
        elif hit(mix.thin):
            canvas = (cv2.GaussianBlur(canvas, (0, 0), cap * u(0.01, 0.03)) - u(0.15, 0.4)) * u(1.2, 1.8)
        canvas = np.clip(canvas, 0, 1)
        if hit(mix.broken):
            coarse = self.array.random((r.randint(8, 40), max(4, canvas.shape[1] // r.randint(2, 6))), np.float32)
            holes = np.clip((coarse - u(0.05, 0.2)) * 6, u(0.0, 0.5), 1)
            canvas = canvas * cv2.resize(holes, canvas.shape[::-1], interpolation=cv2.INTER_LINEAR)

        # stage two: cut it at the resolution of the source picture
        stretch = u(0.9, 1.12)
        if hit(mix.condensed):
            stretch = u(0.62, 0.9)
        elif hit(mix.wide):
            stretch = u(1.12, 1.4)
        scale = pixels / cap  # source pixels per canvas unit, down
        x0, x1 = line.left - ends[0], line.right + ends[1]
        y0, y1 = base - cap * (1 + above), base + cap * below
        iw, ih = int(np.ceil((x1 - x0) * scale * stretch)), max(7, int(round((y1 - y0) * scale)))
        if iw < 4:
            return None
        sx, sy = (x1 - x0) / iw, (y1 - y0) / ih
        if max(sx, sy) > 1.15:
            canvas = cv2.GaussianBlur(canvas, (0, 0), sigmaX=max(0.3, 0.4 * sx), sigmaY=max(0.3, 0.4 * sy))
        shear, tilt, taper = 0.0, 0.0, 0.0
        if hit(mix.tilt):
            tilt = float(np.clip(u(-0.03, 0.03) * (x1 - x0), -0.2 * cap, 0.2 * cap))
            shear, taper = u(-0.12, 0.12), u(-0.08, 0.08)
        if hit(mix.slant):
            shear += u(-0.1, 0.3)
        middle = (y0 + y1) / 2
        across = (np.arange(iw, dtype=np.float32) + 0.5) / iw
        down = (np.arange(ih, dtype=np.float32) + 0.5) / ih - 0.5
        y_of = middle + tilt * (across - 0.5)
        if hit(mix.curve):
            y_of = y_of + u(-0.08, 0.08) * cap * np.sin(u(2, 6) * across + u(0, 6.3))
        map_y = y_of[None] + down[:, None] * (y1 - y0) * (1 + taper * (across - 0.5))[None]
        map_x = np.broadcast_to((x0 + across * (x1 - x0))[None], map_y.shape) + shear * (map_y - middle)
        cover = cv2.remap(canvas, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR)

        # where each character went, in steps of the network
        aspect = HEIGHT / ih * u(0.92, 1.1)
        width = int(np.clip(round(iw * aspect / STEP), 2, WIDEST // STEP)) * STEP
        steps = width // STEP
        # a character is found at the height of the middle of its capitals
        lean = shear * (base - cap / 2 - middle)
        at = (line.centres - lean - x0) / (x1 - x0) * steps
        spread = line.widths / (x1 - x0) * steps
        if (at < -0.2).any() or (at > steps + 0.2).any():
            return None
        seen = shapes(text)
        labels = np.full(steps, BLANK, np.int64)
        taken = -1
        previous = None
        for c, x, d in zip(seen, at, spread):
            first, last = int(np.ceil(x - 0.3 * d - 0.5)), int(np.floor(x + 0.3 * d - 0.5))
            if last < first:
                first = last = int(np.clip(round(x - 0.5), 0, steps - 1))
            least = taken + 1 + (c == previous)  # a letter twice needs a blank between
            first, last = max(first, least), max(last, least)
            if last >= steps:
                return None  # too narrow to be told
            labels[first : last + 1] = INDEX[c]
            taken, previous = last, c
        if hit(mix.empty):
            seen, labels = "", np.full(steps, BLANK, np.int64)
            cover = np.zeros_like(cover)

        image = self._source(cover, mix, pixels)
        if hit(mix.resampled):
            k = u(0.75, 1.8)
            image = cv2.resize(image, (max(4, int(iw * k)), max(7, int(ih * k))), interpolation=r.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
        shrinks = image.shape[0] > HEIGHT * 1.3
        way = r.choice((cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR)) if shrinks else r.choice((cv2.INTER_LINEAR, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        return cv2.resize(image, (width, HEIGHT), interpolation=way), seen, labels

    def _neighbours(self, canvas: np.ndarray, line: Set, face: Typeface, mix: Mix) -> None:
        """Lines above and below that reach into the cut, and what stands left or right on the same line."""
        r = self.rng
        for side in r.choice(((-1,), (1,), (-1, 1))):
            words, _ = self.writer.line()
            words = words * 2
            if not face.has(words):
                words = "Name Date 1234"
            other = face.size(max(8, int(line.cap / face.cap * r.uniform(0.5, 1.2))))
            image = Image.new("L", canvas.shape[::-1], 0)
            y = line.base + side * line.cap * r.uniform(1.35, 2.0) if side > 0 else line.base - line.cap * r.uniform(1.25, 2.0)
            ImageDraw.Draw(image).text((r.uniform(-20, line.right), y), words, font=other, fill=255, anchor="ls")
            np.maximum(canvas, np.asarray(image, np.float32) / 255 * r.uniform(0.5, 1.0), out=canvas)

    # -- stage three: paper, what lies on it, camera and copy

    def _field(self, shape, cell) -> np.ndarray:
        h, w = shape
        coarse = self.array.normal(0, 1, (max(2, int(h / cell) + 2), max(2, int(w / cell) + 2))).astype(np.float32)
        return cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)

    def _guilloche(self, shape, pixels: float) -> np.ndarray:
        """Fine waved lines, several systems of them, about as strong as they are dense."""
        r, u = self.rng, self.rng.uniform
        h, w = shape
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        out = np.zeros(shape, np.float32)
        for _ in range(r.randint(1, 3)):
            angle, period = u(0, np.pi), u(0.12, 0.9) * pixels
            along, over = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
            wave = over + u(0, 0.8) * pixels * np.sin(along / (u(0.6, 6) * pixels) + u(0, 6.3))
            ripple = np.sin(wave * (2 * np.pi / max(2.2, period)) + u(0, 6.3))
            sharp = u(-0.3, 0.9)
            out += np.clip((ripple - sharp) / (1 - sharp + 1e-3), 0, 1) * u(0.3, 1.0)
        return out

    def _source(self, cover: np.ndarray, mix: Mix, pixels: float) -> np.ndarray:
        r, u = self.rng, self.rng.uniform
        hit = lambda p: r.random() < p  # noqa: E731
        h, w = shape = cover.shape
        low = hit(mix.low_contrast)
        paper = u(110, 250) if not low else u(90, 235)
        contrast = u(45, 85) if low else u(0.45, 1.0) * paper
        contrast = min(contrast, paper - 2)
        image = np.full(shape, paper, np.float32)
        if hit(mix.gradient):
            a, b = u(-0.25, 0.25), u(-0.15, 0.15)
            image *= 1 + a * np.linspace(-1, 1, w, dtype=np.float32)[None] + b * np.linspace(-1, 1, h, dtype=np.float32)[:, None]
        if hit(mix.guilloche):
            image -= contrast * u(0.08, 0.5) * self._guilloche(shape, pixels)
        if hit(mix.texture):
            image += self._field(shape, u(0.1, 2) * pixels + 1) * contrast * u(0.02, 0.12)
        if hit(mix.picture):
            for _ in range(r.randint(1, 4)):
                layer = np.zeros(shape, np.float32)
                centre = (r.randint(-5, w + 5), r.randint(-h // 2, h + h // 2))
                if hit(0.5):
                    cv2.ellipse(layer, centre, (int(u(0.5, 6) * pixels) + 1, int(u(0.5, 4) * pixels) + 1), u(0, 180), 0, 360, 1.0, r.choice((-1, -1, max(1, int(0.1 * pixels)))), cv2.LINE_AA)
                else:
                    points = np.int32([[centre[0] + r.gauss(0, 4) * pixels, centre[1] + r.gauss(0, 1.5) * pixels] for _ in range(4)])
                    cv2.fillPoly(layer, [points], 1.0, cv2.LINE_AA)
                image -= cv2.GaussianBlur(layer, (0, 0), u(0.03, 0.4) * pixels + 0.2) * contrast * u(-0.25, 0.4)
        strength = u(0.75, 1.0)
        ink = image - contrast * strength if hit(0.7) else np.full(shape, max(0.0, paper - contrast), np.float32)
        image = image * (1 - cover) + ink * cover
        if hit(mix.hairline):
            for _ in range(r.randint(1, 2)):
                tone, thick = paper - contrast * u(0.2, 1.0), max(1, int(u(0.03, 0.1) * pixels))
                if hit(0.5):
                    y = u(0, h)
                    cv2.line(image, (0, int(y)), (w, int(y + u(-0.3, 0.3) * h)), float(tone), thick, cv2.LINE_AA)
                else:
                    x = u(0, w)
                    cv2.line(image, (int(x), -1), (int(x + u(-4, 4) * pixels), h), float(tone), thick, cv2.LINE_AA)
        if hit(mix.stamp):
            mask = np.zeros(shape, np.float32)
            radius, thick = u(1.2, 5) * pixels, max(1, int(u(0.06, 0.2) * pixels))
            cv2.ellipse(mask, (int(u(0, w)), int(u(-1, 2) * h)), (int(radius) + 1, int(radius * u(0.7, 1)) + 1), u(0, 180), 0, 360, 1.0, thick, cv2.LINE_AA)
            image -= mask * contrast * u(0.2, 0.6)
        if hit(mix.glare):
            centre, size = u(0, w), u(0.5, 4) * pixels
            glow = np.exp(-((np.arange(w, dtype=np.float32) - centre) ** 2) / (2 * size**2))[None] * u(0.2, 0.75)
            image = image * (1 - glow) + 255 * glow
        if hit(mix.shadow):
            edge, soft = u(0, w), u(0.2, 4) * pixels
            image *= 1 - u(0.15, 0.5) / (1 + np.exp(np.clip((edge - np.arange(w, dtype=np.float32)) / soft, -30, 30)))[None]

        if hit(mix.gauss):
            image = cv2.GaussianBlur(image, (0, 0), u(0.03, 0.095) * pixels + 0.15)
        if hit(mix.motion):
            size = max(2, int(u(0.08, 0.22) * pixels))
            kernel = np.zeros((size, size), np.float32)
            a = u(0, np.pi)
            cx = (size - 1) / 2
            cv2.line(kernel, (int(round(cx - cx * np.cos(a))), int(round(cx - cx * np.sin(a)))), (int(round(cx + cx * np.cos(a))), int(round(cx + cx * np.sin(a)))), 1.0)
            image = cv2.filter2D(image, -1, kernel / max(1.0, kernel.sum()))
        if hit(mix.sharpen):
            image = image + u(0.4, 1.6) * (image - cv2.GaussianBlur(image, (0, 0), u(0.6, 1.6)))
        if hit(mix.noise):
            grain = self.array.normal(0, u(1, 9) if not low else u(1, 5), shape).astype(np.float32)
            if hit(0.4):
                grain = cv2.GaussianBlur(grain, (0, 0), u(0.4, 0.9)) * 1.6
            image = image + grain
        if hit(0.3):
            image = 255 * np.clip(image / 255, 0, 1) ** u(0.7, 1.5)
        out = np.clip(image, 0, 255).astype(np.uint8)
        if hit(mix.inverse):
            out = 255 - out
        if hit(mix.jpeg):
            out = self._jpeg(out, r.randint(30, 92) if pixels > 11 else r.randint(50, 94))
        if pixels > 11 and hit(mix.photocopy):
            if hit(0.5):
                out = cv2.threshold(out, 0, 255, cv2.THRESH_OTSU)[1]
            else:
                out = np.clip((out.astype(np.float32) - (paper - contrast / 2)) * u(2, 6) + 128, 0, 255).astype(np.uint8)
        return out

    def _jpeg(self, image: np.ndarray, quality: int) -> np.ndarray:
        top, left = self.rng.randrange(8), self.rng.randrange(8)  # block boundaries fall anywhere
        h, w = image.shape
        padded = cv2.copyMakeBorder(image, top, 8, left, 8, cv2.BORDER_REPLICATE)
        coded = cv2.imencode(".jpg", padded, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)[top : top + h, left : left + w]


# Capitals with something on top of them.
_HIGH = set("ÀÁÂÃÄÅĆĈĊČĎÈÉÊËĒĔĖĘĚĜĞĠĤÌÍÎÏĨĪİĴĹĽÑŃŇÒÓÔÕÖŌŎŐŔŘŚŜŠŤÙÚÛÜŨŪŬŮŰŴÝŶŸŹŻŽЙЇЁЎЃЌΪΫ")


def normalise(picture: np.ndarray) -> np.ndarray:
    x = picture.astype(np.float32)
    return (x - x.mean()) / (x.std() + 1e-3)
