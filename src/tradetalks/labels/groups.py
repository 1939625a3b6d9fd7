"""Groups every baseline understands without being told, by ISO and ISIC code."""

from __future__ import annotations


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Countries by ISO 3166-1 alpha-3 code; those absent from a baseline are left out.
COUNTRY_GROUPS: dict[str, tuple[str, ...]] = {
    "EU": _codes(
        "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT "
        "NLD POL PRT ROU SVK SVN SWE"
    ),
    "quad": ("AUS", "IND", "JPN", "USA"),
    "G7": ("CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"),
    "G20": _codes("ARG AUS BRA CAN CHN DEU FRA GBR IDN IND ITA JPN KOR MEX RUS SAU TUR USA ZAF"),
    "BRICS": ("BRA", "CHN", "IND", "RUS", "ZAF"),
    "ASEAN": _codes("BRN IDN KHM LAO MMR MYS PHL SGP THA VNM"),
    "USMCA": ("CAN", "MEX", "USA"),
    "EFTA": ("CHE", "ISL", "LIE", "NOR"),
    "Mercosur": ("ARG", "BRA", "PRY", "URY"),
    "CPTPP": _codes("AUS BRN CAN CHL GBR JPN MEX MYS NZL PER SGP VNM"),
    "RCEP": _codes("AUS BRN CHN IDN JPN KHM KOR LAO MMR MYS NZL PHL SGP THA VNM"),
}

#: Sectors by ISIC Rev. 4; a group takes every sector that lies wholly inside it.
SECTOR_GROUPS: dict[str, tuple[str, ...]] = {
    "goods": ("A", "B", "C"),
    "services": ("D_U",),
    "agriculture": ("A",),
    "mining": ("B",),
    "manufacturing": ("C",),
    "energy": ("B05", "B06", "C19", "D"),
    "food": ("C10T12",),
    "textiles": ("C13T15",),
    "chemicals": ("C20",),
    "pharmaceuticals": ("C21",),
    "metals": ("C24", "C25"),
    "electronics": ("C26",),
    "machinery": ("C27", "C28"),
    "vehicles": ("C29",),
}
