"""Tables in any dialect, with a header or without."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]

ROWS = [
    ("7", "Talks, in Muscat", 'They said: "yes".\nThen they left, all of them.', "20 January 2025"),
    ("8", "Visite à Téhéran", "Le ministre; son hôte\tet la délégation | se sont vus.", "2025-02"),
    ("9", "اجتماع", "اجتمع الوزيران في مسقط وبحثا التعاون بين البلدين", "2025"),
]
HEADER = ("ID", "Headline", "Text", "Date")


def table(header: bool, **dialect: object) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, **dialect)  # type: ignore[arg-type]
    if header:
        writer.writerow(HEADER)
    writer.writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_dialects_and_encodings_are_found_out(read: Read, delimiter: str, encoding: str) -> None:
    data = table(True, delimiter=delimiter, lineterminator="\r\n").encode(encoding)
    records, refused = read("t.csv", data)
    assert not refused
    assert [record.external_id for record in records] == ["7", "8", "9"]
    assert records[0].text == 'Talks, in Muscat\n\nThey said: "yes".\nThen they left, all of them.'
    assert [record.published for record in records] == ["2025-01-20", "2025-02", "2025"]
    assert [record.position for record in records] == ["line 2", "line 4", "line 5"]


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("cp1252", "Le président a été reçu à l'Élysée où il a évoqué la coopération."),
        ("cp1252", "Die Außenminister trafen sich für Gespräche über Öl und Gas."),
        ("cp1250", "Spotkanie ministrów odbyło się w Łodzi, gdzie mówiono o współpracy."),
        ("cp1250", "Ministři se sešli v Brně a hovořili o spolupráci při řešení potíží."),
        ("cp1254", "Dışişleri bakanları İstanbul'da görüştü, işbirliği konuşuldu."),
        ("cp1251", "Министры обсудили в столице сотрудничество двух стран."),
        ("cp1256", "اجتمع الوزيران في مسقط وبحثا التعاون بين البلدين"),
        ("gb18030", "两国部长在北京会面，讨论合作。"),
    ],
)
def test_an_old_encoding_is_guessed(read: Read, encoding: str, sentence: str) -> None:
    rows = "title;body\n" + f"1;{sentence}\n" * 20
    records, _ = read("t.csv", rows.encode(encoding))
    assert [record.text for record in records] == [f"1\n\n{sentence}"] * 20


def test_columns_without_names_are_known_by_what_they_hold(read: Read) -> None:
    rows = "".join(
        f'"{n % 4}","Oil price rises again {n}","Officials said on Monday that the price of oil had '
        f'risen for a\\second week, by {n} percent."\n'
        for n in range(30)
    )
    records, refused = read("t.csv", rows)
    assert not refused
    assert len(records) == 30
    assert records[0].title == "Oil price rises again 0"
    assert records[0].text.endswith("a\\second week, by 0 percent.")
    assert records[5].meta == {"column1": "1"}


def test_a_backslash_that_escapes_a_quote_is_told_from_one_that_does_not(read: Read) -> None:
    rows = "title,body\n" + "".join(
        f'"Head {n}","He said \\"yes, {n}\\" and left, she said, at noon."\n' for n in range(5)
    )
    records, _ = read("t.csv", rows)
    assert records[2].text == 'Head 2\n\nHe said "yes, 2" and left, she said, at noon.'
    plain = "".join(
        f'"{n}","News of the day {n}","It ends with a backslash, yes {n}.\\"\n' for n in range(9)
    )
    records, refused = read("p.csv", plain)
    assert not refused
    assert [record.text[-1] for record in records] == ["\\"] * 9


def test_names_in_other_languages_and_any_order(read: Read) -> None:
    records, _ = read("t.tsv", "日期\t正文\t标题\n2025年1月20日\t两国部长在北京会面。\t会谈\n")
    assert records[0].text == "会谈\n\n两国部长在北京会面。"
    assert records[0].published == "2025-01-20"
    records, _ = read(
        "u.csv", "العنوان,التاريخ,النص,المصدر\nلقاء,٢٠ يناير ٢٠٢٥,اجتمع الوزيران,وكالة\n"
    )
    assert (records[0].title, records[0].source) == ("لقاء", "وكالة")
    assert records[0].published == "2025-01-20"


def test_columns_can_be_given_a_meaning(read: Read) -> None:
    data = "a,b,c\nx,First words,1\ny,Second words,2\n"
    for columns in ({"body": "b", "id": "c"}, {"b": "body", "c": "id"}, {"body": "2", "id": "3"}):
        records, refused = read("t.csv", data, columns=columns)
        assert not refused
        assert [(r.text, r.external_id) for r in records][-1] == ("Second words", "2")


def test_a_table_without_articles_is_refused_once(read: Read) -> None:
    records, refused = read(
        "t.csv", "name,type,description\nCode,INTEGER,The number of the event in the set\n" * 3
    )
    assert not records
    assert [one.position for one in refused] == ["line 1"]
    assert "--column body=" in refused[0].reason
    codes = "".join(f"{n},USA,IRN,{n * 7},4.0,http://e.org/{n}\n" for n in range(20))
    records, refused = read("u.csv", codes)
    assert not records
    assert len(refused) == 1


def test_ragged_rows_lose_nothing(read: Read) -> None:
    records, refused = read("t.csv", "id,text\n1,one\n2\n3,three,extra,more\n\n4,four\n")
    assert [record.text for record in records] == ["one", "three", "four"]
    assert records[1].meta == {"column3": "extra", "column4": "more"}
    assert [one.position for one in refused] == ["line 3"]


def test_a_quote_that_never_closes_is_named(read: Read) -> None:
    rows = 'id,title,body\n1,t,ok\n2,t,"open\n' + "3,t,lost\n" * 5000
    records, refused = read("t.csv", rows)
    assert len(records) + len(refused) == 2
    rows = 'id,title,body\n1,"open,ok\n' + "3,t,lost\n" * 5000
    records, refused = read("u.csv", rows)
    assert not records
    assert "quotation mark" in refused[0].reason


def test_marks_in_a_cell_and_a_named_delimiter(read: Read) -> None:
    records, _ = read("t.csv", 'sep=;\ntext;spans\nIran;"[[0, 4, ""country""]]"\n')
    assert records[0].spans[0].label == "country"
    assert records[0].position == "line 3"


def test_marks_in_a_cell_that_hold_an_endless_number_do_not_end_the_table(read: Read) -> None:
    cell = '"[[0, 1, ' + "9" * 5000 + ']]"'
    records, _ = read("a.csv", f"text,spans\nIran met Oman,{cell}\nOman met Iran,\n")
    assert [record.text for record in records] == ["Iran met Oman", "Oman met Iran"]


TOKENS = {
    "no tags": "Iran\tNNP\tx\nmet\tVBD\ty\n\nOman\tNNP\tz\n",
    "conll-2003": "-DOCSTART- -X- -X- O\n\nIran NNP B-NP B-LOC\nmet VBD B-VP O\n\nOman NNP B-NP O\n",
    "webanno": "#FORMAT=WebAnno TSV 3.3\n#T_SP=x|value\n\n\n#Text=Iran met Oman.\n"
    "1-1\t0-4\tIran\tcountry\t\n1-2\t5-8\tmet\t_\t\n",
}


@pytest.mark.parametrize("name", ["a.tsv", "a.conll", "a.txt", "a.csv"])
@pytest.mark.parametrize("times", [1, 200])
def test_tokens_without_tags_are_said_to_be_no_table(read: Read, name: str, times: int) -> None:
    records, refused = read(name, (TOKENS["no tags"] + "\n") * times)
    assert records == []
    assert [one.position for one in refused] == ["line 1"]
    assert "no column of tags" in refused[0].reason


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_a_line_is_no_table_by_order_either(read: Read, kind: str) -> None:
    records, refused = read("a.tsv", TOKENS[kind] * 3, format="csv")
    assert records == []
    assert len(refused) == 1


def test_short_tables_and_texts_are_not_taken_for_tokens(read: Read) -> None:
    assert len(read("a.tsv", "id\ttext\n1\tYes\n\n2\tNo\n")[0]) == 2
    assert len(read("a.txt", "Iran\n\nOman\n\nKuwait and Qatar\n")[0]) == 1
    assert len(read("b.txt", "Name:\tIran\n\nThey met in Muscat,\tas was said.\n")[0]) == 1
