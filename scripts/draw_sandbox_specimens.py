"""Draws the specimens that the sandbox's simulator hands out: pictures of a document and a face, and a video.

They show nobody: the card is of no country's making and the face is a drawing. Needs Pillow and an `ffmpeg` with libx264:

    python scripts/draw_sandbox_specimens.py path/to/ffmpeg
"""

import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

OUT = Path(__file__).resolve().parent.parent / "crates/providers/src/simulator/assets"
INK, PAPER, ACCENT, SKIN, HAIR = (38, 44, 60), (226, 234, 240), (92, 124, 158), (226, 190, 160), (82, 60, 48)


def font(size):
    return ImageFont.load_default(size)


def face(size, background=(236, 238, 240)):
    """A drawn face, looking at the reader."""
    width, height = size
    picture = Image.new("RGB", (width * 2, height * 2), background)
    pen = ImageDraw.Draw(picture)
    cx, cy, r = width, int(height * 0.88), int(min(width, height) * 0.5)
    pen.ellipse((cx - r * 1.7, cy + r * 1.05, cx + r * 1.7, cy + r * 3.6), fill=ACCENT)
    pen.rectangle((cx - r * 0.3, cy + r * 0.6, cx + r * 0.3, cy + r * 1.35), fill=SKIN)
    pen.ellipse((cx - r * 0.95, cy - r * 1.35, cx + r * 0.95, cy + r * 0.85), fill=HAIR)
    pen.ellipse((cx - r * 0.72, cy - r, cx + r * 0.72, cy + r), fill=SKIN)
    pen.pieslice((cx - r * 0.8, cy - r * 1.2, cx + r * 0.8, cy + r * 0.3), 180, 360, fill=HAIR)
    for side in (-1, 1):
        x = cx + side * r * 0.3
        pen.ellipse((x - r * 0.12, cy - r * 0.13, x + r * 0.12, cy + r * 0.05), fill="white")
        pen.ellipse((x - r * 0.06, cy - r * 0.1, x + r * 0.06, cy + r * 0.02), fill=INK)
        pen.line((x - r * 0.15, cy - r * 0.24, x + r * 0.15, cy - r * 0.24), fill=HAIR, width=max(2, r // 18))
    pen.line((cx, cy, cx - r * 0.06, cy + r * 0.3, cx + r * 0.06, cy + r * 0.3), fill=(190, 150, 124), width=max(2, r // 30))
    pen.arc((cx - r * 0.28, cy + r * 0.3, cx + r * 0.28, cy + r * 0.62), 20, 160, fill=(160, 84, 84), width=max(2, r // 16))
    return picture.resize(size, Image.LANCZOS)


def stamped(picture, text="SIMULATED", height=34):
    """The word across the foot of a picture, so that none can pass for a real one."""
    pen = ImageDraw.Draw(picture)
    width, bottom = picture.size
    pen.rectangle((0, bottom - height, width, bottom), fill=(176, 48, 48))
    pen.text((width / 2, bottom - height / 2), text, fill="white", font=font(int(height * 0.66)), anchor="mm")
    return picture


def card():
    picture = Image.new("RGB", (860, 540), PAPER)
    pen = ImageDraw.Draw(picture)
    for y in range(0, 540, 9):
        pen.line((0, y, 860, y + 60), fill=(214, 226, 234))
    return picture, pen


FIELDS = [
    ("Surname", "SPECIMEN"), ("Given names", "ANNA"), ("Date of birth", "31 JAN 1990"),
    ("Nationality", "Specimen"), ("Document no.", "SPECI2014"), ("Personal no.", "999999990"),
]


def front(blackened=False):
    picture, pen = card()
    pen.rectangle((0, 0, 860, 84), fill=ACCENT)
    pen.text((32, 42), "IDENTITY CARD  -  SPECIMEN", fill="white", font=font(36), anchor="lm")
    picture.paste(face((220, 280)), (40, 124))
    for row, (label, value) in enumerate(FIELDS):
        y = 118 + row * 58
        pen.text((300, y), label, fill=ACCENT, font=font(16))
        pen.text((300, y + 20), value, fill=INK, font=font(28))
        if blackened and label == "Personal no.":
            pen.rectangle((296, y + 18, 560, y + 54), fill="black")
    if blackened:
        pen.rectangle((40, 124, 260, 404), fill="black")
    pen.line((60, 450, 100, 430, 130, 462, 170, 436, 230, 452), fill=INK, width=3)
    return stamped(picture)


def back(blackened=False):
    picture, pen = card()
    pen.rectangle((0, 30, 860, 90), fill=INK)
    pen.text((40, 150), "This card was drawn for tests. It belongs to nobody.", fill=INK, font=font(26))
    lines = ["I<UTOSPECI20140999999990<<<<<<", "9001319F3301017UTO<<<<<<<<<<<8", "SPECIMEN<<ANNA<<<<<<<<<<<<<<<<"]
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            pen.text((44 + column * 26.2, 300 + row * 54), letter, fill=INK, font=font(34))
    if blackened:
        pen.rectangle((430, 296, 700, 344), fill="black")
    return stamped(picture)


def save(picture, name):
    picture.save(OUT / f"{name}.jpeg", quality=72, optimize=True, progressive=False)


def video(ffmpeg):
    """Two seconds: the card's front, its back, and the face, as a session shows them."""
    frames = [front(), back(), stamped(face((860, 540)))]
    scenes = b"".join(
        frame.resize((426, 268), Image.LANCZOS).tobytes() for frame in frames for _ in range(8)
    )
    command = [ffmpeg, "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "426x268", "-r", "12",
               "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "veryslow", "-crf", "32",
               "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
               str(OUT / "session.mp4")]
    subprocess.run(command, input=scenes, check=True)


OUT.mkdir(parents=True, exist_ok=True)
save(front(), "front")
save(back(), "back")
save(front(blackened=True), "front-redacted")
save(back(blackened=True), "back-redacted")
save(stamped(face((480, 640))), "selfie")
save(stamped(face((240, 320)), height=24), "portrait")
video(sys.argv[1])
