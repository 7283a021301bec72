"""Text for synthetic machine-readable lines.

`random_line(rng)` returns one line of 30, 36 or 44 characters. Most lines follow the layouts of ICAO Doc 9303
(TD1, TD2, TD3, MRV-A, MRV-B) with right check digits, some follow national layouts, and a share is random text so
that the recogniser cannot lean on the grammar where the picture speaks.
"""

from random import Random

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
DIGITS = ALPHABET[:10]
LETTERS = ALPHABET[10:36]
FILLER = "<"
LENGTHS = (30, 36, 44)

_VALUE = {c: i for i, c in enumerate(ALPHABET[:36])} | {FILLER: 0}

_STATES = (
    "UTO D AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BGD BEL BEN BOL BIH BRA BGR CAN CHL CHN COL CRI HRV CUB CYP CZE "
    "DNK ECU EGY EST ETH FIN FRA GAB GEO GHA GRC GTM HND HUN ISL IND IDN IRN IRQ IRL ISR ITA JAM JPN JOR KAZ KEN KOR "
    "KWT KGZ LVA LBN LBY LIE LTU LUX MDG MYS MLI MLT MEX MDA MCO MNG MNE MAR MOZ NPL NLD NZL NGA NOR PAK PAN PRY PER "
    "PHL POL PRT QAT ROU RUS SAU SEN SRB SGP SVK SVN ZAF ESP LKA SWE CHE SYR THA TUN TUR UKR ARE GBR USA URY UZB VEN "
    "VNM YEM ZMB ZWE XXA XXB XXX EUE UNO RKS GBD GBN GBO XOM HKG TWN MAC"
).split()

_ONSET = (
    "B C D F G H J K L M N P R S T V W Y Z BR CH CL CR DR DJ FL FR GR GW KH KR KW PH PL PR QU SC SH SL SM SP ST SZ TH "
    "TR TS TZ VL WR X ZH ZB".split() + [""] * 10
)
_VOWEL = "A A A E E E I I I O O O U U Y AE AI AU EA EE EI EU IA IE IO OE OI OU UE UI OO YA".split()
_CODA = "N R S L T M K D X Z CK FF GH LL LT MB ND NG NT PP RD RG RN RT SCH SS ST TT TZ W Y V H C J".split() + [""] * 36
_ENDING = "SON SEN EZ OV OVA IC SKI SKA ENKO IAN IDIS ESCU MANN BERG SMITH WALA OGLU ZADEH QVIST WICZ XHAJ KJAER".split()


