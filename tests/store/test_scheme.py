"""Label schemes: files read, checked, written and set on a desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import annotations, scheme
from store.errors import SchemeError
from store.intake import Intake
from store.model import Label, Record

TWO = """
[[label]]
id = "official"
name = "Person"
key = "p"

[[label]]
id = "org"
key = "o"
colour = "#aabbcc"
"""


def test_the_default_scheme_has_the_field_labels_with_guidelines_and_examples():
    labels = {label.id: label for label in scheme.default_labels()}
    assert {key: labels[key].key for key in ("official", "country", "area")} == {
        "official": "o",
        "country": "c",
        "area": "a",
    }
    for label in labels.values():
        assert len(label.guideline) > 60
        assert label.examples or label.scope == "article"
    groups = {label.group for label in labels.values() if label.scope == "article"}
    assert groups == {"relevance", "event"}


def test_a_new_desk_has_the_default_scheme(desk):
    assert desk.labels() == scheme.default_labels()


def test_what_is_written_reads_back_to_the_same_labels(desk):
    assert scheme.parse(scheme.dump(desk)) == desk.labels()


_texts = st.text(max_size=60).map(
    lambda text: "".join(c for c in text if not 0xD800 <= ord(c) < 0xE000).strip()
) | st.text('"\\\n\t\r\x85\u200f ', max_size=12).map(str.strip)


@given(_texts, st.lists(_texts, max_size=3))
def test_any_guideline_and_examples_survive_the_file(guideline, examples):
    labels = [Label(id="x", name="x", guideline=guideline, examples=tuple(examples))]
    text = scheme.dump(labels)
    assert scheme.parse(text) == labels
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("[[label]\n", "f.toml", "TOML"),
        ("", "f.toml", "at least one"),
        ("label = 3", "f.toml", "[[label]]"),
        ("[colours]\nx=1", "f.toml", '"colours"'),
        ('[[label]]\nname="x"', "label 1", "no id"),
        ('[[label]]\nid=" "', 'label " "', "blank"),
        ('[[label]]\nid="a"\nkey="ab"', 'label "a"', "key"),
        ('[[label]]\nid="a"\nkey="7"', 'label "a"', "key"),
        ('[[label]]\nid="a"\nkey=7', 'label "a"', "key must be text"),
        ('[[label]]\nid="a"\ncolour="beige-ish"', 'label "a"', "colour"),
        ('[[label]]\nid="a"\nscope="page"', 'label "a"', "scope"),
        ('[[label]]\nid="a"\ngroup="g"', 'label "a"', "group"),
        ('[[label]]\nid="a"\nexamples="x"', 'label "a"', "examples"),
        ('[[label]]\nid="a"\nhotkey="x"', 'label "a"', '"hotkey"'),
        ('[[label]]\nid="a"\n[[label]]\nid="a"', 'label "a"', "id"),
        ('[[label]]\nid="a"\nkey="x"\n[[label]]\nid="b"\nkey="x"', 'label "b"', '"a"'),
        ('[[label]]\nid="a"\nname="X"\n[[label]]\nid="b"\nname="x"', 'label "b"', "name"),
    ],
)
def test_a_wrong_file_is_refused_naming_file_label_and_reason(tmp_path, text, where, reason):
    path = tmp_path / "f.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemeError) as caught:
        scheme.load(path)
    assert "f.toml" in str(caught.value)
    assert where in str(caught.value)
    assert reason in str(caught.value)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path):
    path = tmp_path / "f.toml"
    with pytest.raises(SchemeError, match=r"f\.toml"):
        scheme.load(path)
    path.write_bytes(b'[[label]]\nid = "\xff"')
    with pytest.raises(SchemeError, match="line 2"):
        scheme.load(path)


def test_span_and_article_labels_may_share_a_key():
    text = '[[label]]\nid="a"\nkey="a"\n[[label]]\nid="b"\nkey="a"\nscope="article"'
    assert [label.key for label in scheme.parse(text)] == ["a", "a"]


def test_setting_a_scheme_changes_adds_and_retires_in_one_step(desk):
    changes = {change.label: change for change in scheme.apply(desk, scheme.parse(TWO))}
    assert changes["official"].kind == "changed"
    assert set(changes["official"].fields) >= {"name", "key"}
    assert changes["org"].kind == "added"
    assert changes["country"].kind == "retired"
    assert desk.labels() == scheme.parse(TWO)
    assert scheme.apply(desk, scheme.parse(TWO)) == []
    desk.undo()
    assert desk.labels() == scheme.default_labels()


def test_a_retired_label_keeps_its_spans_and_comes_back(desk):
    with Intake(desk) as intake:
        article = intake.add(Record(text="Oman spoke.", title="Oman")).article_id
    annotations.tag(desk, article, 0, 4, "country")
    scheme.apply(desk, scheme.parse(TWO))
    assert [(span.start, span.end, span.label) for span in desk.spans(article)] == [
        (0, 4, "country")
    ]
    kinds = {change.label: change.kind for change in scheme.apply(desk, scheme.default_labels())}
    assert kinds["country"] == "restored"
    assert kinds["org"] == "retired"
    assert desk.labels() == scheme.default_labels()


def test_order_in_the_file_is_the_order_of_the_scheme(desk):
    turned = [
        replace(label, order=place) for place, label in enumerate(reversed(scheme.default_labels()))
    ]
    scheme.apply(desk, turned)
    assert [label.id for label in desk.labels()] == [label.id for label in turned]
