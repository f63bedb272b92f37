"""Clustering and matching of JSON Lines."""

from __future__ import annotations

import json

from store.names.files import cluster_names, match_names


def lines(*records: object) -> list[str]:
    return [json.dumps(record, ensure_ascii=False) + "\n" for record in records]


def test_cluster_keeps_lines_keys_and_order():
    given = [
        {"id": "b", "name": "Karim Haddad", "note": [1]},
        {"id": 2, "name": "Ingrid Lindqvist"},
        {"id": "b", "name": "Dr. Karim al-Haddad"},
    ]
    results = cluster_names(lines(*given), "in.jsonl")
    assert [{k: v for k, v in one.items() if k != "cluster"} for one in results.records] == given
    first, second, third = (one["cluster"] for one in results.records)
    assert first == third != second


def test_ids_are_no_evidence():
    results = cluster_names(
        lines({"id": 1, "name": "Karim Haddad"}, {"id": 1, "name": "Ingrid Lindqvist"}), "f"
    )
    assert results.records[0]["cluster"] != results.records[1]["cluster"]


def test_bad_lines_are_refused_with_their_place_and_good_ones_kept():
    given = [
        "\ufeff" + lines({"id": 1, "name": "Karim Haddad"})[0],
        "\n",
        "not json\n",
        "[1]\n",
        *lines({"name": "Nobody"}, {"id": 3}, {"id": None, "name": "x"}, {"id": 4, "name": "  "}),
        "[" * 100_000 + "\n",
        *lines({"id": 5, "name": "\ud800 Karim"}),
    ]
    results = cluster_names(given, "in.jsonl")
    assert [one["id"] for one in results.records] == [1, 5]
    assert [one.position for one in results.refused] == [f"line {n}" for n in (3, 4, 5, 6, 7, 8, 9)]
    assert all(one.file == "in.jsonl" and one.reason for one in results.refused)


def test_match_answers_every_query_best_first():
    register = lines(
        {"id": 1, "name": "Karim Haddad"},
        {"id": 1, "name": "كريم حداد"},
        {"id": "1", "name": "Leila Haddad"},
        {"id": "x", "name": "Ingrid Lindqvist"},
    )
    queries = lines({"id": "q", "name": "H.E. Kareem Haddad"}, {"id": "r", "name": "Zzyzx Qwfp"})
    results = match_names(register, "r", queries, "q")
    assert results.records[1] == {"id": "r", "matches": []}
    found = results.records[0]["matches"]
    assert found[0]["id"] == 1
    assert found[0]["name"] == "Karim Haddad"
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert [one["id"] for one in found if one["id"] == 1] == [1]


def test_at_most_five_matches():
    register = lines(*({"id": n, "name": f"Karim {c}. Haddad"} for n, c in enumerate("abcdefgh")))
    results = match_names(register, "r", lines({"id": 0, "name": "Karim Haddad"}), "q")
    assert len(results.records[0]["matches"]) == 5
