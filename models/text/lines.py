"""Text for synthetic lines of identity documents.

`LineWriter(rng).line()` returns a line and the script that its typeface must have. Names, places and authorities come
from `words.py`, half of them spliced out of two words; a share is random letters, so that the picture counts for more
than what usually follows what. Dates come in every spelling met in Europe.
"""

from random import Random

from alphabet import CLASSES, readable
from words import TONGUES

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LATIN_MARKED = "".join(c for c in CLASSES if c.isalpha() and 0xC0 <= ord(c) < 0x250 or c == "ẞ")
CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄІЇЈЉЊЋЏЃЌЎҐЁ"
GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"
SCRIPT = {"ru-uk": "cyrillic", "bg-sr": "cyrillic", "el": "greek"}
SHARE = {"en": 14, "fr": 9, "de": 9, "es": 7, "pt": 5, "it": 6, "nl": 6, "nordic": 8, "pl": 6, "cs": 8, "hu-ro-tr": 9, "south-baltic": 9, "ru-uk": 11, "bg-sr": 8, "el": 10}
_VARIANTS = {
    "A": "ÀÁÂÃÄÅĀĂĄÆ", "C": "ÇĆĈĊČ", "D": "ĎĐ", "E": "ÈÉÊËĒĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ", "I": "ÌÍÎÏĪĮİ", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽŁ", "N": "ÑŃŅŇ",
    "O": "ÒÓÔÕÖØŌŐŒ", "R": "ŔŘ", "S": "ŚŜŞŠ", "T": "ŢŤÞ", "U": "ÙÚÛÜŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŸŶ", "Z": "ŹŻŽ",
}  # fmt: skip
_VARIANTS |= {k.lower(): v.lower().replace("i̇", "ı") for k, v in _VARIANTS.items()}
_BARE = str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ")


def capitals(text: str, tongue: str) -> str:
    if tongue == "hu-ro-tr" and any(c in text for c in "ışğİŞĞ"):
        text = text.replace("i", "İ")
    return text.replace("ß", "ẞ").upper()


