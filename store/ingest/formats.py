"""The table of readers: one line per format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from store.ingest.reading import Reader, Reading
from store.model import Record, Refusal


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read. ``module`` has ``read(reading)``; it is loaded when first used.

    ``extra``: the optional extra of copydesk that some or all of it needs.
    """

    name: str
    title: str
    module: str
    extra: str = ""

    def read(self, reading: Reading) -> Iterator[Record | Refusal]:
        reader: Reader = import_module(f"store.ingest.{self.module}").read
        return reader(reading)


READERS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("jsonl", "JSON Lines, ours and any other; spaCy's and doccano's training lines", "jsonl"),
        Format("json", "JSON array, wrapped array or objects", "json_array"),
        Format("csv", "CSV or TSV", "delimited"),
        Format("xlsx", "Excel workbook", "xlsx"),
        Format("text", "plain text, an article a file", "plain"),
        Format("html", "saved web page", "html"),
        Format("sgml", "SGML (Reuters-21578, TREC, LDC)", "sgml"),
        Format("news", "NITF, NewsML-G2, NewsML 1", "news_xml"),
        Format("ninjs", "ninjs 1 to 3", "ninjs"),
        Format("feed", "RSS and Atom", "feeds"),
        Format("jsonfeed", "JSON Feed", "ninjs"),
        Format("factiva", "Factiva's XML", "factiva"),
        Format("doccano", "doccano's export", "doccano"),
        Format("labelstudio", "Label Studio: JSON, JSON_MIN, CSV", "label_studio"),
        Format("prodigy", "Prodigy tasks", "prodigy"),
        Format("argilla", "Argilla records", "argilla"),
        Format("brat", "brat standoff (.txt and .ann)", "brat"),
        Format("conll", "CoNLL columns: IOB1, IOB2, BIOES, BILOU", "conll"),
        Format("conllu", "CoNLL-U with entities (CorefUD, GUM)", "conllu"),
        Format("iob", "spaCy's IOB, a sentence a line", "iob"),
        Format("spacy", "spaCy DocBin", "docbin", extra="spacy"),
        Format("spacyjson", "spaCy's JSON of before version 3", "spacy_json"),
        Format("webanno", "WebAnno TSV 1 to 3 (INCEpTION)", "webanno"),
        Format("uima", "UIMA CAS: XMI and JSON (INCEpTION)", "uima"),
        Format("webannotation", "W3C Web Annotation (JSON-LD)", "web_annotation"),
        Format("hf", "Hugging Face: token tags or spans; Parquet", "hugging_face", extra="parquet"),
        Format("fasttext", "fastText lines", "fasttext"),
        Format("yedda", "YEDDA", "yedda"),
        Format("mae", "MAE", "mae"),
        Format("n3", "N3 collections (named entities with URIs)", "n3"),
    )
}  # fmt: skip
ALIASES = {
    "tsv": "csv",
    "ndjson": "jsonl",
    "txt": "text",
    "plain": "text",
    "htm": "html",
    "sgm": "sgml",
    "excel": "xlsx",
    "label-studio": "labelstudio",
    "inception": "uima",
    "xmi": "uima",
    "parquet": "hf",
    "rss": "feed",
    "atom": "feed",
    "nitf": "news",
    "newsml": "news",
    "docbin": "spacy",
    "spacy-jsonl": "jsonl",
    "conll2003": "conll",
    "standoff": "brat",
}
