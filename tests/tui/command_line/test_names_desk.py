"""``copydesk names`` on a desk, as it is typed."""

from __future__ import annotations

import json

import pytest

from store import annotations
from store.desk import Desk
from store.intake import Intake
from store.model import Record
from tui.cli import main

TEXT = "Luísa Prado Meirelles met Prado Meirelles; Ali Rahimi met Iran and Persia."


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_ANNOTATOR", "mina")
    path = tmp_path / "d.desk"
    with Desk.create(path, actor="mina") as desk:
        with Intake(desk) as intake:
            article = intake.add(Record(text=TEXT)).article_id
        for words, label in (
            ("Luísa Prado Meirelles", "official"),
            (" Prado Meirelles;", "official"),
            ("Ali Rahimi", "official"),
            ("Iran", "country"),
        ):
            start = TEXT.index(words)
            exact = words.strip(" ;")
            start += words.index(exact)
            annotations.tag(desk, article, start, start + len(exact), label)
    return path


def said(capsys):
    return capsys.readouterr().out.splitlines()


def test_list_shows_what_is_mentioned_and_finds_by_any_form(desk, capsys):
    assert main(["names", "list", str(desk), "--json"]) == 0
    lines = [json.loads(line) for line in said(capsys)]
    assert {line["name"] for line in lines} >= {"Ali Rahimi", "Iran"}
    assert main(["names", "list", str(desk), "--search", "rahimi"]) == 0
    (line,) = said(capsys)
    assert line.endswith("official  Ali Rahimi  (1 mark, 1 form)")


def test_merge_and_split_by_name_and_id(desk, capsys):
    names = ["Luísa Prado Meirelles", "Ali Rahimi"]
    assert main(["names", "merge", str(desk), *names, "--canonical", "Ali Rahimi"]) == 0
    assert "Ali Rahimi" in capsys.readouterr().err
    assert main(["names", "merge", str(desk), *names]) == 0
    assert "one already" in capsys.readouterr().err
    main(["names", "list", str(desk), "--label", "official", "--json"])
    merged = [json.loads(line) for line in said(capsys)]
    (one,) = (line for line in merged if line["name"] == "Ali Rahimi")
    assert main(["names", "split", str(desk), one["id"]]) == 0
    assert main(["names", "merge", str(desk), *names]) == 2
    assert "told apart" in capsys.readouterr().err
    assert main(["names", "merge", str(desk), *names, "--despite"]) == 0


def test_who_is_not_there_or_not_alone_is_named(desk, capsys):
    assert main(["names", "merge", str(desk), "Ali Rahimi", "nobody"]) == 2
    assert "no entity with the id or name nobody" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["list", "candidates"])
def test_a_label_nobody_has_and_a_number_that_is_none_are_refused(desk, capsys, what):
    assert main(["names", what, str(desk), "--label", "minister"]) == 2
    assert "no label minister" in capsys.readouterr().err
    assert main(["names", what, str(desk), "--limit", "-1"]) == 2
    assert "-1" in capsys.readouterr().err


def test_two_names_of_one_are_one_already(desk, capsys):
    assert main(["names", "merge", str(desk), "Prado Meirelles", "Luísa Prado Meirelles"]) == 0
    assert "one already" in capsys.readouterr().err


def test_candidates_are_groups_with_reasons(desk, capsys):
    assert main(["names", "candidates", str(desk), "--json"]) == 0
    groups = [json.loads(line) for line in said(capsys)]
    assert all(len(group["entities"]) > 1 for group in groups)


def test_import_link_and_export(desk, tmp_path, capsys):
    register = tmp_path / "r.csv"
    register.write_text("id,name\n1,Ali Rahimi\n,x\n", encoding="utf-8")
    assert main(["names", "import", str(desk), str(register), "--json"]) == 1
    told = json.loads(said(capsys)[0])
    assert (told["added"], told["refused"][0]["position"]) == (1, "line 3")
    assert main(["names", "link", str(desk), "--json"]) == 0
    assert json.loads(said(capsys)[0]) == {"linked": 0, "unlinked": 0}
    out = tmp_path / "out.jsonl"
    assert main(["names", "export", str(desk), "--output", str(out)]) == 0
    assert {json.loads(line)["id"] for line in out.open(encoding="utf-8")} >= {"r:1", "country:IR"}
    assert main(["names", "export", str(desk), "--output", str(desk)]) == 2
    assert main(["check", str(desk)]) == 0


def test_the_register_is_exported_by_one_command_under_two_names(desk, tmp_path, capsys):
    named, exported = tmp_path / "named.csv", tmp_path / "exported.csv"
    assert main(["names", "export", str(desk), "--output", str(named)]) == 0
    command = ["export", str(desk), "--format", "register-csv", "--output", str(exported)]
    assert main(command) == 0
    assert "Read back and found equal." in capsys.readouterr().err
    assert named.read_bytes() == exported.read_bytes()
    assert main([*command, "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["proven"], summary["note"]) == (True, f"{exported}.corpus.json")
    assert main(["export", str(desk), "--format", "register-jsonl", "--label", "Country"]) == 0
    (line,) = said(capsys)
    assert json.loads(line)["id"] == "country:IR"
    assert main(["export", str(desk), "--format", "ftm"]) == 0
    out, err = capsys.readouterr()
    assert "What ftm cannot hold:" in err
    assert {json.loads(line)["schema"] for line in out.splitlines()} >= {"Person", "Territory"}


def test_what_is_asked_of_articles_is_not_asked_of_the_register(desk, capsys):
    register = ["export", str(desk), "--format", "register-jsonl"]
    for more, why in (
        (["--layer", "all"], "not of articles: no --layer"),
        (["--split", "a=1"], "no --split"),
        (["--option", "evidence=7"], "evidence of register-jsonl is one of"),
        (["--label", "planet"], "no label 'planet'"),
    ):
        assert main([*register, *more]) == 2
        assert why in capsys.readouterr().err
    assert main(["export", str(desk), "--format", "jsonl", "--unconfirmed"]) == 2
    assert "of the register alone" in capsys.readouterr().err
    assert main(["export", str(desk), "--format", "planets"]) == 2
    assert "register-jsonl, register-csv, ftm" in capsys.readouterr().err


def test_a_register_that_does_not_read_back_leaves_no_file(desk, tmp_path, capsys, monkeypatch):
    from store.export import register_csv

    monkeypatch.setattr(register_csv, "defused", lambda cell: str(cell).lower())
    out = tmp_path / "r.csv"
    assert main(["export", str(desk), "--format", "register-csv", "--output", str(out)]) == 2
    assert "does not read back" in capsys.readouterr().err
    assert not list(tmp_path.glob("*r.csv*"))
