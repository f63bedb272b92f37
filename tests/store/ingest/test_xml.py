"""XML from strangers: what is in it comes in, and nothing it declares is done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from store.ingest.reading import SpanRefusal
from store.model import Record, Refusal

Read = Callable[..., tuple[list[Record], list[Refusal]]]


def words(record: Record) -> list[tuple[str, str]]:
    return [(record.text[span.start : span.end], span.label) for span in record.spans]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize(
    "declared",
    [LAUGHS, '<!ENTITY l11 SYSTEM "file:///etc/passwd">', '<!ENTITY % p SYSTEM "http://x/y"> %p;'],
)
@pytest.mark.parametrize("root", ["nitf", "rss", "NewsML", "XMI"])
def test_entities_are_never_expanded(read: Read, declared: str, root: str) -> None:
    before = time.thread_time()
    data = f"<?xml version='1.0'?><!DOCTYPE {root} [{declared}]><{root}><item>&l11;</item></{root}>"
    records, (refused,) = read("a.xml", data)
    assert not records
    assert "never expanded" in refused.reason
    assert time.thread_time() - before < 2


def test_nesting_and_truth_about_encodings(read: Read) -> None:
    records, (refused,) = read("a.xml", "<rss>" + "<item>" * 100_000)
    assert not records
    assert "deeper" in refused.reason
    lying = '<?xml version="1.0" encoding="iso-8859-1"?><rss><item><description>Décès à Paris.</description></item></rss>'
    (record,), _ = read("b.xml", lying)
    assert record.text == "Décès à Paris."
    (record,), _ = read("b.xml", lying.encode("latin-1"))
    assert record.text == "Décès à Paris."


def test_cut_off_xml_keeps_what_was_whole(read: Read) -> None:
    data = "<rss><item><description>One.</description></item><item><description>Tw"
    (record,), (refused,) = read("a.rss", data)
    assert record.text == "One."
    assert "not XML" in refused.reason


def test_nitf_and_newsml(read: Read) -> None:
    nitf = (
        '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd"><nitf><head><docdata><doc-id id-string="n1"/>'
        '<date.issue norm="20150102T030405Z"/></docdata></head><body><body.head><hedline>'
        "<hl1>Talks&nbsp;begin</hl1></hedline><byline>By A</byline></body.head><body.content>"
        "<p>Iran met <em>Oman</em>.</p><block><p>It\nrained.</p></block></body.content></body></nitf>"
    )
    (record,), _ = read("a.xml", nitf)
    assert record.text == "Talks begin\n\nIran met Oman.\n\nIt rained."
    assert (record.published, record.external_id) == ("2015-01-02T03:04:05Z", "n1")
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    g2 = (
        f'<newsMessage {space}><itemSet><newsItem guid="g1" xml:lang="en"><itemMeta>'
        '<itemClass qcode="ninat:text"/><provider literal="IRNA"/></itemMeta><contentMeta>'
        "<headline>Head</headline></contentMeta><contentSet><inlineXML>"
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Body.</p></body></html></inlineXML>'
        "</contentSet></newsItem><newsItem guid='g2'><itemMeta><itemClass qcode='ninat:picture'/>"
        "</itemMeta></newsItem><packageItem guid='p'/></itemSet></newsMessage>"
    )
    (record,), refused = read("b.xml", g2)
    assert (record.text, record.source, record.language) == ("Head\n\nBody.", "IRNA", "en")
    assert ["picture" in refused[0].reason, "package" in refused[1].reason] == [True, True]
    one = (
        "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>u1</PublicIdentifier>"
        "</NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Head</HeadLine>"
        "</NewsLines><ContentItem><DataContent>p {x: y}</DataContent></ContentItem><ContentItem>"
        "<DataContent><p>First paragraph.</p><p>Second.</p></DataContent></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )
    (record,), _ = read("c.xml", one)
    assert record.text == "Head\n\nFirst paragraph.\n\nSecond."


def test_feeds(read: Read) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry xml:lang="fr">'
        '<title>T</title><link rel="self" href="no"/><link href="http://x/1"/><id>e1</id>'
        "<published>2024-01-02T03:04:05Z</published><summary>Short.</summary>"
        '<content type="html">&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;'
        "</content></entry><entry><title>Bare</title></entry></feed>"
    )
    (record,), (refused,) = read("a.atom", atom)
    assert (record.text, record.url, record.language) == ("T\n\nOne & two.", "http://x/1", "fr")
    assert "without text" in refused.reason


def test_factiva(read: Read) -> None:
    data = (
        '<PPSResponse><ppsarticle xmlns="u"><article><accessionNo>F1</accessionNo>'
        "<baseLanguage>EN</baseLanguage><headline><paragraph>Head</paragraph></headline>"
        "<leadParagraph><paragraph>Lead.</paragraph></leadParagraph><tailParagraphs>"
        "<paragraph>Tail.</paragraph></tailParagraphs><sourceName>S</sourceName></article>"
        "</ppsarticle></PPSResponse>"
    )
    (record,), _ = read("a.xml", data)
    assert (record.text, record.source, record.language) == ("Head\n\nLead.\n\nTail.", "S", "en")


def test_other_xml_is_refused_by_name(read: Read) -> None:
    for data, said in (
        ("<urlset><url/></urlset>", "site map"),
        ("<View><Labels/></View>", "Label Studio"),
        ('<?xml version="1.0"?><mystery><a/></mystery>', "<mystery>"),
    ):
        records, (refused,) = read("a.xml", data)
        assert not records
        assert said in refused.reason


def test_mae_tags(read: Read) -> None:
    data = (
        "<Task><TEXT><![CDATA[😀 Iran\nmet <Oman>]]></TEXT><TAGS>"
        '<LOC id="L0" spans="3~7" text="Iran" kind="state"/><LOC id="L1" spans="-1~-1" text=""/>'
        '<LOC id="L2" spans="3~7,13~17" text="Iran ... Oman"/><LOC id="L3" spans="x" text=""/>'
        '<EV id="E0" spans="3~7,8~11" text="Iran ... met"/>'
        '<LINK id="K0" fromID="L0" toID="L1"/></TAGS></Task>'
    )
    (record,), refused = read("a.xml", data)
    assert ("Iran", "LOC") in words(record)
    assert record.spans[0].meta == {"kind": "state", "tag": "L0"}
    assert record.meta["links"][0]["toID"] == "L1"
    told = {one.position for one in refused}
    assert {"tag L1", "tag L2", "tag L3"} <= told
    assert all(isinstance(one, SpanRefusal) for one in refused)


def test_n3_documents(read: Read) -> None:
    data = (
        '<corpus xmlns="s"><Document id="1"><DocumentURI>http://x/1</DocumentURI>'
        "<TextWithNamedEntities>\n <NamedEntityInText uri='http://d/Paris_(Texas)'>Paris"
        "</NamedEntityInText>\n <SimpleTextPart> is far.</SimpleTextPart></TextWithNamedEntities>"
        "</Document><Document id='2'><TextWithNamedEntities/></Document></corpus>"
    )
    (record,), (refused,) = read("a.xml", data)
    assert record.text == "Paris is far."
    (span,) = record.spans
    assert (span.entity, span.entity_name) == ("http://d/Paris_(Texas)", "Paris (Texas)")
    assert "no article text" in refused.reason


XMI = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:ner="http:///de/x/ner/type.ecore" xmlns:pos="http:///de/x/pos/type.ecore" '
    'xmlns:meta="http:///de/x/meta/type.ecore" xmlns:custom="http:///webanno/custom.ecore">'
    '<cas:NULL xmi:id="0"/>'
    '<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="16" language="en" '
    'documentId="d1" documentTitle="Talks"/>'
    '<ner:NamedEntity xmi:id="3" sofa="1" begin="3" end="7" value="LOC" identifier="urn:IR"/>'
    '<ner:NamedEntity xmi:id="4" sofa="1" begin="12" end="99" value="LOC"/>'
    '<pos:POS xmi:id="5" sofa="1" begin="3" end="7" PosValue="NNP"/>'
    '<custom:Frame xmi:id="6" sofa="1" begin="12" end="16" role="agent"/>'
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="😀 Iran met Oman"/>'
    "</xmi:XMI>"
)


def test_uima_in_both_forms(read: Read) -> None:
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": "😀 Iran met Oman"},
        {"%ID": 2, "%TYPE": "de.x.DocumentMetaData", "@sofa": 1, "begin": 0, "end": 16,
         "documentId": "d1", "documentTitle": "Talks", "language": "en"},
        {"%ID": 3, "%TYPE": "de.x.NamedEntity", "@sofa": 1, "begin": 3, "end": 7, "value": "LOC",
         "identifier": "urn:IR"},
        {"%ID": 4, "%TYPE": "de.x.NamedEntity", "@sofa": 1, "begin": 12, "end": 99, "value": "LOC"},
        {"%ID": 5, "%TYPE": "de.x.POS", "@sofa": 1, "begin": 3, "end": 7, "PosValue": "NNP"},
        {"%ID": 6, "%TYPE": "webanno.custom.Frame", "@sofa": 1, "begin": 12, "end": 16, "role": "agent"},
    ]  # fmt: skip
    cas = json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": {}})
    for name, data in (("a.xmi", XMI), ("a.json", cas)):
        (record,), (refused,) = read(name, data)
        assert words(record) == [("Iran", "LOC"), ("Oman", "agent")]
        assert record.spans[0].entity == "urn:IR"
        assert record.spans[1].meta == {"layer": "Frame"}
        assert (record.external_id, record.title, record.language) == ("d1", "Talks", "en")
        assert refused.position == "annotation 4"
    for name, data in (("b.xmi", XMI.replace("sofaString", "x")), ("b.json", cas.replace("sofaString", "x"))):  # fmt: skip
        records, (refused,) = read(name, data)
        assert not records
        assert "without a text" in refused.reason


def test_ninjs_and_json_feed(read: Read) -> None:
    item = {"uri": "u1", "type": "text", "versioncreated": "2024-01-02T03:04:05Z", "headline": "Head",
            "body_html": "<p>One.</p><p>Two&nbsp;three.</p>"}  # fmt: skip
    three = {"uri": "u2", "type": "text", "headlines": [{"role": "main", "value": "Head"}],
             "bodies": [{"contentType": "text/html", "value": "<p>x</p>"},
                        {"contentType": "text/plain", "value": "Plain body."}]}  # fmt: skip
    picture = {"uri": "u3", "type": "picture", "headlines": [{"value": "Pic"}], "bodies": []}
    (one, two), (refused,) = read("a.json", json.dumps([item, three, picture]))
    assert (one.text, one.external_id) == ("Head\n\nOne.\n\nTwo three.", "u1")
    assert two.text == "Head\n\nPlain body."
    assert "picture" in refused.reason
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [
        {"id": "1", "title": "T", "content_html": "<p>A</p>", "url": "http://x/1"}]}  # fmt: skip
    (record,), _ = read("b.json", json.dumps(feed))
    assert (record.text, record.url) == ("T\n\nA", "http://x/1")
