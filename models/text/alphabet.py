"""What the recogniser can say: classes of shapes, and how a text becomes classes.

Latin A, Greek Alpha and Cyrillic A are one shape, so they are one class: which letter it is follows from the word that
it stands in, and is settled after reading (`crates/vision/src/visual_zone/script.rs` keeps the same table the other way
round). `classes.txt` lists the classes in the order of the network's output; the blank of CTC comes after them.
"""

from pathlib import Path

CLASSES = Path(__file__).with_name("classes.txt").read_text(encoding="utf-8").rstrip("\n")
INDEX = {c: i for i, c in enumerate(CLASSES)}
BLANK = len(CLASSES)

# Letters of one shape, the class first.
SAME_SHAPE = (
    "AΑА BΒВ CС EΕЕ HΗН IΙІ JЈ KΚК MΜМ NΝ OΟО PΡР SЅ TΤТ XΧХ YΥ ZΖ ÏΪЇ ËЁ ŸΫ "
    "aа cс eе iі jј oοо pр sѕ xх yу vν ïї ëё óό "
    "ГΓ ПΠ ФΦ кκ ĐÐ şș ŞȘ ţț ŢȚ '’‘ʼ`´ \"“”„ -–—‐"
)
FOLD = {other: group[0] for group in SAME_SHAPE.split(" ") for other in group[1:]}


def shapes(text: str) -> str:
    """The text as the network is to say it."""
    return "".join(FOLD.get(c, c) for c in text)


def readable(text: str) -> bool:
    return all(c in INDEX for c in shapes(text))
