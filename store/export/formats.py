"""The table of formats: one line for each that can be written."""

from __future__ import annotations

from store.export import brat, conll, doccano, labelstudio, tokens, xlsx
from store.export.format import HOLDS, Format

ALL = frozenset(HOLDS)
ARTICLE = frozenset({"text", "unmarked", "labels", "metadata", "meta"})
ROWS = frozenset(HOLDS) - {"text", "unmarked", "comments", "meta"}

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "jsonl", "JSON Lines", "jsonl", ".jsonl", ALL - {"comments"}, "json", done_only=False
        ),
        Format("csv", "CSV of spans", "csv_spans", ".csv", ROWS, "csv", label_chars=r"\|"),
        Format(
            "xlsx",
            "Workbook of spans",
            "xlsx",
            ".xlsx",
            ROWS,
            "xml.etree",
            label_chars=r"\|",
            chars=xlsx.NEVER,
            packed=True,
        ),
        Format(
            "conll",
            "CoNLL-2003",
            "conll",
            ".conll",
            ARTICLE,
            "a strict reader",
            beside=(conll.OFFSETS,),
            options=(conll.TAGS, tokens.OPTION),
            trims=True,
            tokens=True,
            label_chars=r"\s",
        ),
        Format(
            "brat",
            "brat standoff",
            "brat",
            "",
            ARTICLE | {"overlap", "links", "comments"},
            "a strict reader",
            folder=True,
            trims=True,
            one_line=True,
            label_chars=brat.LABEL,
        ),
        Format(
            "spacy",
            "spaCy documents",
            "spacy_docs",
            ".spacy",
            ARTICLE | {"overlap", "links"},
            "spaCy",
            options=(tokens.OPTION,),
            trims=True,
            tokens=True,
            packed=True,
            extra="spacy",
            needs="spacy",
        ),
        Format(
            "spacy-jsonl",
            "spaCy training lines",
            "spacy_jsonl",
            ".jsonl",
            ARTICLE,
            "json",
            trims=True,
        ),
        Format(
            "prodigy",
            "Prodigy tasks",
            "prodigy",
            ".jsonl",
            ARTICLE | {"overlap"},
            "json, tokens against text",
            options=(tokens.OPTION,),
            tokens=True,
        ),
        Format(
            "doccano",
            "doccano",
            "doccano",
            ".jsonl",
            ARTICLE | {"overlap"},
            "json",
            options=(doccano.FORM,),
        ),
        Format(
            "labelstudio",
            "Label Studio tasks",
            "labelstudio",
            ".json",
            ALL,
            "json",
            beside=(labelstudio.INTERFACE,),
            options=(labelstudio.KIND, labelstudio.OFFSETS),
        ),
        Format(
            "webannotation",
            "W3C Web Annotation (JSON-LD)",
            "web_annotation",
            ".jsonld",
            ALL,
            "json, quotations against text",
        ),
    )
}
