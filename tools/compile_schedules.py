"""Compile the United States' published tariff lists into the package's schedules.

Usage: python tools/compile_schedules.py FOLDER_WITH_us_tariffs_2025_2026

One row for each economy: what it is charged, whether that comes on top of the existing duty
("additional") or replaces it ("all-in"), the rule that gave the figure ("listed", "baseline",
"documented"), and the source in words. Besides, `dated/us-2025.csv`: what every partner's goods
are charged in effect from each date on.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "src" / "tradetalks" / "policy" / "schedules"
EU = [
    "AUT",
    "BEL",
    "BGR",
    "CYP",
    "CZE",
    "DEU",
    "DNK",
    "ESP",
    "EST",
    "FIN",
    "FRA",
    "GRC",
    "HRV",
    "HUN",
    "IRL",
    "ITA",
    "LTU",
    "LUX",
    "LVA",
    "MLT",
    "NLD",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "SWE",
]
NAMES = {
    "BRUNEI": "BRN",
    "CÔTE D`IVOIRE": "CIV",
    "DEMOCRATIC REPUBLIC OF THE CONGO": "COD",
    "MYANMAR (BURMA)": "MMR",
    "KOREA, SOUTH": "KOR",
    "TURKEY": "TUR",
    "EUROPEAN UNION": "EU",
    "SOUTH AFRICA": "ZAF",
}
TRACKER = "tradewartracker/trade-war-redux-2025 (Waugh), MIT"
OUTSIDE = (
    "not subject to the order (sanctions and column 2 duties already preclude meaningful trade)"
)
Row = tuple[float, str, str, str]  # rate, basis, rule, source


def main(folder: Path) -> None:
    names = {}
    for row in read(folder / "CensusCountryMapping_FRBAtl_short.csv"):
        names[row["ISO3"]] = row["country"]
    iso = {name.upper(): code for code, name in names.items()} | NAMES

    annex = f"Executive Order 14257 of 2 April 2025, Annex I; {TRACKER}"
    april = {
        iso_of(row["CTY_NAME"], iso): (
            float(row["tariff_rate"]) / 100,
            "additional",
            "listed",
            annex,
        )
        for row in read(folder / "reciprocal-tariffs-annex-I.csv")
        if row["CTY_NAME"] not in {"China", "Canada", "Mexico"}
    }
    effective = (
        "exempt from the list; effective rate of the February-March 2025 duties after the "
        f"USMCA exemption; {TRACKER}"
    )
    china = (
        "34 points of the list plus the 20 points of February and March 2025 (54 in all); "
        "J. Loera, liberation-day-replication; the tracker's 104 is the later rate of 9 April"
    )
    april |= {
        "CHN": (0.54, "additional", "documented", china),
        "CAN": (0.0875, "additional", "documented", effective),
        "MEX": (0.045, "additional", "documented", effective),
    }
    write(
        "us-2025-04-02",
        "The United States' list of 2 April 2025, in points on top of the duties in force",
        with_common_rules(april),
        names,
    )

    order = f"Executive Order 14326, rates from 7 August 2025; {TRACKER}"
    august: dict[str, Row] = {
        iso_of(row["country_name"], iso): (
            float(row["rtariff-aug"]) / 100,
            "additional",
            "listed",
            order,
        )
        for row in read(folder / "clean-august-7-tariffs.csv")
    }
    dated = {
        row["country_name"]: float(row["effective tariff"]) / 100
        for row in read(folder / "country-by-time.csv")
        if row["date"] == "2025-08-07"
    }
    usmca = (
        "not on the list; effective added rate on 7 August 2025, duties on single sectors "
        f"included, after the USMCA exemption; {TRACKER}"
    )
    china = (
        "10 points of the suspended list plus the 20 points of February and March 2025; "
        "Budget-Lab-Yale/tariff-rate-tracker, revision dates"
    )
    europe = "Executive Order 14326: 15 per cent including the existing duty"
    august |= {
        "CHN": (0.30, "additional", "documented", china),
        "CAN": (round(dated["CANADA"], 4), "additional", "documented", usmca),
        "MEX": (round(dated["MEXICO"], 4), "additional", "documented", usmca),
        "EU": (0.15, "all-in", "documented", europe),
    }
    write(
        "us-2025-08-07",
        "The United States' rates from 7 August 2025, in points on top of the duties in force "
        "(the European Union's 15 per cent includes them); without the separate orders on India "
        "(+25 from 27 August) and Brazil (+40 from 6 August, many goods exempt)",
        with_common_rules(august),
        names,
    )
    write_dated(read(folder / "country-by-time.csv"), iso)


#: What the tracker books with a list before it was charged: partners, the list, the day from which
#: it was charged, the list before (none: no duty yet), and the part of the step charged at once.
#: China's second 10 points came on 4 March 2025 (Executive Order 14228), the first on 4 February
#: (14195); Hong Kong's goods are charged alike. India's second 25 came on 27 August (14329): until
#: then 25 on the goods not exempt, on the line through 10 points (10.6 in effect, June) and 50.
BOOKED_EARLY: tuple[tuple[tuple[str, ...], str, str, str, float], ...] = (
    (("CHN", "HKG"), "2025-02-04", "2025-03-04", "", 10 / 20),
    (("IND",), "2025-08-07", "2025-08-27", "2025-06-03", (25 - 10) / (50 - 10)),
)


def write_dated(rows: list[dict[str, str]], iso: dict[str, str]) -> None:
    """Points over the duties of 2024 by date and partner, weighed by imports of 2024."""
    points = {
        (row["date"], iso_of(row["country_name"], iso)): float(row["effective tariff"])
        for row in rows
    }
    told = dict.fromkeys(points, "")
    for partners, early, late, earlier, part in BOOKED_EARLY:
        for (date, country), rate in list(points.items()):
            if date == early:
                points[late, country], told[late, country] = rate, ""
        for country in partners:
            before = points[earlier, country] if earlier else 0.0
            points[early, country] = before + (points[early, country] - before) * part
            told[early, country] = "documented"
    with (OUT / "dated" / "us-2025.csv").open("w", newline="", encoding="utf-8") as stream:
        stream.write(
            "# title: The United States' tariffs from 4 February 2025 on, in effective points over "
            "the duties of 2024\n# owner: USA\n# until: 2026-09-21\n"
            f"# source: effective rates by partner weighed by imports of 2024; {TRACKER}\n"
        )
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["date", "iso3", "points", "rule"])
        for date, country in sorted(points):
            rule = told[date, country] or "listed"
            writer.writerow([date, country, f"{points[date, country]:.2f}", rule])


def with_common_rules(rows: dict[str, Row]) -> dict[str, Row]:
    """Members of the European Union, Hong Kong and Macau, and the countries left outside."""
    rows = dict(rows)
    rows |= dict.fromkeys(EU, rows["EU"])
    rate, basis, _, source = rows["CHN"]
    for part in ("HKG", "MAC"):
        rows[part] = (rate, basis, "documented", f"charged as China is: {source}")
    for country in ("RUS", "BLR", "CUB", "PRK"):
        rows[country] = (0.0, "additional", "documented", OUTSIDE)
    return rows


def write(name: str, title: str, rows: dict[str, Row], names: dict[str, str]) -> None:
    default: Row = (0.10, "additional", "baseline", "not listed: the baseline rate of 10 per cent")
    everyone = sorted(({*names, *rows, "ROW"}) - {"USA"})
    names = names | {"EU": "European Union", "ROW": "Rest of world", "CUB": "Cuba"}
    names |= {"PRK": "North Korea", "FLK": "Falkland Islands"}
    with (OUT / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
        stream.write(f"# title: {title}\n# owner: USA\n# default: 0.10\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["iso3", "rate", "basis", "rule", "country", "source"])
        for code in everyone:
            rate, basis, rule, source = rows.get(code, default)
            writer.writerow([code, f"{rate:g}", basis, rule, names.get(code, ""), source])


def iso_of(name: str, iso: dict[str, str]) -> str:
    """ISO3 code of a name in the lists, which differ from the census names in a few cases."""
    return iso[name.upper()]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
