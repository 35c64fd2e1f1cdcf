"""Invented names of the country: regions, companies, people; and numbers that tell nothing."""

from collections import Counter
from collections.abc import Mapping

from numpy.random import Generator

REGIONS = ("Mary", "Akgum", "Gündogar", "Köpetýaka", "Lebapsu", "Sazakly")
QUARTERS = ("Demirgazyk", "Günorta", "Günbatar", "Gündogar", "Merkez")  # north south west east centre
_VILLAGES = (
    "Ak Guýy", "Altyn Sähra", "Bagabat", "Çynarly", "Daşköpri", "Gökçäge", "Gülüstan", "Gyzyl Gaýa", "Kerwensaraý",
    "Nurly Ýol", "Pagtaçy", "Sary Çeşme", "Täze Oba", "Üzümli", "Ýalkym", "Zähmetkeş",
)  # fmt: skip
_FIRST = (
    "Ak Ýyldyz", "Altyn Gum", "Arkadag Ýol", "Balkan Şemal", "Berkarar", "Çarwa", "Dostluk", "Galkynyş San",
    "Garagum", "Gök Deňiz", "Günbatar", "Gündogar", "Jeýhun", "Kerwen", "Köpetdag", "Merw", "Oguzhan",
    "Parahat", "Rowaç", "Sähra Ýeli", "Sapar", "Severny Veter", "Täze Asyr", "Uzboý", "Vostok", "Ýüpek Ýoly",
)  # fmt: skip
_SECOND = (
    "Hash", "Kripto", "Data", "Energo", "Mayning", "Sanly Hasap", "Blok", "Invest-Hash", "Teh", "Kuwwat",
    "Server", "Digital", "Hasaplaýyş", "Promenergo",
)  # fmt: skip
_FORM = ("HJ", "ÝGPJ", "OOO", "HK")
_GIVEN = (
    "Aýgül", "Bahar", "Begenç", "Çary", "Döwlet", "Gözel", "Irina", "Jeren", "Kerim", "Maral", "Merdan",
    "Myrat", "Nikolaý", "Oguljan", "Orazgül", "Rejep", "Selbi", "Serdar", "Sergeý", "Zöhre",
)  # fmt: skip
_FAMILY = (
    "Amanow", "Annaýew", "Ataýew", "Babaýew", "Berdiýew", "Durdyýew", "Garajaýew", "Hojamow", "Ivanow",
    "Nuryýew", "Orazow", "Petrow", "Rahimow", "Saparow", "Taganow", "Ýazow",
)  # fmt: skip
_PLAIN = str.maketrans("ÄäÇçÖöŞşÜüÝýŽžŇň", "AaCcOoSsUuYyZzNn")


def plain(name: str) -> str:
    """Spell a name with the letters an id or a file name may hold."""
    return name.translate(_PLAIN).replace(" ", "-")


def regions(count: int) -> list[str]:
    """Name `count` regions: the six, and beyond them the quarters of each."""
    quarters = [f"{region} {quarter}" for quarter in QUARTERS for region in REGIONS]
    return [*REGIONS, *quarters][:count]


def places(feeders: Mapping[str, str], rng: Generator) -> list[str]:
    """Name what each feeder serves: the region's own town with its first, villages with the others."""
    drawn = [_VILLAGES[i] for i in rng.integers(0, len(_VILLAGES), len(feeders))]
    towns: set[str] = set()
    named = []
    for (_, region), village in zip(feeders.items(), drawn, strict=True):
        named.append(f"{region}, {village}" if region in towns else region)
        towns.add(region)
    return _distinct(named)


def companies(count: int, rng: Generator) -> list[str]:
    return _distinct(
        [
            f"{_FIRST[a]} {_SECOND[b]} {_FORM[c]}"
            for a, b, c in rng.integers(0, _sizes(_FIRST, _SECOND, _FORM), (count, 3))
        ]
    )


def people(count: int, rng: Generator) -> list[str]:
    return _distinct(
        [f"{_GIVEN[a]} {_FAMILY[b]}" for a, b in rng.integers(0, _sizes(_GIVEN, _FAMILY), (count, 2))]
    )


def numbers(count: int, *, digits: int, rng: Generator) -> list[str]:
    """Draw `count` different numbers, so that neither order nor nearness means anything."""
    lowest, highest = 10 ** (digits - 1), 10**digits
    return [str(lowest + n) for n in rng.choice(highest - lowest, count, replace=False)]


def wallet(rng: Generator) -> str:
    """Draw an address in the dress of the test network: nobody can hold it."""
    letters = rng.choice(list("qpzry9x8gf2tvdw0s3jn54khce6mua7l"), 38)
    return "tb1q" + "".join(letters)


def _sizes(*words: tuple[str, ...]) -> list[int]:
    return [len(row) for row in words]


def _distinct(names: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return told
