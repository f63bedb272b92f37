"""A list that is taken in again says what is new in it, and leaves what people decided."""

from __future__ import annotations

import json
from pathlib import Path

from store.desk import Desk
from store.register import deciding, exchange, reading


def test_what_people_said_stands_when_a_list_comes_again(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"

    def taken(**fields: object) -> exchange.Taken:
        path.write_text(json.dumps({"id": "1", **fields}) + "\n", encoding="utf-8")
        return exchange.take_in(desk, path)

    with Desk.create(tmp_path / "d.desk", actor="mina") as desk:
        assert taken(name="Ali R", aliases=["Al"]).added == 1
        deciding.edit(desk, "list:1", name="Ali Rahimi")
        deciding.alias(desk, "list:1", "Al", False)
        assert taken(name="Ali R", aliases=["Al"]).known == 1
        one = reading.entity(desk, "list:1")
        assert one.name == "Ali Rahimi"
        assert "Al" not in {alias.form for alias in one.aliases if alias.stands}
        assert taken(name="Ali R.", aliases=["Al", "Ali"]).changed == 1
        one = reading.entity(desk, "list:1")
        assert one.name == "Ali R."
        assert "Ali" in {alias.form for alias in one.aliases if alias.stands}
        assert "Al" not in {alias.form for alias in one.aliases if alias.stands}
