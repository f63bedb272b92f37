"""Compares what the followthemoney library makes of our register with what the desk holds.

    python -m tests.bench.prove_register [--venv FOLDER] [--first N] [--registers N]

Makes an environment in a temporary folder (or in FOLDER, and keeps it) with followthemoney in it.
Registers are: that of our samples, random ones with merges, splits, roles and names in many
scripts, and those of the gold files beside the checkout, linked as tagging links. Each is written
as ``ftm``, loaded by the library (`tests.bench.ftm_graph`), and compared with the same register as
``register-jsonl``: names, posts and their dates, documents with their places, countries, ids that
lead to an entity. What is missing must be just what the export said it would lose.

Prints one JSON object; exit status 1 when something differs. Where the library cannot be installed
nothing is proven, and it is said why.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from store import annotations
from store.desk import Desk
from store.errors import Refused
from store.export import export_register
from store.export.ftm_fit import public_id
from store.ingest import ingest
from store.intake import Intake
from store.model import Record
from store.register import deciding, exchange
from tests.bench.environments import environment

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold"
PACKAGES = ("followthemoney>=4,<5",)

_NAMES = (
    "Seyed Sattar Hashemi", "ستار هاشمی", "王毅", "Иван Петрович", "Željko Şahin", "O'Brien",
    "“Abu Ali”", "'Abd al-Rahman", "김여정", "सुब्रह्मण्यम जयशंकर", "=1+1", "😀", "—", "A\u200cB", "Dr. No",
    "e\u0301 é", "x" * 500, "\u200fمحمد\u200f",
)  # fmt: skip
_TITLES = ("minister of ICT", "وزير الخارجية", "外交部长", "envoy", "-", "Minister “for” all", "–!")
_DATES = ("", "2024", "2024-05", "2024-02-29", "2023-02-29", "0999", "2024-13", "then", "3024")
_COUNTRIES = ("IR", "ir", "Iran", "SU", "YU", "Ruritania", "Islamic Republic of Iran", "XK", "UK")


def random_register(path: Path, seed: int) -> None:
    """A desk with names in many scripts, merged, split, renamed and removed at random."""
    rng = random.Random(seed)
    with Desk.create(path, actor="mina") as desk:
        for at in range(rng.randint(3, 25)):
            name = rng.choice(_NAMES)
            text = f"{rng.choice(('', '👍🏽 '))}It is {name} who spoke.\nNothing else."
            with Intake(desk) as intake:
                article = intake.add(
                    Record(
                        text=text,
                        external_id=rng.choice((f"a{at}", f"../{at} #char=1,2", "", f"ن{at}")),
                        title=rng.choice(("", "A title", "“”", "عنوان")),
                        source=rng.choice(("", "IRNA", "通讯社")),
                        published=rng.choice(
                            ("", "2024-05-01", "2024-05-01T10:00:00+03:30", "1999")
                        ),
                    )
                ).article_id
            start = text.index(name)
            label = rng.choice(("official", "official", "area", "country"))
            annotations.tag(desk, article, start, start + len(name), label)
        for _ in range(rng.randint(0, 60)):
            _decide(desk, rng)


def _decide(desk: Desk, rng: random.Random) -> None:
    known = [row[0] for row in desk.connection.execute("SELECT id FROM entity ORDER BY id")]
    one, other = rng.choice(known), rng.choice(known)
    spans = [row[0] for row in desk.connection.execute("SELECT id FROM span ORDER BY n, id")]
    steps = (
        lambda: deciding.same(desk, [one, other], canonical=one, despite=rng.random() < 0.5),
        lambda: deciding.different(desk, [one, other]),
        lambda: deciding.split(desk, [one]),
        lambda: deciding.prefer(desk, one),
        lambda: deciding.alias(desk, one, rng.choice(_NAMES), rng.random() < 0.8),
        lambda: deciding.edit(desk, one, name=rng.choice(_NAMES)),
        lambda: deciding.edit(desk, one, country=rng.choice(_COUNTRIES)),
        lambda: deciding.edit(desk, one, notes=rng.choice(("one\ntwo", "\x07", " ن "))),
        lambda: deciding.role(
            desk, one, deciding.Role(rng.choice(_TITLES), *rng.choices(_DATES[:4], k=2))
        ),
        lambda: deciding.external(
            desk, one, rng.choice(("wikidata", "Wikidata", "ofac")), rng.choice(("Q42", "Q0", "9"))
        ),
        lambda: annotations.remove(desk, rng.choice(spans)) if len(spans) > 1 else None,
        lambda: desk.undo(),
    )
    with suppress(Refused):
        rng.choice(steps)()


def listed(path: Path) -> None:
    """A desk with a list of another program: ids and dates as others write them."""
    lines = path.with_suffix(".list.jsonl")
    records = [
        {"id": key, "name": name, "country": country, "roles": roles}
        for key, name, country, roles in (
            ("7", "Ali Rahimi", "Iran", [{"title": "envoy", "since": "5/2024", "until": "2024-06-31"}]),
            ("ofac:9", "Mina Karimi", "", [{"title": "minister", "since": "2024-02-30"}]),
            ("x y:é", "Omar Lin", "UK", []),
            ("country:SU", "Soviet Union", "", []),
            ("country:YU", "Yugoslavia", "", []),
            ("org:EU", "European Union", "", []),
        )
    ]  # fmt: skip
    lines.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    with Desk.create(path, actor="mina") as desk:
        exchange.take_in(desk, lines)


def marked(path: Path, file: Path, first: int | None) -> None:
    """A desk with the marks of a file, linked as tagging links them."""
    lines = file.read_bytes().splitlines(keepends=True)[:first]
    part = path.with_suffix(".jsonl")
    part.write_bytes(b"".join(lines))
    with Desk.create(path, actor="mina") as desk:
        ingest(desk, [part], annotator="gold")
        exchange.link_all(desk, introduce=True)


# -- comparing -------------------------------------------------------------------------------------


def compare(
    register: list[dict[str, Any]], found: dict[str, Any], told: Counter[str]
) -> tuple[Counter[str], list[str]]:
    """What is missing, by kind, and what is there and should not be, or differs."""
    lost: Counter[str] = Counter()
    wrong: list[str] = []
    merged: dict[str, set[str]] = {}
    for line in register:
        if "name" not in line:
            merged.setdefault(line["replaced_by"], set()).add(public_id(line["id"]))
    there = dict(found["graph"])
    for line in register:
        if "name" not in line:
            lost["gone"] += line["replaced_by"] is None
            continue
        one = there.pop(public_id(line["id"]), None)
        if one is None:
            lost["entities"] += 1
            continue
        wrong += (f"{line['id']}: {said}" for said in _differences(line, one, lost))
        if set(one["referents"]) != merged.get(line["id"], set()):
            wrong.append(f"{line['id']}: {one['referents']} lead to it")
        country = found["countries"].get(line["country"] or line["code"])
        if one["countries"] not in ([country], []):
            wrong.append(f"{line['id']}: of {one['countries']}, not {country}")
        if line["country"]:
            lost["countries"] += not one["countries"]
        if line["code"] and one["countries"] == [] and not line["country"]:
            wrong.append(f"{line['id']}: its code {line['code']} names no country")
    wrong += [f"{key} is in the file and not in the register" for key in there]
    wrong += [
        f"{lost[name]} {name} are missing, told {told[name]}"
        for name in ("entities", "forms", "roles", "dates", "countries", "external", "evidence", "titles", "notes", "gone")
        if lost[name] != told[name]
    ]  # fmt: skip
    return lost, wrong


def _differences(line: dict[str, Any], one: dict[str, Any], lost: Counter[str]) -> Iterator[str]:
    """What of an entity differs; what is only missing is counted."""
    if one["name"] != [line["name"]]:
        yield f"called {one['name']}"
    for ours, theirs in (("aliases", "alias"), ("unconfirmed", "weakAlias")):
        want, have = Counter(line[ours]), Counter(one[theirs])
        lost["forms"] += (want - have).total()
        if have - want:
            yield f"{theirs} has {have - want}"
    notes = "".join(one["notes"])
    lost["notes"] += notes != line["notes"] and not notes
    if notes not in (line["notes"], ""):
        yield f"notes {notes!r}"
    roles = Counter((role["title"], role["since"], role["until"]) for role in line["roles"])
    have = Counter(map(tuple, one["roles"]))
    for title, since, until in (roles - have).elements():
        near = [(title, a, b) for a in {since, ""} for b in {until, ""}]
        kept = next((role for role in near if (have - roles)[role]), None)
        lost["dates" if kept else "roles"] += 1
        if kept:
            have -= Counter([kept])
    if have - roles:
        yield f"roles {have - roles}"
    ids = Counter(value for scheme, value in line["external"].items())
    kept_ids = Counter(one["identifiers"]) - Counter([line["code"]])
    lost["external"] += (ids - kept_ids).total()
    if kept_ids - ids:
        yield f"ids {kept_ids - ids}"
    said = Counter(
        (f"{said['article']}#char={said['start']},{said['end']}", said["form"], said["sentence"])
        for said in line["evidence"]
    )
    lost["titles"] += _bare(line["evidence"], one["documents"])
    documents = Counter(tuple(document[:3]) for document in one["documents"])
    lost["evidence"] += (said - documents).total()
    if documents - said:
        yield f"documents {documents - said}"


def _bare(evidence: list[dict[str, Any]], documents: list[list[str]]) -> int:
    """How many documents have not the title or source that their sentences have."""
    want = Counter((said["title"], said["source"]) for said in evidence)
    have = Counter((title, source) for *_, title, source in documents)
    return (want - have).total() - (want.total() - have.total())


def write(name: str, path: Path, unconfirmed: bool) -> dict[str, Any]:
    """A register in both formats, and what the library is asked about it."""
    ftm = path.with_suffix(f".{unconfirmed}.ftm")
    plain = path.with_suffix(f".{unconfirmed}.register")
    with Desk.open(path, "", read_only=True) as desk:
        summary = export_register(desk, "ftm", ftm, unconfirmed=unconfirmed)
        export_register(desk, "register-jsonl", plain, unconfirmed=unconfirmed)
    register = [json.loads(line) for line in plain.read_bytes().splitlines()]
    named = {line["country"] or line["code"] for line in register if "name" in line} - {""}
    return {
        "register": name,
        "unconfirmed": unconfirmed,
        "summary": summary,
        "lines": register,
        "job": {"path": str(ftm), "countries": sorted(named)},
    }


def rows(written: list[dict[str, Any]], python: Path) -> Iterator[dict[str, Any]]:
    """A row for each register: loaded and compared."""
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("ftm_graph.py"))],
        input=json.dumps([one["job"] for one in written]),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(f"the library failed with {done.returncode}")
    for one, found in zip(written, json.loads(done.stdout), strict=True):
        summary = one["summary"]
        lost, wrong = compare(one["lines"], found, Counter(summary.losses))
        wrong = found["complaints"] + wrong
        yield {
            "register": one["register"],
            "unconfirmed": one["unconfirmed"],
            "followthemoney": found["version"],
            "entities": summary.entities,
            "lines": found["lines"],
            "evidence": summary.evidence,
            "replaced": summary.replaced,
            "told": dict(summary.losses),
            "found_lost": {key: number for key, number in sorted(lost.items()) if number},
            "equal": not wrong,
            "differs": wrong[:10],
        }


def desks(folder: Path, first: int | None, registers: int) -> Iterator[tuple[str, Path]]:
    """Every register with its name."""
    for number in range(registers):
        path = folder / f"random-{number}.desk"
        random_register(path, number)
        yield f"random {number}", path
    listed(folder / "listed.desk")
    yield "a list", folder / "listed.desk"
    for file in (ROOT / "sample_data" / "records.jsonl", *sorted(GOLD.glob("*.jsonl"))):
        path = folder / f"{file.stem}.desk"
        marked(path, file, first)
        yield file.name, path


def main() -> int:
    """Write, load, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path)
    parser.add_argument("--first", type=int, default=300, help="so many articles of each file")
    parser.add_argument("--registers", type=int, default=30, help="so many random ones")
    given = parser.parse_args()
    told: dict[str, Any] = {"bench": "prove_register", "rows": [], "differ": []}
    with tempfile.TemporaryDirectory(prefix="copydesk-prove-") as temporary:
        folder = Path(temporary)
        try:
            python = environment((given.venv or folder / "venv").absolute(), PACKAGES)
        except subprocess.CalledProcessError as error:
            lines = (error.stderr or str(error)).strip().splitlines()
            told["not_proven_here"] = lines[-1] if lines else str(error)
        else:
            written = [
                write(name, path, unconfirmed)
                for name, path in desks(folder, given.first, given.registers)
                for unconfirmed in (False, True)
            ]
            told["rows"] = list(rows(written, python))
    told["differ"] = [
        f"{one['register']}: {one['differs'][0]}" for one in told["rows"] if not one["equal"]
    ]
    if not GOLD.is_dir():
        told["skipped"] = "the gold files are not beside the checkout"
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return int(bool(told["differ"]))


if __name__ == "__main__":
    sys.exit(main())