class LineWriter:
    def __init__(self, rng: Random):
        self.rng = rng
        self.tongues = list(TONGUES)
        self.shares = [SHARE[t] for t in self.tongues]
        self.names = {t: TONGUES[t]["names"].split() for t in TONGUES}
        self.places = {t: TONGUES[t]["places"].split() for t in TONGUES}
        self.labels = {t: TONGUES[t]["labels"].split("|") for t in TONGUES}
        self.bodies = {t: TONGUES[t]["bodies"].split("|") for t in TONGUES}
        self.months = {t: TONGUES[t]["months"].split() for t in TONGUES}

    def chars(self, count: int, pool: str) -> str:
        return "".join(self.rng.choices(pool, k=count))

    # -- words ---------------------------------------------------------------------------------------------------

    def word(self, t: str, pool=None) -> str:
        r = self.rng
        pool = pool or self.names[t]
        word = r.choice(pool)
        if r.random() < 0.5:
            other = r.choice(pool)
            if len(word) > 3 and len(other) > 3:
                word = word[: r.randint(2, len(word) - 1)] + other[r.randint(1, len(other) - 2) :].lower()
        if r.random() < 0.12:
            letters = {"cyrillic": CYRILLIC, "greek": GREEK}.get(SCRIPT.get(t, ""), CAPITALS)
            word = self.chars(r.randint(1, 10), letters)
            word = word if r.random() < 0.5 else word.capitalize()
        if t not in SCRIPT and r.random() < 0.12:
            word = "".join(r.choice(_VARIANTS[c]) if c in _VARIANTS and r.random() < 0.4 else c for c in word)
        return word

    def some(self, t: str, most: int) -> str:
        r = self.rng
        count = min(most, r.choices((1, 2, 3, 4), (10, 6, 3, 1))[0])
        words = [self.word(t) for _ in range(count)]
        text = words[0]
        for word in words[1:]:
            text += r.choices((" ", "-", ", "), (14, 3, 1))[0] + word
        return text

    def number(self) -> str:
        r = self.rng
        form = r.randrange(9)
        if form == 0:
            return self.chars(r.randint(5, 12), DIGITS)
        if form in (1, 2):
            return self.chars(r.randint(1, 3), CAPITALS) + self.chars(r.randint(5, 8), DIGITS)
        if form == 3:
            return self.chars(r.randint(7, 10), DIGITS + CAPITALS)
        if form == 4:
            return r.choice((" ", "-", ".", "/")).join(self.chars(r.randint(2, 4), DIGITS) for _ in range(r.randint(2, 4)))
        if form == 5:
            return self.chars(r.randint(1, 3), CAPITALS) + r.choice((" ", "-", ". ")) + self.chars(r.randint(4, 7), DIGITS)
        if form == 6:
            return self.chars(6, DIGITS) + r.choice(("-", "+", "/", " ")) + self.chars(r.randint(3, 5), DIGITS + "ABCDEFHK")
        if form == 7:
            return self.chars(r.randint(1, 2), CAPITALS) + self.chars(r.randint(2, 4), DIGITS) + self.chars(r.randint(1, 4), DIGITS + CAPITALS)
        return self.chars(r.randint(1, 2), DIGITS) + r.choice((",", ".")) + self.chars(2, DIGITS) + r.choice((" m", " M", "m"))

    def date(self, t: str) -> str:
        r = self.rng
        day, month, year = r.randint(1, 31), r.randint(1, 12), r.choice((r.randint(1930, 2039), r.randint(1950, 2035)))
        d = f"{day:02d}" if r.random() < 0.85 else str(day)
        m = f"{month:02d}"
        y = str(year)
        form = r.random()
        if form < 0.5:
            sep = r.choices((".", " ", "/", "-", ". "), (10, 5, 4, 3, 2))[0]
            if r.random() < 0.15:
                return f"{y}{sep}{m}{sep}{d}"
            y = y[2:] if r.random() < 0.12 else y
            return f"{d}{sep}{m}{sep}{y}"
        name = r.choice(self.months[t])
        name = name.upper() if r.random() < 0.65 else name
        if r.random() < 0.3:
            other = r.choice(self.months[r.choice(("en", "fr"))])
            name = f"{name}{r.choice(('/', ' / ', '/', '.'))}{other.upper()}"
        y = y[2:] if r.random() < 0.3 else y
        sep = r.choices((" ", ".", "-", ""), (12, 1, 1, 1))[0]
        return f"{d}{sep}{name}{sep}{y}" if r.random() < 0.93 else f"{name} {d}, {y}"

    def label(self, t: str) -> str:
        r = self.rng
        text = r.choice(self.labels[t])
        if r.random() < 0.5:
            other = r.choice(self.labels[r.choice(("en", "fr", "en", t))])
            text = f"{text}{r.choice(('/', ' / ', ' ', '/', ' · ' if False else ' - '))}{other}"
        if r.random() < 0.12:
            text = f"{r.randint(1, 14)}{r.choice(('. ', '.', ' ', 'a. '))}{text}"
        if r.random() < 0.15:
            text += r.choice((":", ".", f" ({r.randint(1, 14)})", f" [{r.randint(1, 9)}]", "*", "/", " :"))
        if r.random() < 0.06:
            text = f"({text})"
        return text

    def address(self, t: str) -> str:
        r = self.rng
        parts = [
            f"{self.word(t, self.places[t])} {r.randint(1, 299)}{r.choice(('', '', 'a', 'B', '/' + str(r.randint(1, 30))))}",
            f"{self.chars(r.choice((4, 5, 5, 6)), DIGITS)} {self.word(t, self.places[t])}",
            f"{self.chars(2, DIGITS)}-{self.chars(3, DIGITS)} {self.word(t, self.places[t])}",
            f"{self.word(t, self.places[t])}, {self.word(t, self.places[t])}",
            f"{self.word(t, self.places[t])} ({r.choice(CAPITALS)}{r.choice(CAPITALS)})",
        ]
        return r.choice((", ", " ")).join(r.sample(parts, r.choice((1, 1, 2))))

    def line(self) -> tuple[str, str]:
        """A line of 1 to 60 characters, and the script that most of it is in: `latin`, `cyrillic` or `greek`."""
        while True:
            t = self.rng.choices(self.tongues, self.shares)[0]
            text = " ".join(self._line(t).split())
            if 1 <= len(text) <= 60 and readable(text):
                return text, SCRIPT.get(t, "latin")

    def _line(self, t: str) -> str:
        r = self.rng
        form = r.choices("nplbadxcsm", (22, 8, 20, 8, 5, 16, 12, 4, 3, 3))[0]
        if form == "n":
            text = self.some(t, 4)
        elif form == "p":
            text = self.word(t, self.places[t])
            if r.random() < 0.25:
                text += r.choice((", ", " ", "/", " - ")) + r.choice((self.word(t, self.places[t]), self.chars(3, CAPITALS)))
        elif form == "l":
            text = self.label(t)
            if r.random() < 0.85:
                return text if r.random() < 0.75 else capitals(text, t)
        elif form == "b":
            text = r.choice(self.bodies[t])
            if r.random() < 0.15:
                text += r.choice((" ", ", ")) + self.word(t, self.places[t])
        elif form == "a":
            text = self.address(t)
        elif form == "d":
            text = self.date(t)
            if r.random() < 0.1:
                text += r.choice((" ", " - ", " / ")) + self.date(t)
            return text if r.random() < 0.8 else capitals(text, t)
        elif form == "x":
            text = self.number()
            if r.random() < 0.1:
                text = r.choice(("No. ", "Nr. ", "№ ", "N° ", "NO ", "№")) + text
            return text
        elif form == "c":  # short codes: sex, type, state
            return r.choice((r.choice("FMXPVIACKŻЖМЧ"), "P", "M/M", "F/F", "M/H", "K/F", "M", "F", self.chars(3, CAPITALS), self.chars(2, CAPITALS), f"{r.randint(1, 9)}{r.choice('abcd.')}", self.chars(2, DIGITS)))
        elif form == "s":  # anything
            pools = (CAPITALS, CAPITALS + DIGITS, CAPITALS.lower(), CYRILLIC, CYRILLIC.lower(), GREEK, LATIN_MARKED, "0O1Il|/8B5S2Z6G", CLASSES)
            pool = r.choice(pools)
            return " ".join(self.chars(r.randint(1, 9), pool) for _ in range(r.randint(1, 3)))
        else:  # a label with its value behind it
            value = r.choice((self.some(t, 2), self.date(t), self.number()))
            text = r.choice(self.labels[t]) + r.choice((": ", " ", ". ")) + (value if r.random() < 0.4 else capitals(value, t))
            return text
        case = r.random()
        if case < 0.68:
            text = capitals(text, t)
            if t == "el" and r.random() < 0.85:  # Greek capitals are mostly set without the tonos
                text = text.translate(_BARE)
            return text
        return text if case < 0.95 else text.lower()
