"""How pandas and LibreOffice read what stayput writes, and stayput what LibreOffice saves.

    python3 -m venv venv && venv/bin/pip install pandas
    venv/bin/python tests/round_trip.py target/release/stayput

Needs pandas and, for the second half, LibreOffice (`soffice`; without it that half is skipped, and says so). docs/spreadsheets.md has the
table that this prints. Exits with 1 where a spreadsheet of the locale that a dialect is for reads another number than was written.
"""

import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import pandas

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DIALECTS = ["standard", "excel", "excel-eu"]
# LibreOffice's numbers of languages, the separator that a spreadsheet of the locale expects, and the dialects meant for it.
LOCALES = {"en-US": (1033, ",", ["standard", "excel"]), "de-DE": (1031, ";", ["excel-eu"])}

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item></oor:items>
"""
LAB = """name = "Lab"
start = 2027-01-01
horizon = "24 months"
{}
[channels.lab]
hazard_per_year = {{ median = 0.15, p95 = 0.4 }}
"""
ROSTER = "id,team,hired,pay\n" + "".join(f"E{n},Vision,2019-03-0{n},{50_000 + n / 2}\n" for n in range(1, 8))


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")


def by_pandas(folder, resource):
    """A file as its description in datapackage.json says that it is to be read."""
    with open(folder / "datapackage.json", encoding="utf-8") as file:
        package = json.load(file)
    said = next(one for one in package["resources"] if one["name"] == resource)
    fields = said["schema"]["fields"]
    decimal = next((field["decimalChar"] for field in fields if "decimalChar" in field), ".")
    separator = said.get("dialect", {}).get("delimiter", ",")
    return pandas.read_csv(folder / said["path"], sep=separator, decimal=decimal, encoding=said["encoding"], keep_default_na=False, na_values=[""])


def office(work, locale, reading, writing, folder, file):
    """Has LibreOffice, set to a locale, read a file and write it in another form."""
    profile = work / f"profile-{locale}"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.format(locale), encoding="utf-8")
    run("soffice", "--headless", f"-env:UserInstallation=file://{profile}", f"--infilter={reading}", "--convert-to", writing, "--outdir", folder, file)


def by_libreoffice(file, language, separator, work):
    """The cells as LibreOffice takes them: numbers as floats, all else as text."""
    office(work, "en-US", f"CSV:{ord(separator)},34,76,1,,{language},false,true", "fods", work, file)
    rows = []
    for row in xml.parse(work / f"{file.stem}.fods").iter(f"{TABLE}table-row"):
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            count = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            kind = cell.get(f"{OFFICE}value-type")
            value = float(cell.get(f"{OFFICE}value")) if kind == "float" else cell.get(f"{OFFICE}date-value") or "".join(cell.itertext())
            cells += [value] * (count if count < 100 else 1)
        rows += [cells] * int(row.get(f"{TABLE}number-rows-repeated", "1")) if any(cells) else []
    return rows


def read_as(rows, truth):
    """How many of the numbers that were written are the same number, text or another number in the spreadsheet; one of the last."""
    places = [place for place, name in enumerate(truth.columns) if name in ("value", "mcse")]
    same, text, other, example = 0, 0, 0, ""
    for row, found in zip(truth.itertuples(index=False), rows[1:], strict=True):
        for place in places:
            if pandas.isna(row[place]):
                continue
            if not isinstance(found[place], float):
                text += 1
            elif abs(found[place] - row[place]) <= 1e-12 * abs(row[place]):
                same += 1
            else:
                other, example = other + 1, f"{row[place]!r} is {found[place]!r}"
    return same, text, other, example


def saved(stayput, work, locale, separator):
    """What a run says of a roster that LibreOffice has opened and saved."""
    folder = work / f"saved-{locale}"
    folder.mkdir()
    (work / "roster.csv").write_text(ROSTER, encoding="utf-8")
    office(work, locale, "CSV:44,34,76,1,,1033,false,true", f"csv:Text - txt - csv (StarCalc):{ord(separator)},34,76,1,,0,false,true,false", folder,
           work / "roster.csv")
    (folder / "lab.toml").write_text(LAB.format('[roster]\nfile = "roster.csv"'), encoding="utf-8")
    done = subprocess.run([stayput, "check", folder / "lab.toml"], capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def main(stayput):
    work = pathlib.Path(tempfile.mkdtemp())
    lab = work / "lab.toml"
    lab.write_text(LAB.format('[roster.generate]\nteams = 3\nteam_size = 6\ntenure = "3 years"'), encoding="utf-8")
    for dialect in DIALECTS:
        run(stayput, "run", lab, "--trials", "500", "--csv", dialect, "--out", work / dialect, "--quiet")
    truth = by_pandas(work / "standard", "summary")
    failed = False
    for dialect in DIALECTS:
        same = by_pandas(work / dialect, "summary").equals(truth)
        print(f"pandas reads {dialect} as datapackage.json says: {'the same table' if same else 'ANOTHER TABLE'}")
        failed |= not same
    if shutil.which("soffice") is None:
        print("LibreOffice skipped: there is no soffice")
        return failed
    print("| dialect | locale | the same number | text | another number |\n|---|---|---|---|---|")
    for dialect in DIALECTS:
        for locale, (language, _, meant) in LOCALES.items():
            written = ";" if dialect == "excel-eu" else ","
            same, text, other, example = read_as(by_libreoffice(work / dialect / "summary.csv", language, written, work), truth)
            print(f"| `{dialect}` | {locale} | {same:,} | {text:,} | {other:,}{f' ({example})' if example else ''} |")
            failed |= dialect in meant and text + other > 0
    for locale, (_, separator, _) in LOCALES.items():
        code, said = saved(stayput, work, locale, separator)
        print(f"\nA roster saved by LibreOffice under {locale}, exit {code}:\n{said}")
        # Read as it was, or refused; never another number.
        failed |= code not in (0, 2)
    return failed


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
