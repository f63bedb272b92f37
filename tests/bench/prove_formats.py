"""Compares what other programs read in our exports with what the desk holds.

    python -m tests.bench.prove_formats [--venv FOLDER] [--first N] [--format F]...

Every marked file (our samples, articles made to be hard, and the gold files beside the checkout) is
taken into a desk and written in every format, with every option. Each file is then read by the
reader of the program it is meant for, or one that shares no code with ours (`tests.bench.loaders`),
in an environment of its own, made in FOLDER (or a temporary one) and used again. Texts, offsets and
labels must be the desk's, less exactly what the export said it would lose before it wrote.

Prints one JSON object: a row for each format and file, and a summary. Exit status 1 when something
differs. A loader that cannot be installed proves nothing here; the summary says so and why.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from store.export import FORMATS
from tests.bench.environments import environment
from tests.bench.formats_written import HARD

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold"
LOADERS = {
    "jsonl": "plain_json",
    "csv": "pandas_csv",
    "xlsx": "openpyxl_xlsx",
    "conll": "conll_columns",
    "brat": "brat_standoff",
    "spacy": "spacy_docbin",
    "spacy-jsonl": "spacy_docbin",
    "prodigy": "prodigy_tasks",
    "doccano": "doccano_project",
    "labelstudio": "label_studio",
    "argilla": "argilla_records",
    "hf": "hugging_face",
    "uima": "uima_cas",
    "webannotation": "web_annotation",
}
"""The loader of each format, a module of `tests.bench.loaders`."""

DROPS = ("crossing", "nested", "alike", "misaligned")
"""Losses that are spans: each is one that is not there."""

Keys = Counter[tuple[int, int, str]]


# -- comparing -------------------------------------------------------------------------------------


def compare(
    articles: Iterable[Mapping[str, Any]],
    loaded: Iterable[Mapping[str, Any]],
    told: Mapping[str, int],
    labels: Mapping[str, str],
) -> tuple[Counter[str], list[str]]:
    """What is lost, by kind and counted anew, and everything that differs beyond that.

    ``told``: the losses as the export named them. ``labels``: label ids for how they are written
    otherwise. A span that is not there must have a reason that the desk and the loaded file show:
    one that stays and lies across it, around it or in it, one like it, or blanks alone.
    """
    lost: Counter[str] = Counter()
    wrong: list[str] = []
    there: dict[str, list[Mapping[str, Any]]] = {}
    for one in loaded:
        there.setdefault(one["id"], []).append(one)
    desk = list(articles)
    missing = Counter(article["id"] for article in desk)
    missing -= Counter({name: len(ones) for name, ones in there.items()})
    for article in desk:
        name, text = article["id"], article["text"]
        if missing[name] and not article["spans"]:
            missing[name] -= 1
            lost["unmarked"] += 1
            continue
        if not there.get(name):
            wrong.append(f"{name} is not there, and has spans")
            continue
        found = there[name].pop(0)  # several articles may go by one id; they keep their order
        wrong += [f"{name}: {said}" for said in found["complaints"]]
        if found["text"] is None:
            lost["text"] += 1
        elif found["text"] != text and not _replaced(found["text"], text):
            wrong.append(f"{name}: its text differs")
        said = [(found["text"], text), *((one[3], text[one[0] : one[1]]) for one in found["spans"])]
        lost["characters"] += any(got != there and _replaced(got, there) for got, there in said)
        for start, end, _, words in found["spans"]:
            if words not in (None, text[start:end]) and not _replaced(words, text[start:end]):
                wrong.append(f"{name}: {words!r} is not what stands at {start}-{end}")
        want: Keys = Counter((start, end, label) for start, end, label in article["spans"])
        have: Keys = Counter((a, b, labels.get(label, label)) for a, b, label, _ in found["spans"])
        if "edges" in told:
            want = _trimmed(want, text, lost)
        if "alike" in told:
            lost["alike"] += want.total() - len(want)
            want = Counter(set(want))
        for key, number in (have - want).items():
            wrong.append(f"{name}: {key} is there {number} time(s) too often")
        for key, number in (want - have).items():
            lost[_why(key, have)] += number
    wrong += [f"{name} is there once more than on the desk" for name, ones in there.items() if ones]
    return lost, wrong + list(_differences(lost, told))


def _replaced(words: str | None, there: str) -> bool:
    """Whether words are what stands there but for characters that could not be written."""
    pairs = zip(words or "", there, strict=False)
    return len(words or "") == len(there) and all(a in (b, "\ufffd") for a, b in pairs)


def _trimmed(spans: Keys, text: str, lost: Counter[str]) -> Keys:
    """The spans without blanks at their edges."""
    found: Keys = Counter()
    for (start, end, label), number in spans.items():
        words = text[start:end]
        first = start + len(words) - len(words.lstrip())
        last = first + len(words.strip())
        if first == last:
            lost["misaligned"] += number
            continue
        lost["edges"] += number * ((first, last) != (start, end))
        found[first, last, label] += number
    return found


def _why(gone: tuple[int, int, str], kept: Keys) -> str:
    """Why a span may be missing, as those that stayed show."""
    start, end, _ = gone
    near = [(a, b) for a, b, _ in kept if a < end and start < b]
    if any((a <= start and end <= b) or (start <= a and b <= end) for a, b in near):
        return "nested"
    return "crossing" if near else "misaligned"


def _differences(lost: Counter[str], told: Mapping[str, int]) -> Iterable[str]:
    """Where counts of losses are not those that were told.

    What stands across a word may overlap one that stayed as well: then the sum has to be right, and
    no more may be missing for no other reason than were told.
    """
    for name in ("edges", "text", "unmarked"):
        if lost[name] != told.get(name, 0):
            yield f"{lost[name]} {name}, told {told.get(name, 0)}"
    if lost["characters"] > told.get("characters", 0):  # it may be that a title alone has some
        yield f"{lost['characters']} articles with other characters, told {told.get('characters', 0)}"
    gone, said = sum(lost[name] for name in DROPS), sum(told.get(name, 0) for name in DROPS)
    if gone != said:
        yield f"{gone} spans are not there, told {said}"
    exact = not told.get("misaligned")
    for name in DROPS:
        if lost[name] != told.get(name, 0) and (exact or lost["misaligned"] > told["misaligned"]):
            yield f"{lost[name]} {name}, told {told.get(name, 0)}"


# -- running ---------------------------------------------------------------------------------------


def write(folder: Path, venvs: Path, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Desks and exports, made by the program with all its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {form.extra for form in FORMATS.values() if form.extra}
    options = (option for form in FORMATS.values() for option in form.options)
    extras |= {extra for option in options for _, extra in option.needs.values()}
    needed = [*project["dependencies"]]
    for extra in sorted(extras):
        needed += project["optional-dependencies"][extra]
    python = environment(venvs / "copydesk", needed)
    code = "from tests.bench.formats_written import main; main()"
    found: list[dict[str, Any]] = run([str(python), "-c", code], {**wanted, "folder": str(folder)})
    return found


def run(command: list[str], given: Any) -> Any:
    """What a program prints as JSON for what it is given."""
    done = subprocess.run(
        command, input=json.dumps(given), stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed with {done.returncode}")
    return json.loads(done.stdout)


def load(
    module: str, venvs: Path, jobs: list[dict[str, Any]]
) -> tuple[dict[str, str], list[dict[str, Any]], str]:
    """Versions, what was read of each job, and why nothing could be."""
    packages = import_module(f"tests.bench.loaders.{module}").PACKAGES
    try:
        python = environment(venvs / module, packages)
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or str(error)).strip().splitlines()
        return {}, [], lines[-1] if lines else str(error)
    given = [{name: job[name] for name in ("path", "format", "options")} for job in jobs]
    found = run([str(python), "-m", "tests.bench.loaders", module], given)
    return found["versions"], found["results"], ""


def rows(desks: list[dict[str, Any]], venvs: Path) -> list[dict[str, Any]]:
    """A row for each format, its options and each file."""
    table = []
    by_module: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for desk in desks:
        for file in desk["written"]:
            by_module.setdefault(LOADERS[file["format"]], []).append((desk, file))
    for module, files in by_module.items():
        good = [file for _, file in files if not file["error"]]
        versions, results, reason = load(module, venvs, good)
        read = iter(results)
        for desk, file in files:
            row = {
                "format": file["format"],
                "options": file["options"],
                "file": desk["file"],
                "articles": len(desk["articles"]),
                "spans_in_desk": sum(len(one["spans"]) for one in desk["articles"]),
                "told": file.get("told", {}),
                "loader": FORMATS[file["format"]].loader,
                "versions": versions,
            }
            if file["error"]:
                row |= {"equal": False, "differs": [f"not written: {file['error']}"]}
            elif reason:
                row |= {"equal": None, "not_proven_here": reason}
            else:
                row |= _judged(desk, file, next(read))
            table.append(row)
    return sorted(table, key=lambda row: (list(FORMATS).index(row["format"]), row["file"]))


def _judged(desk: dict[str, Any], file: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    spans = sum(len(one["spans"]) for one in result["articles"])
    if result["missing"]:
        return {"equal": None, "not_proven_here": result["missing"]}
    if result["error"]:
        return {"spans_loaded": spans, "equal": False, "differs": [result["error"]]}
    lost, wrong = compare(desk["articles"], result["articles"], file["told"], file["labels"])
    return {
        "spans_loaded": spans,
        "found_lost": {name: number for name, number in sorted(lost.items()) if number},
        "equal": not wrong,
        "differs": wrong[:10],
    }


def summary(table: list[dict[str, Any]]) -> dict[str, Any]:
    """One line a format, and what is not as it should be."""
    formats: dict[str, Any] = {}
    for row in table:
        one = formats.setdefault(
            row["format"],
            {"loader": row["loader"], **row["versions"], "files": 0, "equal": 0}
            | dict.fromkeys(("spans_in_desk", "spans_loaded", "told_lost"), 0),
        )
        one["files"] += 1
        one["equal"] += row["equal"] is True
        one["spans_in_desk"] += row["spans_in_desk"]
        one["spans_loaded"] += row.get("spans_loaded", 0)
        one["told_lost"] += sum(row["told"].get(name, 0) for name in DROPS)
    return {
        "formats": formats,
        "not_proven_here": {
            row["format"]: row["not_proven_here"] for row in table if "not_proven_here" in row
        },
        "differ": [
            f"{row['format']} {row['options']} {row['file']}: {row['differs'][0]}"
            for row in table
            if row["equal"] is False
        ],
    }


def main() -> int:
    """Write, load, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path)
    parser.add_argument("--first", type=int, help="so many articles of each file; else all")
    parser.add_argument("--format", action="append", default=[], choices=list(FORMATS))
    given = parser.parse_args()
    paths = [ROOT / "sample_data" / "records.jsonl", Path(HARD), *sorted(GOLD.glob("*.jsonl"))]
    with tempfile.TemporaryDirectory(prefix="copydesk-prove-") as temporary:
        folder = Path(temporary)
        venvs = (given.venv or folder / "venv").absolute()
        wanted = {
            "paths": [str(path) for path in paths],
            "first": given.first,
            "formats": given.format or list(FORMATS),
        }
        desks = write(folder, venvs, wanted)
        table = rows(desks, venvs)
    refused = {desk["file"]: desk["refused"] for desk in desks if desk["refused"]}
    told = {"bench": "prove_formats", "refused": refused, **summary(table)}
    if not GOLD.is_dir():
        told["skipped"] = "the gold files are not beside the checkout"
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in table)
    head = json.dumps(told, ensure_ascii=False, indent=1).removesuffix("\n}")
    print(f'{head},\n "rows": [\n{lines}\n]}}')
    return int(bool(told["differ"] or refused))


if __name__ == "__main__":
    sys.exit(main())
