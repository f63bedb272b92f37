"""What the followthemoney library makes of files, for `prove_register`. Imports nothing of ours.

    python tests/bench/ftm_graph.py        jobs in on standard input, what was loaded out, both JSON

Every line is loaded, validated by its schema, cleaned anew and followed along its edges. What the
library would pass over without a word (a property it does not know, a value it cleans away, an id
nobody has, an end of the wrong schema) is a complaint here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from followthemoney import model
from followthemoney.exc import InvalidData
from followthemoney.types import registry


def complaints(data: dict[str, Any], schemata: dict[str, str]) -> Iterator[str]:
    """What is wrong with a line. ``schemata``: the schema of every id in the file."""
    schema = model.get(data["schema"])
    if schema is None:
        yield f"there is no schema {data['schema']}"
        return
    for one in (data["id"], *data.get("referents", ())):
        if not registry.entity.validate(one):
            yield f"{one!r} is no id"
    if unknown := data["properties"].keys() - schema.properties.keys():
        yield f"{schema.name} has no {sorted(unknown)}"
    if absent := set(schema.required) - data["properties"].keys():
        yield f"{schema.name} needs {sorted(absent)}"
    try:
        schema.validate(data)
    except InvalidData as error:
        yield f"{error} {error.errors}"
    loaded, cleaned = (model.get_proxy(data, cleaned=known) for known in (True, False))
    for name, values in data["properties"].items():
        prop = schema.get(name)
        if prop is None:
            continue
        if loaded.get(name) != values:
            yield f"{name} is loaded as {loaded.get(name)}, not as {values}"
        if len(cleaned.get(name)) != len({*map(prop.type.clean, values)}) or any(
            prop.type.clean(value) is None for value in values
        ):
            yield f"{name} is {values}, of which cleaning leaves {cleaned.get(name)}"
        for value in values if prop.type is registry.entity else ():
            there = schemata.get(value)
            if there is None or prop.range is None or not model.get(there).is_a(prop.range):
                yield f"{name} leads to {value}, which is {there}"
    if schema.edge and not list(loaded.edgepairs()):
        yield f"{data['id']} leads from nowhere to nowhere"


def graph(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Entities by id with their roles and documents, as the library follows the edges."""
    proxies = {data["id"]: model.get_proxy(data) for data in lines}
    found: dict[str, Any] = {}
    for data in lines:
        proxy = proxies[data["id"]]
        if data["schema"] not in ("Position", "Article", "Occupancy", "Documentation"):
            names = {name: proxy.get(name) for name in ("name", "alias", "weakAlias", "notes")}
            found[proxy.id] = {
                **names,
                "schema": proxy.schema.name,
                "countries": proxy.get_type_values(registry.country),
                "identifiers": proxy.get_type_values(registry.identifier),
                "referents": data.get("referents", []),
                "roles": [],
                "documents": [],
            }
    for proxy in proxies.values():
        for source, target in proxy.edgepairs():
            if proxy.schema.name == "Occupancy":
                dates = [proxy.first(name) or "" for name in ("startDate", "endDate")]
                found[source]["roles"].append([proxies[target].first("name"), *dates])
            else:
                said = [proxy.first(name) for name in ("recordId", "namesMentioned", "description")]
                facts = [proxies[source].first(name) or "" for name in ("title", "publisher")]
                found[target]["documents"].append([*said, *facts])
    return found


def loaded(job: dict[str, Any]) -> dict[str, Any]:
    """What a file holds, and what is wrong with it."""
    with open(job["path"], encoding="utf-8") as file:  # noqa: PTH123
        lines = [json.loads(line) for line in file]
    schemata = {data["id"]: data["schema"] for data in lines}
    wrong = [f"{data['id']}: {said}" for data in lines for said in complaints(data, schemata)]
    if len(schemata) != len(lines):
        wrong.append(f"{len(lines) - len(schemata)} ids stand in the file more than once")
    return {
        "version": version("followthemoney"),
        "lines": len(lines),
        "complaints": wrong,
        "graph": graph(lines),
        "countries": {name: registry.country.clean(name) for name in job["countries"]},
    }


if __name__ == "__main__":
    print(json.dumps([loaded(job) for job in json.load(sys.stdin)]))
