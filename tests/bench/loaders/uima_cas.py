"""UIMA CAS, by dkpro-cassis, which brings offsets from UTF-16 units to code points by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "dkpro-cassis"
PACKAGES = ("dkpro-cassis",)
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def load(job: Job) -> Iterator[Loaded]:
    """A CAS for each article, of the type system beside them."""
    from cassis import load_cas_from_xmi, load_typesystem

    folder = Path(job.path)
    types = load_typesystem((folder / "TypeSystem.xml").read_text(encoding="utf-8"))
    files = {path.stem for path in folder.glob("*.xmi")}
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    for known in map(json.loads, lines):
        files.remove(known["file"])
        xmi = (folder / f"{known['file']}.xmi").read_text(encoding="utf-8")
        cas = load_cas_from_xmi(xmi, typesystem=types)
        spans = [
            (one.begin, one.end, one.value, one.get_covered_text()) for one in cas.select(ENTITY)
        ]
        yield Loaded(known["id"], cas.sofa_string, spans)
    if files:
        raise ValueError(f"{', '.join(sorted(files))} are files of no article")
