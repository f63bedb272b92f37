"""Files of other tools, taken in and counted: as JSON, a row for each file of a folder.

    python -m tests.bench.formats_import [FOLDER]

FOLDER holds the files, each in a folder that names its tool (default: ``../shared/data/formats``).
What a file holds is counted by other means than its reader's: regular expressions over its lines,
``json`` and nothing else. Every mark counted must have come in or been refused by name.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from store.ingest import read_records
from store.ingest.reading import SpanRefusal
from store.model import Record

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats"


class Counted(NamedTuple):
    """Records, marks and article labels in a file, by other means; None where nothing says."""

    records: int | None
    spans: int | None
    labels: int | None = None


class Row(NamedTuple):
    """What came of a file, beside what was counted in it."""

    file: str
    articles: int
    spans: int
    labels: int
    refused: int
    refused_spans: int
    reasons: list[str]
    counted: Counted

    @property
    def equal(self) -> bool:
        """Whether every record and mark that was counted came in or was refused."""
        records, spans, labels = self.counted
        if not self.articles + self.refused:
            return False  # nothing is passed over in silence
        # a file refused whole brings none of its marks
        whole = self.articles == 0 and self.refused > 0
        return (records is None or records == self.articles + self.refused or whole) and (
            (spans is None or spans == self.spans + self.refused_spans or whole)
            and (labels is None or labels == self.labels)
        )


def taken(path: Path) -> tuple[list[Record], list[str], list[str]]:
    """The records of a file, why others were refused, and why single marks were."""
    records: list[Record] = []
    refused: list[str] = []
    marks: list[str] = []
    for item in read_records([path]):
        if isinstance(item, Record):
            records.append(item)
        else:
            (marks if isinstance(item, SpanRefusal) else refused).append(
                f"{item.position}: {item.reason}"
            )
    return records, refused, marks


def row(path: Path, name: str) -> Row:
    """A row of the table."""
    records, refused, marks = taken(path)
    spans = sum(len(record.spans) for record in records)
    labels = sum(len(record.labels) for record in records)
    reasons = [*refused[:2], *marks[:2]]
    return Row(name, len(records), spans, labels, len(refused), len(marks), reasons, counted(path))


def rows(folder: Path) -> Iterator[Row]:
    """A row for each file below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / "README.md":
            yield row(path, path.relative_to(folder).as_posix())


