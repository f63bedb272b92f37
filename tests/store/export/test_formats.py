"""Every format, written and read back: what comes back is what went, less what was counted."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import annotations, articles
from store.desk import Desk
from store.export import FORMATS, Plan, export
from store.export.format import Format, Job, Source
from store.export.layers import LeftOut, choose, walk
from store.ingest import ingest
from store.model import STATUSES

WRITTEN = [form for form in FORMATS.values() if form.available]
ALPHABET = st.sampled_from(
    "ab Ié\u0301سلام漢字😀👨\u200d👩\n\t\u2028\x85\x01=+'\"_,<&]}-|"
) | st.characters(codec="utf-8")
LABELS = ["official", "country", "PER SON", "PER_SON", "漢", "a|b", "x-y", "c\x01d"]


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(st.text(ALPHABET, min_size=2, max_size=30).filter(str.strip))
    spans = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        spans.append(
            {
                "start": start,
                "end": draw(st.integers(start + 1, len(text))),
                "label": draw(st.sampled_from(LABELS)),
                "annotator": draw(st.sampled_from(["mina", "sara"])),
                "entity": draw(st.sampled_from(["", "country:IR", "a b\t%20:é"])),
                "entity_name": draw(st.text(ALPHABET, max_size=4)),
                "meta": draw(st.sampled_from([{}, {"score": 0.5, "é": ["\x01"]}])),
            }
        )
    return {
        "text": text,
        "id": draw(st.sampled_from(["", "x1", "X1", "x2", "con", "=1+1", "../up", "é" * 200])),
        "title": draw(st.text(ALPHABET, max_size=6)),
        "source": draw(st.sampled_from(["", "=HYPERLINK(1)", "Wire"])),
        "labels": draw(st.lists(st.sampled_from(["relevant", "other|x"]), unique=True)),
        "meta": draw(st.sampled_from([{}, {"k": [1, "é\x01"]}])),
        "spans": spans,
    }


def filled(path: Path, given_records: list[dict[str, Any]], comments: bool = False) -> Desk:
    desk = Desk.create(path, actor="mina")
    data = "".join(json.dumps(one) + "\n" for one in given_records).encode()
    ingest(desk, ["-"], stdin=io.BytesIO(data))
    keys = [row[0] for row in desk.connection.execute("SELECT id FROM article ORDER BY n")]
    for key in keys if comments else []:
        annotations.comment(desk, key, "on the article")
        for span in desk.spans(key)[:2]:
            annotations.comment(desk, key, "first\n\tsecond", span=span.id)
    for who in ("mina", "sara"):
        desk.actor = who
        articles.set_status(desk, keys, "done")
    desk.actor = "mina"
    return desk


def held(desk: Desk) -> list[Any]:
    choice = choose(desk, "all", statuses=STATUSES)
    return list(walk(desk.connection, choice, LeftOut()))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(records(), min_size=1, max_size=3), st.booleans(), st.data())
def test_what_comes_back_is_what_went_less_what_was_counted(
    tmp_path_factory: Any, given_records: list[dict[str, Any]], comments: bool, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with filled(folder / "a.desk", given_records, comments) as desk:
        went = held(desk)
        for form in WRITTEN:
            options = {one.name: data.draw(st.sampled_from(one.available)) for one in form.options}
            check(desk, form.under(options), options, folder / f"{form.name}{form.suffix}", went)


def check(desk: Desk, form: Format, options: dict[str, str], out: Path, went: list[Any]) -> None:
    """Write, read with the format's reader alone, and account for every span and fact."""
    plans: list[Plan] = []
    summary = export(
        desk,
        form.name,
        out,
        layer="all",
        statuses=STATUSES,
        overlap="longest",
        options=options,
        told=plans.append,
    )
    losses = Counter(summary.losses)
    assert plans[0].losses == summary.losses
    assert summary.proven
    note = json.loads(Path(summary.note).read_bytes())
    assert note["losses"] == dict(sorted(losses.items()))
    scheme = desk.labels(retired=True)
    written = {label.id: note["labels_written"].get(label.id, label.id) for label in scheme}
    assert len(set(written.values())) == len(written)
    back = list(form.read(Source(out, Job(summary_options(form, options), written, scheme))))
    # spans: each came back, or was counted as left out
    there = Counter((one.id, *mark[:3]) for one in back for mark in one.marks)
    wanted = Counter(
        (one.id, span.start, span.end, span.label) for one in went for span in one.spans
    )
    gone = sum(losses[name] for name in ("crossing", "nested", "alike", "misaligned"))
    assert wanted.total() - gone == there.total() == summary.spans
    moved = there - wanted
    assert moved.total() <= losses["edges"]
    if not losses["edges"]:
        assert not moved
    texts = {one.id: one.article.text for one in went}
    if "text" in form.holds and not losses["characters"] and len(texts) == len(went):
        assert {one.id: one.text for one in back} == texts
    # articles
    assert len(back) == len(went) - losses["unmarked"] == summary.articles
    # whatever is said of spans and articles is there, or counted
    for name, field in (("links", "entity"), ("annotators", "annotator"), ("verdicts", "verdict")):
        here = sum(bool(getattr(mark, field)) for one in back for mark in one.marks)
        if name in form.holds:
            assert losses[name] == 0
        else:
            assert here == 0
    remarks = sum(len(one.comments) for one in back)
    assert remarks + losses["comments"] == sum(len(one.comments) for one in went)


def summary_options(form: Format, given_options: dict[str, str]) -> dict[str, str]:
    return form.chosen(given_options)
