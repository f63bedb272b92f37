"""doccano's lines, taken in by doccano without its pages: its own import into its own tables.

doccano drops overlapping spans without a word unless the project allows them; this one does.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.bench.loaders import Job, Loaded

NAME = "doccano"
# its release names no newest versions of what it stands on, and these have moved on
PACKAGES = ("doccano==1.8.4", "marshmallow<4", "numpy<2", "setuptools<80")


@cache
def _started() -> tempfile.TemporaryDirectory[str]:
    """An empty database."""
    place = tempfile.TemporaryDirectory(prefix="copydesk-doccano-")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{Path(place.name) / 'doccano.sqlite3'}",
        "STANDALONE": "True",
        "MEDIA_ROOT": place.name,
    }
    found = find_spec("backend")
    assert found is not None
    assert found.submodule_search_locations
    sys.path.insert(0, found.submodule_search_locations[0])
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return place


def load(job: Job) -> Iterator[Loaded]:
    """A new project, and its examples and spans as they stand in the database."""
    _started()
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import RELATION_EXTRACTION, create_file_format
    from data_import.pipeline.readers import FileName
    from django.contrib.auth.models import User
    from examples.models import Example
    from projects.models import ProjectType, SequenceLabelingProject

    user, _ = User.objects.get_or_create(username="prover")
    relations = job.options["form"] == "relations"
    kind = ProjectType.SEQUENCE_LABELING
    project = SequenceLabelingProject.objects.create(
        name="proof",
        created_by=user,
        project_type=kind,
        allow_overlapping=True,
        use_relation=relations,
    )
    file = FileName(full_path=job.path, generated_name="proof.jsonl", upload_name="proof.jsonl")
    task = RELATION_EXTRACTION if relations else kind
    data = load_dataset(
        task, create_file_format("JSONL"), [file], project, encoding="utf_8",
        column_data="text", column_label="label",
    )  # fmt: skip
    data.save(user)
    if data.errors:
        raise ValueError("; ".join(str(one.dict()) for one in data.errors[:3]))
    for example in Example.objects.filter(project=project).order_by("id"):
        spans = example.spans.select_related("label")
        yield Loaded(
            example.meta["doc_id"],
            example.text,
            [(one.start_offset, one.end_offset, one.label.text, None) for one in spans],
        )
