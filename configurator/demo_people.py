"""The people of the demo shop: who works there, and forty customers with their bodies."""

import base64
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from configurator.storage.accounts import Role

BY = "demo"
"""Who did it, as the audit trail tells it."""

HOME = "surmesure.example"

PEOPLE = {
    Role.CUSTOMER: (f"nadia@{HOME}", "Nadia El Amrani"),
    Role.STAFF: (f"yasmine@{HOME}", "Yasmine"),
    Role.PRODUCTION: (f"hugo@{HOME}", "Hugo"),
    Role.MANAGER: (f"samir@{HOME}", "Samir"),
    Role.MARKETER: (f"lina@{HOME}", "Lina"),
    Role.AUTHOR: (f"claire@{HOME}", "Claire"),
    Role.ADMIN: (f"amina@{HOME}", "Amina"),
}
"""One account for each role: e-mail and name. The customer is the first of CUSTOMERS."""

KEYS = ("waist", "hip", "thigh", "knee", "heel", "inseam", "front_rise", "back_rise")

# Measured as KEYS say, in mm; everybody is one of these, a little wider or longer.
WOMEN = (
    (680, 930, 540, 350, 305, 760, 245, 350),
    (740, 980, 565, 370, 315, 775, 255, 365),
    (780, 1010, 584, 385, 330, 790, 265, 375),
    (850, 1070, 625, 405, 335, 770, 275, 390),
    (940, 1150, 675, 430, 345, 765, 290, 410),
)
MEN = (
    (780, 940, 545, 370, 335, 800, 250, 365),
    (840, 985, 570, 385, 345, 815, 260, 375),
    (880, 1020, 590, 400, 350, 820, 270, 385),
    (960, 1070, 615, 415, 355, 810, 285, 400),
    (1050, 1130, 650, 435, 365, 805, 300, 415),
)

# Telephone numbers that regulators keep for stories, so that nobody is called by mistake.
PHONES = ("+33 6 39 98 {0:02d} {1:02d}", "", "+44 7700 900{2:03d}")

# Women and men in turn. Arabic names come with their spelling for an e-mail address.
NAMES = """
Nadia El Amrani, Jean Dupont, Camille Lefèvre, Omar Haddad, Salma Benjelloun, Thomas Wright
Emily Carter, Antoine Bernard, Inès Moreau, Karim Alaoui, سارة الإدريسي = sara.idrissi
James O'Connor, Charlotte Hughes, Lucas Perrin, Léa Fontaine, يوسف العلمي = youssef.alami
Khadija Ouazzani, Daniel Foster, Grace Whitfield, Mathieu Garnier, Manon Girard, Rachid Cherkaoui
ليلى بنسعيد = leila.bensaid, Oliver Hart, Rebecca Stone, Étienne Chevalier, Zineb Tazi, Mehdi Lahlou
Élodie Marchand, Samuel Price, Olivia Bennett, Hugo Lemaire, Hanane Berrada, Anas Fassi
Juliette Roux, عمر حداد = omar.haddad2, Sophie Walker, William Turner, Yasmina Kettani
Baptiste Renard
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A customer of the demo: `amounts` are lengths in mm by key (`hip_mm`)."""

    name: str
    email: str
    phone: str
    amounts: Mapping[str, int]


def customers() -> tuple[Sample, ...]:
    """The forty, the customer who has an account first."""
    written = NAMES.strip().replace("\n", ", ").split(", ")
    return tuple(_sample(place, *name.split(" = ")) for place, name in enumerate(written))


def derived(secret: str, name: str) -> str:
    """Text nobody can guess who has not the `secret`, and always the same for `name`.

    So that filling the shop can be taken up again wherever it was broken off.
    """
    digest = hashlib.blake2b(name.encode(), key=secret.encode()[:64], digest_size=24).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _sample(place: int, name: str, spelled: str = "") -> Sample:
    """The customer at `place`; some have no e-mail, others no phone, nobody neither."""
    phone = PHONES[place % 3].format(place, place * 37 % 100, place * 7)
    email = f"{spelled or _plain(name)}@example.com" if place % 4 or not phone else ""
    if name == PEOPLE[Role.CUSTOMER][1]:
        email = PEOPLE[Role.CUSTOMER][0]
    return Sample(name, email, phone, _body(place))


def _plain(name: str) -> str:
    """`name` as it stands in an e-mail address: `ines.moreau`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in letters.replace(" ", ".") if one.isascii() and one != "'")


def _body(place: int) -> Mapping[str, int]:
    """One of the bodies, with up to 2 % more or less girth and 3 cm more or less of leg."""
    shapes = MEN if place % 2 else WOMEN
    shape = shapes[place // 2 * 3 % len(shapes)]
    percent, longer_mm = place * 7 % 5 - 2, place * 11 % 7 * 10 - 30
    amounts = {
        f"{key}_mm": mm * (100 + percent) // 100 for key, mm in zip(KEYS, shape, strict=True)
    }
    # People are measured to half centimetres.
    rounded = {key: round(mm / 5) * 5 for key, mm in amounts.items()}
    return {**rounded, "inseam_mm": rounded["inseam_mm"] + longer_mm}