def check_digit(text: str) -> str:
    """ICAO 9303 check digit: weights 7, 3, 1, modulo ten."""
    return str(sum(_VALUE[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


class LineWriter:
    def __init__(self, rng: Random):
        self.rng = rng

    # -- parts ---------------------------------------------------------------------------------------------------

    def chars(self, count: int, pool: str) -> str:
        return "".join(self.rng.choices(pool, k=count))

    def pad(self, text: str, width: int) -> str:
        return (text + FILLER * width)[:width]

    def state(self) -> str:
        if self.rng.random() < 0.15:
            return self.chars(3, LETTERS)
        return self.pad(self.rng.choice(_STATES), 3)

    def date(self) -> str:
        r = self.rng
        date = f"{r.randrange(100):02d}{r.randint(1, 12):02d}{r.randint(1, 31):02d}"
        if r.random() < 0.02:  # month or day unknown
            date = date[:4] + "<<" if r.random() < 0.5 else date[:2] + "<<<<"
        return date

    def dated(self) -> str:
        date = self.date()
        return date + check_digit(date)

    def sex(self) -> str:
        return self.rng.choice("MMMFFF<X")

    def number(self, width: int = 9) -> str:
        r = self.rng
        size = width if r.random() < 0.7 else r.randint(max(1, width - 4), width)
        form = r.random()
        if form < 0.35:
            text = self.chars(size, DIGITS)
        elif form < 0.7:
            lead = r.randint(1, 3)
            text = self.chars(lead, LETTERS) + self.chars(max(0, size - lead), DIGITS)
        elif form < 0.9:
            text = self.chars(size, DIGITS + LETTERS)
        else:
            text = self.chars(size, DIGITS + LETTERS + FILLER * 6)
        return self.pad(text[:size], width)

    def optional(self, width: int) -> str:
        r = self.rng
        if r.random() < 0.45:
            return FILLER * width
        text = self.chars(r.randint(1, width), r.choice((DIGITS, DIGITS, DIGITS + LETTERS, DIGITS + LETTERS + FILLER * 8)))
        return self.pad(text, width)

    def word(self) -> str:
        r = self.rng
        if r.random() < 0.25:  # every pair of letters must occur somewhere
            return self.chars(r.randint(1, 11), LETTERS)
        syllables = r.choices((1, 2, 3, 4), (2, 5, 3, 1))[0]
        text = "".join(r.choice(_ONSET) + r.choice(_VOWEL) + r.choice(_CODA) for _ in range(syllables))
        if r.random() < 0.2:
            text += r.choice(_ENDING)
        return text

    def names(self, width: int) -> str:
        r = self.rng
        surname = FILLER.join(self.word() for _ in range(r.choices((1, 2, 3), (8, 3, 1))[0]))
        given = FILLER.join(self.word() for _ in range(r.choices((0, 1, 2, 3, 4), (1, 8, 6, 2, 1))[0]))
        return self.pad(surname + (FILLER * 2 + given if given else ""), width)

    def code(self, first: str) -> str:
        return first + self.rng.choice(FILLER * 12 + LETTERS)

    # -- layouts -------------------------------------------------------------------------------------------------

    def td3(self) -> list[str]:
        number, birth, expiry, extra = self.number(), self.dated(), self.dated(), self.optional(14)
        number += check_digit(number)
        extra += FILLER if not extra.strip(FILLER) and self.rng.random() < 0.5 else check_digit(extra)
        tail = check_digit(number + birth + expiry + extra)
        return [
            self.code("P") + self.state() + self.names(39),
            number + self.state() + birth + self.sex() + expiry + extra + tail,
        ]

    def td2(self) -> list[str]:
        number, birth, expiry, extra = self.number(), self.dated(), self.dated(), self.optional(7)
        number += check_digit(number)
        tail = check_digit(number + birth + expiry + extra)
        return [
            self.code(self.rng.choice("IIIAC")) + self.state() + self.names(31),
            number + self.state() + birth + self.sex() + expiry + extra + tail,
        ]

    def td1(self) -> list[str]:
        r = self.rng
        birth, expiry = self.dated(), self.dated()
        if r.random() < 0.1:  # number longer than nine places: filler, rest and check digit in the optional field
            whole = self.chars(r.randint(10, 14), r.choice((DIGITS, DIGITS + LETTERS)))
            number, extra = whole[:9] + FILLER, self.pad(whole[9:] + check_digit(whole), 15)
        else:
            number, extra = self.number(), self.optional(15)
            number += check_digit(number)
        more = self.optional(11)
        tail = check_digit(number + extra + birth + expiry + more)
        return [
            self.code(r.choice("IIIAC")) + self.state() + number + extra,
            birth + self.sex() + expiry + self.state() + more + tail,
            self.names(30),
        ]

    def visa(self, width: int) -> list[str]:
        number = self.number()
        head = number + check_digit(number) + self.state() + self.dated() + self.sex() + self.dated()
        return [self.code("V") + self.state() + self.names(width - 5), head + self.optional(width - len(head))]

    def national(self) -> list[str]:
        """Cards that take their own way: the earlier French card, driving licences, card-size permits."""
        r = self.rng
        form = r.randrange(4)
        if form == 0:
            office = self.chars(3, DIGITS) + (self.chars(3, DIGITS) if r.random() < 0.7 else FILLER * 3)
            first = "IDFRA" + self.pad(FILLER.join(self.word() for _ in range(r.choice((1, 1, 1, 2)))), 25) + office
            number = self.chars(4, DIGITS) + self.chars(3, DIGITS + "AB") + self.chars(5, DIGITS)
            given = self.pad(self.word() + (FILLER * 2 + self.word() if r.random() < 0.6 else ""), 14)
            second = number + check_digit(number) + given + self.dated() + r.choice("MF")
            return [first, second + check_digit(first + second)]
        if form == 1:
            body = r.choice(("D1", "D<", "DL")) + self.state() + self.chars(r.randint(8, 18), DIGITS + LETTERS)
            body = self.pad(body, 29)
            return [body + check_digit(body), self.names(30)]
        if form == 2:
            head = r.choice("IAC") + r.choice(DIGITS + LETTERS) + self.state() + self.chars(9, DIGITS + LETTERS)
            return [self.pad(head + self.optional(16), 30), self.pad(self.dated() + self.sex() + self.optional(22), 30)]
        return [self.pad(self.chars(r.randint(6, 28), DIGITS + FILLER), 30), self.names(30)]

    def noise(self) -> list[str]:
        r = self.rng
        width = r.choice(LENGTHS)
        pool = r.choice((ALPHABET, ALPHABET, LETTERS, DIGITS, ALPHABET + FILLER * 20, LETTERS + FILLER * 8, "MNHWKXVY<", "0ODQ8B6G5S2Z1IJLT7"))
        text = self.chars(width, pool)
        if r.random() < 0.5:  # a long run at any place, because counting fillers is where line readers fail
            run = r.randint(4, width - 4)
            at = r.randint(0, width - run)
            text = text[:at] + FILLER * run + text[at + run :]
        return [text]

    def zone(self) -> list[str]:
        form = self.rng.choices("abcdefg", (24, 12, 24, 6, 6, 8, 20))[0]
        return {
            "a": self.td3,
            "b": self.td2,
            "c": self.td1,
            "d": lambda: self.visa(44),
            "e": lambda: self.visa(36),
            "f": self.national,
            "g": self.noise,
        }[form]()

    def line(self) -> tuple[str, str, str]:
        """One line with the lines printed above and below it ("" where there is none)."""
        zone = self.zone()
        i = self.rng.randrange(len(zone))
        return zone[i], zone[i - 1] if i else "", zone[i + 1] if i + 1 < len(zone) else ""


def random_line(rng: Random) -> str:
    return LineWriter(rng).line()[0]
