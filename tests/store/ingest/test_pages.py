"""Plain text, saved pages and SGML."""

from __future__ import annotations

from collections.abc import Callable

from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]

SENTENCE = "The two ministers met in Muscat on Monday and spoke about data transit and trade. "
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Talks in Muscat | Gulf Wire</title>
<meta property="og:title" content="Talks in Muscat"><meta property="og:site_name" content="Gulf Wire">
<meta property="article:published_time" content="2025-01-20T10:11:12+04:00">
<link rel="canonical" href="https://example.org/2025/talks">
<script>document.write("never")</script>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Talks in Muscat"}}</script>
</head><body><nav><a href="/">Home</a> <a href="/x">News</a></nav><article><h1>Talks in Muscat</h1>
<p>{SENTENCE * 2}</p><p>{SENTENCE * 3}</p><p>They agreed to meet again &amp; left.</p></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_page_gives_its_article(read: Read) -> None:
    (record,), refused = read("page.html", PAGE)
    assert not refused
    assert record.title == "Talks in Muscat"
    assert record.text.startswith("Talks in Muscat\n\nThe two ministers met in Muscat")
    assert record.text.endswith("They agreed to meet again & left.")
    assert "never" not in record.text
    assert "All rights" not in record.text
    assert record.published == "2025-01-20T10:11:12+04:00"
    assert (record.source, record.language) == ("Gulf Wire", "en")
    assert record.url == "https://example.org/2025/talks"
    assert record.meta["file"] == "page.html"


def test_pages_are_known_by_their_content_and_their_own_encoding(read: Read) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1256">').replace(
        "Monday", "الاثنين في مسقط عاصمة سلطنة عمان"
    )
    (record,), _ = read("saved", page.encode("windows-1256"))
    assert "الاثنين في مسقط" in record.text


def test_a_page_full_of_comments_is_known_at_once(read: Read) -> None:
    """A pattern that weighs every way to cut comments would not come back in this lifetime."""
    page = "<!-- cached -->\n" + PAGE.replace("<head>", "<head>" + "<!-- menu -->\n" * 400)
    (record,), refused = read("page.html", page)
    assert not refused
    assert record.title == "Talks in Muscat"
    _, (refusal,) = read("rules.ent", "<!-- one -->\n<!-- two -->\n<!ELEMENT p (a)>")
    assert "DTD" in refusal.reason


def test_a_page_that_needs_its_script_falls_back_on_what_it_declares(read: Read) -> None:
    body = (SENTENCE * 8).strip()
    page = (
        '<html><head><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        f'"headline": "Talks", "datePublished": "2025-01-20", "articleBody": "{body}"}}]}}'
        '</script></head><body><div id="app"></div></body></html>'
    )
    (record,), _ = read("page.html", page)
    assert record.text == f"Talks\n\n{body}"
    assert record.published == "2025-01-20"


def test_a_page_without_an_article_is_refused(read: Read) -> None:
    for number, page in enumerate(
        ["<html><body><div id=app></div></body></html>", "<html>", "<html><p>Hi</p></html>"]
    ):
        records, refused = read(f"{number}.html", page)
        assert not records
        assert refused[0].reason == "no article text found in this page"


def test_hostile_pages_do_no_harm(read: Read) -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<html><body><p>&b;&b;{SENTENCE * 4}</p></body></html>"
    )
    for number, page in enumerate([bomb, "<div>" * 20_000 + SENTENCE, PAGE[:700] + "\0" + PAGE]):
        records, refused = read(f"{number}.html", page)
        assert len(records) + len(refused) == 1
        assert all(len(record.text) < 4000 for record in records)


def test_plain_text_is_an_article_with_its_first_line_as_title(read: Read) -> None:
    (record,), _ = read("a.txt", f"\r\n\nTalks in Muscat\r\n\r\n{SENTENCE}\r\n\r\n")
    assert record.title == "Talks in Muscat"
    assert record.text == f"Talks in Muscat\n\n{SENTENCE.strip()}"
    (record,), _ = read("b.txt", f"{SENTENCE}\n{SENTENCE}")
    assert record.title == ""
    (record,), _ = read("c.txt", ("Деньги и власть в столице. " * 9).encode("cp1251"))
    assert record.text.startswith("Деньги и власть")


REUTERS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" OLDID="5" NEWID="12">
<DATE>26-FEB-1987 15:01:01.79</DATE><PLACES><D>iran</D><D>oman</D></PLACES>
<UNKNOWN>&#5;&#22;f0704</UNKNOWN>
<TEXT>&#2;
<TITLE>TALKS &lt;IN> MUSCAT</TITLE>
<DATELINE>    MUSCAT, Feb 26 - </DATELINE><BODY>The ministers met &amp;lt; and
spoke.
    They left.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="13"><TEXT TYPE="BRIEF"><TITLE>ONLY A TITLE</TITLE></TEXT></REUTERS>
<REUTERS NEWID="14"><TEXT></TEXT></REUTERS>
<REUTERS NEWID="15"><TEXT><BODY>never ends"""


def test_sgml_documents_come_in_one_by_one(read: Read) -> None:
    records, refused = read("a.sgm", REUTERS)
    first, second = records
    assert first.text == "TALKS <IN> MUSCAT\n\nThe ministers met &lt; and\nspoke.\n\nThey left."
    assert first.published == "1987-02-26T15:01:01.79"
    assert (first.external_id, first.source) == ("reut-12", "Reuters")
    assert first.meta["places"] == ["iran", "oman"]
    assert first.meta["dateline"] == "MUSCAT, Feb 26 -"
    assert second.text == "ONLY A TITLE"
    assert [one.position for one in refused] == ["line 14", "line 15"]
    assert "does not end" in refused[1].reason


def test_other_document_collections(read: Read) -> None:
    data = (
        "<DOC>\n<DOCNO> AB-1 </DOCNO>\n<HEADLINE>Talks</HEADLINE>\n<DATE>1998-03-14</DATE>\n"
        "<TEXT>\n<P>One.</P>\n<P>Two.</P>\n</TEXT>\n</DOC>\n"
    )
    (record,), _ = read("a.sgml", data)
    assert record.external_id == "AB-1"
    assert record.text.startswith("Talks\n\nOne.")


def test_xml_of_other_kinds_is_refused_and_never_expanded(read: Read) -> None:
    for name in ("feed.xml", "feed"):
        records, refused = read(
            name,
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
        )
        assert not records
        assert "XML" in refused[0].reason


def test_linked_data_with_an_endless_number_is_passed_over(read: Read) -> None:
    said = '{"@type": "NewsArticle", "n": ' + "9" * 5000 + "}"
    body = "<p>" + "Iran and Oman met in Muscat to speak about trade and shipping. " * 8 + "</p>"
    page = (
        f'<html><head><title>Talks</title><script type="application/ld+json">{said}</script>'
        f"</head><body><article><h1>Talks in Muscat</h1>{body * 3}</article></body></html>"
    )
    records, refused = read("a.html", page)
    assert len(records) == 1
    assert refused == []
