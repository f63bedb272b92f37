"""Files of a token a line, however their tags are written, and with several marks on a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest import read_records, tags
from store.ingest.reading import SpanRefusal
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]

SCHEMES = {
    "iob1": ["I-P", "I-P", "B-P", "O", "I-L", "I-P", "O"],
    "iob2": ["B-P", "I-P", "B-P", "O", "B-L", "B-P", "O"],
    "bioes": ["B-P", "E-P", "S-P", "O", "S-L", "S-P", "O"],
    "bilou": ["B-P", "L-P", "U-P", "O", "U-L", "U-P", "O"],
}
"""The same four marks: 0-2 P, 2-3 P, 4-5 L, 5-6 P."""
TOKENS = "Wang Yi Ali met Oman Sami .".split()


def words(record: Record) -> list[tuple[str, str]]:
    return [(record.text[span.start : span.end], span.label) for span in record.spans]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("suffix", [".conll", ".tsv", ".txt", ".iob"])
def test_every_scheme_of_tags(read: Read, scheme: str, suffix: str) -> None:
    tab = "\t" if suffix in (".tsv", ".iob") else " "
    rows = [f"{token}{tab}_{tab}{tag}" for token, tag in zip(TOKENS, SCHEMES[scheme], strict=True)]
    (record,), refused = read(f"a{suffix}", "\n".join(rows) + "\n")
    assert record.text == "Wang Yi Ali met Oman Sami ."
    assert words(record) == [("Wang Yi", "P"), ("Ali", "P"), ("Oman", "L"), ("Sami", "P")]
    assert not refused


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)) | st.just(("", 1)), max_size=12),
    st.sampled_from(["iob2", "bioes", "bilou"]),
)
def test_tags_come_back_as_the_stretches_they_were_made_of(
    stretches: list[tuple[str, int]], scheme: str
) -> None:
    first, inner, last, only = {"iob2": "BIIB", "bioes": "BIES", "bilou": "BILU"}[scheme]
    made, expected = [], []
    for label, length in stretches:
        if not label:
            made.append("O")
            continue
        expected.append((len(made), len(made) + length, label))
        letters = [only] if length == 1 else [first, *[inner] * (length - 2), last]
        made += [f"{letter}-{label}" for letter in letters]
    assert list(tags.stretches(made)) == expected


def test_documents_sentences_and_numbered_tokens(read: Read) -> None:
    data = (
        "-DOCSTART- -X- -X- O\n\nIran NNP I-NP I-LOC\n\nOman NNP I-NP I-LOC\nwon VBD I-VP O\n\n"
        "-DOCSTART- (d2)\n\n# # O O\nPeru NNP I-NP I-LOC\n"
    )
    (one, two), refused = read("a.conll", data)
    assert one.text == "Iran\nOman won"
    assert words(one) == [("Iran", "LOC"), ("Oman", "LOC")]
    assert (two.text, two.external_id) == ("# Peru", "d2")
    assert not refused
    (numbered,), _ = read("b.conllu", "0\tIran\tB-LOC\n1\twon\tO\n\n0\tOman\tB-LOC\n")
    assert words(numbered) == [("Iran", "LOC"), ("Oman", "LOC")]


def test_a_document_with_a_line_without_tag_is_refused(read: Read) -> None:
    good = "-DOCSTART- -X- O\n\nIran NNP B-LOC\nmet VBD O\n\n" * 30
    records, (refused,) = read("a.conll", good + "-DOCSTART- -X- O\n\nOman NNP B-LOC\nlost\n")
    assert len(records) == 30
    assert refused.position == "line 154"


def test_offsets_beside_the_file_give_the_text_back(tmp_path: Path) -> None:
    text = " Iran\u3000met\n\nOman.  😀"
    offsets = [[1, 5], [6, 9], [11, 15], [15, 16], [18, 19]]
    blanks = [[0, " "], [5, "\u3000"], [9, "\n\n"], [15, ""], [16, "  "]]
    forms = [text[start:end] for start, end in offsets]
    given_tags = ["B-LOC", "O", "B-LOC", "O", "O"]
    rows = [f"{form} -X- _ {tag}" for form, tag in zip(forms, given_tags, strict=True)]
    path = tmp_path / "a.conll"
    path.write_text("-DOCSTART- -X- -X- O\n\n" + "\n".join([*rows[:2], "", *rows[2:], ""]))
    known = {"id": "a1", "title": "T", "tokens": offsets, "blanks": [b for b in blanks if b[1]]}
    (tmp_path / "a.conll.offsets.jsonl").write_text(json.dumps(known) + "\n")
    (record,) = read_records([tmp_path])
    assert isinstance(record, Record)
    assert (record.text, record.title, record.external_id) == (text, "T", "a1")
    assert words(record) == [("Iran", "LOC"), ("Oman", "LOC")]
    (tmp_path / "a.conll.offsets.jsonl").write_text(json.dumps({**known, "tokens": [[0, 1]]}))
    (rebuilt,) = read_records([path])
    assert isinstance(rebuilt, Record)
    assert rebuilt.text == "Iran met\nOman . 😀"


def test_piped_tokens(read: Read) -> None:
    (record,), _ = read("a.iob", "Wang|NNP|B-P Yi|NNP|I-P\nmet|VBD|O |||O\n")
    assert (record.text, words(record)) == ("Wang Yi\nmet |", [("Wang Yi", "P")])
    records, (refused,) = read("b.iob", "Wang|B-P Yi|I-P\nbroken line\n")
    assert not records
    assert refused.position == "line 2"


def test_conllu_entities_by_brackets(read: Read) -> None:
    def word(number: str, form: str, misc: str) -> str:
        return "\t".join([number, form, *"_______", misc]) + "\n"

    data = (
        "# newdoc id = d1\n# global.Entity = GRP-etype-link\n# newpar\n# text = Vámonos al mar.\n"
        + word("1-2", "Vámonos", "_")
        + word("1", "Vamos", "Entity=(1-act-a-b")
        + word("2", "nos", "Entity=(2-person)1)")
        + word("3", "al", "_")
        + word("4", "mar", "Entity=(3-place|SpaceAfter=No")
        + word("4.1", "quiet", "_")
        + word("5", ".", "Entity=9)")
        + "\n"
        + word("1", "Sí", "SpaceAfter=No")
        + word("2", "!", "_")
    )
    (record,), refused = read("a.conllu", data)
    assert record.text == "Vámonos al mar. Sí!"
    assert record.external_id == "d1"
    assert sorted(words(record)) == [("Vámonos", "act"), ("Vámonos", "person")]
    assert {span.meta.get("link") for span in record.spans} == {"a-b", None}
    assert len(refused) == 2
    assert all(isinstance(one, SpanRefusal) for one in refused)


WEBANNO = (
    "#FORMAT=WebAnno TSV 3.3\n"
    "#T_SP=de.x.ner.type.NamedEntity|identifier|value\n"
    "#T_SP=de.x.pos.POS|PosValue\n"
    "#T_SP=webanno.custom.Frame|role|sure\n"
    "#T_CH=de.x.coref.CoreferenceLink|referenceType|referenceRelation\n"
    "#T_RL=de.x.Dependency|kind|BT_de.x.pos.POS\n\n\n"
    "#Text=😀 Wang Yi\\tmet\n"
    "1-1\t0-2\t😀\t_\t_\tSYM\t_\t_\t_\t_\t_\t_\t\n"
    "1-2\t3-7\tWang\t*[1]|Q7[2]\tPER[1]|TITLE\\_X[2]\tNNP\tAgent[3]\tyes[3]\tnam[8]\tcoref->8-1\t_\t_\t\n"
    "1-3\t8-10\tYi\t*[1]\tPER[1]\tNNP\t*\t_\tnam[8]\tcoref->8-1\tflat\t1-2\t\n"
    "1-4\t11-14\tmet\t_\t_\tVBD\t_\t_\t_\t_\t_\t_\t\n\n"
    "#Text=He won\n"
    "2-1\t15-17\tHe\t_\t_\tPRP\t_\t_\tpron[8]\t*->8-2\t_\t_\t\n"
    "2-2\t18-21\twon\t_\t_\tVBD\t_\t_\t_\t_\t_\t_\t\n"
)


def test_webanno_layers_stacks_and_utf16(read: Read) -> None:
    (record,), refused = read("a.tsv", WEBANNO)
    assert record.text == "😀 Wang Yi\tmet\nHe won"
    assert words(record) == [
        ("Wang Yi", "PER"),
        ("Wang", "TITLE_X"),
        ("Wang", "Agent"),
        ("Wang Yi", "nam"),
        ("Yi", "Frame"),
        ("He", "pron"),
    ]
    assert record.spans[1].meta == {"identifier": "Q7"}
    assert record.spans[2].meta == {"sure": "yes", "layer": "Frame"}
    assert record.spans[3].meta["link"] == "8-1"
    assert record.meta["layers left out"] == ["POS"]
    assert not refused


def test_webanno_offsets_that_do_not_fit_are_refused(read: Read) -> None:
    data = WEBANNO.replace("18-21\twon\t_\t_", "18-99\twon\t*\tLOC")
    (record,), (refused,) = read("a.tsv", data)
    assert len(record.spans) == 6
    assert isinstance(refused, SpanRefusal)
    records, (broken,) = read("b.tsv", WEBANNO + "rubbish here\n")
    assert not records
    assert broken.position == "line 18"


def test_webanno_of_old(read: Read) -> None:
    second = (
        " # de.x.NamedEntity | value # de.x.POS | PosValue\n#id=1\n#text=Iran met Wang Yi .\n"
        "1-1\tIran\tB-LOC|B-ORG\tNNP\n1-2\tmet\tO\tVBD\n1-3\tWang\tB-PER\tNNP\n"
        "1-4\tYi\tI-PER\tNNP\n1-5\t.\tI-PER|I-X\t.\n\n"
    )
    (record,), (refused,) = read("a.tsv", second)
    assert words(record) == [("Iran", "LOC"), ("Iran", "ORG"), ("Wang Yi .", "PER")]
    assert record.meta["layers left out"] == ["POS"]
    assert "has not begun" in refused.reason
    first = (
        "#id=1\n#text=Iran won .\n1\tIran\t_\tNNP\tB-LOC\tO\n2\twon\t_\tV\tO\tO\n3\t.\t_\t.\tO\tO\n"
    )
    (record,), _ = read("b.tsv", first)
    assert words(record) == [("Iran", "LOC")]
    records, (broken,) = read("c.tsv", first.replace("2\twon", "2\tlost"))
    assert not records
    assert broken.position == "line 4"
