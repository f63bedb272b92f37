"""W3C Web Annotations, by pyld: pages are expanded, and only IRIs of the standard are looked at.

The context of the standard is not fetched: of its terms those stand here that an annotation of a
text has. What a page says in terms that are not among them comes out under no IRI of the standard.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.loaders import Job, Loaded

NAME = "pyld"
PACKAGES = ("pyld",)

OA = "http://www.w3.org/ns/oa#"
AS = "http://www.w3.org/ns/activitystreams#"
VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
_NODES = {
    "body": f"{OA}hasBody",
    "target": f"{OA}hasTarget",
    "source": f"{OA}hasSource",
    "selector": f"{OA}hasSelector",
    "creator": "http://purl.org/dc/terms/creator",
}
_WORDS = {"motivation": f"{OA}motivatedBy", "purpose": f"{OA}hasPurpose"}
_VALUES = {
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "value": VALUE,
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "name": "http://xmlns.com/foaf/0.1/name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    **{
        name: OA + name
        for name in (
            *("Annotation", "TextualBody", "SpecificResource", "tagging", "classifying"),
            *("TextPositionSelector", "TextQuoteSelector", "commenting", "identifying"),
            *("exact", "prefix", "suffix"),
        )
    },
}
_TYPED = {
    "start": (f"{OA}start", "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    "end": (f"{OA}end", "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    "created": ("http://purl.org/dc/terms/created", "http://www.w3.org/2001/XMLSchema#dateTime"),
}
CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    **{name: {"@id": iri, "@type": "@id"} for name, iri in _NODES.items()},
    **{name: {"@id": iri, "@type": "@vocab"} for name, iri in _WORDS.items()},
    **{name: {"@id": iri, "@type": kind} for name, (iri, kind) in _TYPED.items()},
    **_VALUES,
}


def load(job: Job) -> Iterator[Loaded]:
    """Pages, each with its text and the annotations that tag a stretch of it."""
    from pyld import jsonld

    options = {"documentLoader": _context}
    for page in json.loads(Path(job.path).read_text(encoding="utf-8")):
        (node,) = jsonld.expand(page, options)
        (source,) = node[f"{OA}hasSource"]
        text = source[VALUE][0]["@value"]
        facts = source["urn:copydesk:facts"][0]["@value"]
        back = Loaded(facts["id"], text)
        for one in node.get(f"{AS}items", [{"@list": []}])[0]["@list"]:
            if f"{OA}Annotation" not in one["@type"]:
                back.complaints.append(f"{one['@type']} is no annotation")
            elif _ids(one, "motivatedBy") == [f"{OA}tagging"]:
                _span(one, source["@id"], back)
            elif _ids(one, "motivatedBy") != [f"{OA}classifying"]:
                back.complaints.append(f"what is {_ids(one, 'motivatedBy')}?")
        yield back


def _context(url: str, _: object) -> dict[str, Any]:
    if url != "http://www.w3.org/ns/anno.jsonld":
        raise ValueError(f"{url} is no context of annotations")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": CONTEXT},
    }


def _ids(node: dict[str, Any], name: str) -> list[str]:
    return [one["@id"] for one in node.get(OA + name, [])]


def _span(one: dict[str, Any], source: str, back: Loaded) -> None:
    (target,) = one[f"{OA}hasTarget"]
    if _ids(target, "hasSource") != [source]:
        back.complaints.append(f"{_ids(target, 'hasSource')} is not the source")
    kinds = {selector["@type"][0]: selector for selector in target[f"{OA}hasSelector"]}
    position = kinds[f"{OA}TextPositionSelector"]
    quote = {
        name: kinds[f"{OA}TextQuoteSelector"][OA + name][0]["@value"]
        for name in ("prefix", "exact", "suffix")
    }
    start, end = (position[OA + name][0]["@value"] for name in ("start", "end"))
    text = back.text or ""
    before, after = start - len(quote["prefix"]), end + len(quote["suffix"])
    if before < 0 or text[before:after] != quote["prefix"] + quote["exact"] + quote["suffix"]:
        back.complaints.append(f"{quote['exact']!r} does not stand at {start} as it is quoted")
    tags = [body for body in one[f"{OA}hasBody"] if f"{OA}tagging" in _ids(body, "hasPurpose")]
    for tag in tags:
        back.spans.append((start, end, tag[VALUE][0]["@value"], quote["exact"]))