def counted(path: Path) -> Counted:
    """What a file holds, counted by other means."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    text = data.decode("utf-8", "replace")
    for pattern, count in _COUNTS:
        if re.search(pattern, path.as_posix()):
            return count(text, path)
    return Counted(None, None)


def _values(text: str) -> list[Any]:
    """The JSON values of a text, one after another; those of an array."""
    decoder = json.JSONDecoder()
    values, at = [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        values.append(value)
    return values[0] if len(values) == 1 and isinstance(values[0], list) else values


def _json_spans(text: str, _: Path) -> Counted:
    values = _values(text)
    spans = labels = 0
    for one in values:
        if not (one.get("text") or one.get("data")):
            continue  # refused, with its marks
        for key in ("label", "labels", "entities", "spans", "cats"):
            given = one.get(key) if isinstance(one.get(key), list) else []
            words = sum(isinstance(x, str) for x in given)
            spans += len(given) - words
            labels += words
    return Counted(len(values), spans, labels)


def _tasks(text: str, _: Path) -> Counted:
    values = _values(text)
    results = [
        result
        for task in values
        for annotation in task.get("annotations", [])
        for result in annotation["result"]
    ]
    spans = sum(result["type"].endswith("labels") for result in results)
    labels = sum(len(result["value"].get("choices", ())) for result in results)
    return Counted(len(values), spans, labels)


def _spacy_json(text: str, _: Path) -> Counted:
    values = _values(text)
    tags = re.findall(r'"ner"\s*:\s*"([BU])-', text)
    return Counted(len(values), len(tags))


def _brat(text: str, path: Path) -> Counted:
    standoff = path.with_suffix(".ann")
    if path.suffix == ".txt" and standoff.exists():
        text = standoff.read_text(encoding="utf-8")
    elif path.suffix != ".ann":
        return Counted(1, 0)
    return Counted(1, len(re.findall(r"^T\d+\t", text, re.M)))


def _columns(text: str, _: Path) -> Counted:
    spans, before = 0, "O"
    for line in text.splitlines():
        tag = line.split()[-1] if line.split() else "O"
        spans += tag != "O" and (tag[0] == "B" or before == "O" or tag[2:] != before[2:])
        before = tag
    documents = len(re.findall(r"^-DOCSTART-", text, re.M))
    return Counted(max(documents, 1), spans)


def _piped(text: str, _: Path) -> Counted:
    return Counted(1, len(re.findall(r"\|B-", text)))


def _conllu(text: str, _: Path) -> Counted:
    entities = re.findall(r"\bEntity=([^|\n]*)", text)
    return Counted(1, sum(one.count("(") for one in entities))


def _webanno(text: str, _: Path) -> Counted:
    """Numbered marks by their numbers, others one by one, links of chains by their ends."""
    lines = [line.split("\t") for line in text.splitlines() if re.match(r"\d+-\d+\t", line)]
    if "#FORMAT" not in text:
        at = 2 if text.lstrip().startswith("# ") else 4
        whole = [line.split("\t") for line in text.splitlines() if re.match(r"[\d-]+\t", line)]
        return Counted(1, sum(len(re.findall(r"\bB-", line[at])) for line in whole))
    layers = re.findall(r"^#T_(\w+)=([^|\n]*)(.*)$", text, re.M)
    found, at = 0, 3
    for kind, name, features in layers:
        cells = [line[at] for line in lines if line[at] != "_"]
        if kind == "CH":
            found += len(
                {end for line in lines for end in re.findall(r"->(\d+-\d+)", line[at + 1])}
            )
        elif kind == "SP" and not re.search(r"\.(POS|Lemma)$", name):
            numbers = {number for cell in cells for number in re.findall(r"\[(\d+)\]", cell)}
            alone = [one for cell in cells for one in cell.split("|") if "[" not in one]
            found += len(numbers) + len(alone)
        at += max(features.count("|"), 1)
    return Counted(1, found)


def _docbin(_: str, path: Path) -> Counted:
    """As many as in the training lines beside it, of which it was made."""
    beside = path.with_suffix(".jsonl")
    if not beside.exists():
        return Counted(None, None)
    return _json_spans(beside.read_text(encoding="utf-8"), beside)


def _mae(text: str, _: Path) -> Counted:
    return Counted(1, len(re.findall(r'\bspans="', text)))


def _yedda(text: str, _: Path) -> Counted:
    return Counted(1, text.count("[@") + text.count("[$"))


def _n3(text: str, _: Path) -> Counted:
    return Counted(text.count("<Document "), text.count("<NamedEntityInText "))


def _feed(text: str, _: Path) -> Counted:
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    return Counted(len(re.findall(r"<(?:item|entry)[\s>]", text)), 0)


def _feed_json(text: str, _: Path) -> Counted:
    return Counted(len(json.loads(text)["items"]), 0)


def _lines(text: str, _: Path) -> Counted:
    """Lines of fastText; labels of those that say nothing else are refused with them."""
    lines = [line for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.sub(r"__label__\S+", "", line).strip()]
    return Counted(len(lines), 0, sum(line.count("__label__") for line in told))


def _table(text: str, path: Path) -> Counted:
    if "utf16" in path.name:
        text = path.read_text(encoding="utf-16")
    rows = [line for line in text.splitlines()[1:] if line.strip(", \t")]
    return Counted(len(rows), 0)


_COUNTS: tuple[tuple[str, Callable[[str, Path], Counted]], ...] = (
    (r"/brat/.*\.(txt|ann)$", _brat),
    (r"/doccano/.*\.conll$|/conll/.*\.conll$|token-per-line.*\.iob$|/wikigold", _columns),
    (r"/spacy/.*sent-per-line\.iob$", _piped),
    (r"/conll/.*GUM.*\.conllu$", _conllu),
    (r"/inception-webanno/.*\.tsv$|/conll/.*\.tsv$", _webanno),
    (r"/doccano/.*\.jsonl?$|/potato/.*\.json$|/prodigy/annotated|/spacy/.*\.jsonl$", _json_spans),
    (r"/doccano/.*text_classification.*\.txt$", _lines),
    (r"/doccano/.*\.csv$", _table),
    (r"/spacy/.*\.json$", _spacy_json),
    (r"/spacy/.*\.spacy$", _docbin),
    (r"/label-studio/.*(csv_test|data).*\.json$", _tasks),
    (r"/mae/.*\.xml$", _mae),
    (r"/yedda/.*\.ann$", _yedda),
    (r"/xml-corpora/", _n3),
    (r"/feeds/tests__data__(full|empty)\.json$|/feeds/.*resources__feed\.json$", _feed_json),
    (r"/feeds/.*\.(rss|atom)$|/feeds/.*atom10|/wire/.*wxr", _feed),
)


def main() -> int:
    """Print the table; 1 when a row is not equal."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not folder.is_dir():
        print(json.dumps({"skipped": f"{folder} is not there"}))
        return 0
    table = list(rows(folder))
    for one in table:
        told = {**one._asdict(), "counted": one.counted._asdict(), "equal": one.equal}
        print(json.dumps(told, ensure_ascii=False))
    unequal = [one.file for one in table if not one.equal]
    total = {
        "files": len(table),
        "articles": sum(one.articles for one in table),
        "spans": sum(one.spans for one in table),
        "counted_spans": sum(one.counted.spans or 0 for one in table),
        "refused_spans": sum(one.refused_spans for one in table),
        "unequal": unequal,
    }
    print(json.dumps(total))
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
