"""Label Studio's tasks, by its SDK: the labelling interface has to take every region."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.loaders import Job, Loaded

NAME = "label-studio-sdk"
PACKAGES = ("label-studio-sdk",)


def load(job: Job) -> Iterator[Loaded]:
    """The tasks as the interface beside them takes them.

    The SDK lets offsets behind the text pass, so the words of each region are compared as well.
    """
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface(Path(f"{job.path}.interface.xml").read_text(encoding="utf-8"))
    interface.validate()
    utf16 = job.options["offsets"] == "utf16"
    kind = job.options["kind"]
    for task in json.loads(Path(job.path).read_text(encoding="utf-8")):
        text = task["data"]["text"]
        back = Loaded(task["data"]["id"], text)
        interface.validate_task({"data": task["data"]})
        for layer in task[kind]:
            if kind == "predictions":
                back.complaints += interface.validate_prediction(layer, return_errors=True)
            elif not interface.validate_annotation(layer):
                back.complaints.append("an annotation it does not take")
            for region in layer["result"]:
                back.complaints += interface.validate_region(region, return_errors=True)
                if region["type"] == "labels":
                    back.spans += _spans(region["value"], text if utf16 else "")
        yield back


def _spans(value: dict[str, Any], text: str) -> Iterator[tuple[int, int, str, str | None]]:
    """With ``text`` offsets are brought from UTF-16 units to code points."""
    start, end = value["start"], value["end"]
    if text:
        units = text.encode("utf-16-le")
        start = len(units[: 2 * start].decode("utf-16-le"))
        end = len(units[: 2 * end].decode("utf-16-le"))
    for label in value["labels"]:
        yield start, end, label, value["text"]
