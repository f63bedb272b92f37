"""``copydesk names`` on files, from outside."""

from __future__ import annotations

import json

from tests.command import copydesk


def test_cluster_and_match(tmp_path):
    names = tmp_path / "names.jsonl"
    names.write_text(
        '{"id": 1, "name": "Karim Haddad"}\n{"id": 2, "name": "Haddad, Karim"}\n'
        '{"id": 3, "name": "Ingrid Lindqvist"}\n',
        encoding="utf-8",
    )
    done = copydesk("names", "cluster", names)
    assert done.returncode == 0
    assert done.stderr == ""
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert records[0]["cluster"] == records[1]["cluster"] != records[2]["cluster"]
    query = '{"id": "q", "name": "كريم حداد"}\n'.encode()
    done = copydesk("names", "match", "--register", names, "--queries", "-", given=query)
    assert done.returncode == 0
    assert json.loads(done.stdout)["matches"][0]["id"] in (1, 2)


def test_refusals_name_file_line_and_reason(tmp_path):
    names = tmp_path / "names.jsonl"
    names.write_bytes(b'{"id": 1, "name": "Karim \\u001b[31m Haddad"}\nnonsense \x1b[2J\n')
    done = copydesk("names", "cluster", names)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "line 2" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_nothing_to_do_is_an_error(tmp_path):
    done = copydesk("names", "cluster", tmp_path / "missing.jsonl")
    assert done.returncode == 2
    assert "missing.jsonl" in done.stderr
    assert copydesk("names").returncode == 2
