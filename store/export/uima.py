"""UIMA CAS as XMI: a folder with a CAS for each article, and the type system they are of.

The types are those of DKPro, so that INCEpTION takes the files as they are: a span is a
``NamedEntity`` with the label as ``value`` and whom it names as ``identifier``. Offsets count
UTF-16 units there. ``articles.jsonl`` says which article each file is, how entities are called, and
what else is known of it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from store.export import json_text
from store.export.back import Back, Mark
from store.export.file_names import FileNames
from store.export.format import Out, Source
from store.export.layers import Exported
from store.export.xlsx import NEVER

INDEX, TYPES = "articles.jsonl", "TypeSystem.xml"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
_NEVER = re.compile(NEVER)
_SPECIAL = re.compile('[&<>"\t\n\r]')
_STRING = "uima.cas.String"
_DOCUMENT_FEATURES = {
    "documentTitle": _STRING,
    "documentId": _STRING,
    "documentUri": _STRING,
    "collectionId": _STRING,
    "documentBaseUri": _STRING,
    "isLastSegment": "uima.cas.Boolean",
}


class Writer:
    """A CAS an article."""

    def __init__(self, out: Out) -> None:
        self._out, self._job = out, out.job
        self._names = FileNames()
        self._index = out.line_file(INDEX)
        out.put(TYPES, _type_system())

    def add(self, exported: Exported) -> None:
        """Write an article."""
        name = self._names.name(exported.id, exported.article.id)
        self._out.put(f"{name}.xmi", self._cas(exported))
        known = {key: _kept(value) for key, value in json_text.known(exported).items()}
        labels = [self._job.labels[label] for label in exported.labels]
        names = {_kept(entity): _kept(called) for entity, called in exported.names.items()}
        self._index.write(json_text.line({"file": name, **known, "labels": labels, "names": names}))

    def _cas(self, exported: Exported) -> str:
        article = exported.article
        text = article.text
        units = _Units(text)
        document = {
            "begin": 0,
            "end": units.of(len(text)),
            "language": article.language or "x-unspecified",
            "documentTitle": article.title,
            "documentId": exported.id,
            "documentUri": article.url,
        }
        lines = [_element("type:DocumentMetaData", 2, document)]
        for number, span in enumerate(exported.spans, 3):
            said = {
                "begin": units.of(span.start),
                "end": units.of(span.end),
                "value": self._job.labels[span.label],
                "identifier": span.entity,
            }
            lines.append(_element("type2:NamedEntity", number, said))
        members = " ".join(str(number) for number in range(2, len(lines) + 2))
        sofa = {"sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain"}
        sofa_line = _element("cas:Sofa", 1, {**sofa, "sofaString": text}, of_sofa=False)
        return "\n".join(
            [
                f"{_HEAD}{_ROOT}",
                '<cas:NULL xmi:id="0"/>',
                *lines,
                sofa_line,
                f'<cas:View sofa="1" members="{members}"/>',
                "</xmi:XMI>\n",
            ]
        )

    def close(self) -> None:
        """Nothing stands at the end."""


_ROOT = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    ' xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"'
    ' xmlns:type2="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"'
    ' xmi:version="2.0">'
)


class _Units:
    """Offsets of a text in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, character in enumerate(text) if character > "\uffff"]

    def of(self, offset: int) -> int:
        """The same place, an offset in code points, in units."""
        return offset + bisect_left(self._wide, offset)


def _kept(value: Any) -> Any:
    """What XML cannot hold as U+FFFD; other facts are JSON, which holds everything."""
    return _NEVER.sub("\ufffd", value) if isinstance(value, str) else value


def _element(name: str, number: int, said: dict[str, Any], *, of_sofa: bool = True) -> str:
    """An element with what is said, empty words left out."""
    given = {"xmi:id": number, **({"sofa": 1} if of_sofa else {}), **said}
    told = [f'{key}="{_attribute(str(value))}"' for key, value in given.items() if value != ""]
    return f"<{name} {' '.join(told)}/>"


def _attribute(text: str) -> str:
    """Text that is the same again when it is read as an attribute; blanks in it stay what they are."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", _kept(text))


def _type_system() -> str:
    return (
        f"{_HEAD}<typeSystemDescription"
        ' xmlns="http://uima.apache.org/resourceSpecifier">\n<types>\n'
        + _type(
            f"{_DKPRO}.metadata.type.DocumentMetaData",
            "uima.tcas.DocumentAnnotation",
            _DOCUMENT_FEATURES,
        )
        + _type(
            f"{_DKPRO}.ner.type.NamedEntity",
            "uima.tcas.Annotation",
            {"value": _STRING, "identifier": _STRING},
        )
        + "</types>\n</typeSystemDescription>\n"
    )


def _type(name: str, above: str, features: dict[str, str]) -> str:
    told = "".join(
        f"<featureDescription><name>{feature}</name><description/>"
        f"<rangeTypeName>{kind}</rangeTypeName></featureDescription>\n"
        for feature, kind in features.items()
    )
    return (
        f"<typeDescription><name>{name}</name><description/>"
        f"<supertypeName>{above}</supertypeName>\n<features>\n{told}</features>\n"
        "</typeDescription>\n"
    )


def read(source: Source) -> Iterator[Back]:
    """Read the files with the XML reader of Python."""
    labels = source.job.label_ids
    with (source.path / INDEX).open("rb") as index:
        for line in index:
            known = json.loads(line)
            name, names = known.pop("file"), known.pop("names")
            worn = sorted(labels[one] for one in known.pop("labels"))
            facts = {key: value for key, value in known.items() if key not in ("id", "article")}
            root = ElementTree.parse(source.path / f"{name}.xmi").getroot()
            (sofa,) = root.findall("{http:///uima/cas.ecore}Sofa")
            text = sofa.get("sofaString", "")
            back = Back(known["id"], text, labels=worn, facts=facts)
            units = text.encode("utf-16-le")
            for one in root:
                if one.tag.endswith("}NamedEntity"):
                    edges = [
                        len(units[: 2 * int(one.attrib[end])].decode("utf-16-le"))
                        for end in ("begin", "end")
                    ]
                    entity = one.get("identifier", "")
                    back.marks.append(
                        Mark(
                            edges[0],
                            edges[1],
                            labels[one.attrib["value"]],
                            text[edges[0] : edges[1]],
                            entity=entity,
                            entity_name=names.get(entity, ""),
                        )
                    )
            yield back
