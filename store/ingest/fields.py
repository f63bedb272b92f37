"""From the keys a file uses to the fields of a record: common spellings, several languages.

A key is matched without regard to case, spaces and punctuation (``pubDate``, ``pub_date``,
``Pub date``). Where several keys of a record mean one field, the first of ``SPELLINGS`` that holds
something wins and the others stay in ``meta``, as every key that is not known does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

SPELLINGS: dict[str, str] = {
    "text": "text",
    "title": """title headline heading headlines articletitle newstitle head hl titel titre título
        titulo titolo überschrift schlagzeile manchete titular заголовок заглавие название
        العنوان عنوان 标题 標題 题目 タイトル 見出し 제목 शीर्षक başlık tytuł rubrik otsikko τίτλος""",
    "body": """body text content contents articlebody articletext fulltext bodytext maintext contenttext cleantext
        rawtext article story storytext newstext paragraphs inhalt artikel volltext contenu corps
        texte contenido cuerpo texto conteúdo conteudo corpo contenuto testo текст содержание
        النص نص المحتوى محتوى الخبر متن محتوا 正文 内容 內容 内文 本文 본문 내용 सामग्री पाठ içerik
        metin treść tekst innehåll sisältö κείμενο""",
    "summary": """description summary abstract lead lede snippet excerpt teaser standfirst intro
        resumen résumé zusammenfassung الملخص خلاصه چکیده 摘要 概要""",
    "id": """id _id articleid newsid storyid docid docno documentid recordid itemid externalid uid
        uuid guid newid identifier 编号 معرف شناسه""",
    "published": """published publishedat publisheddate publisheddatetime publicationdate
        publicationdatetime datepublished publishdate publishedon pubdate publishtime published_time
        pubtime date datetime newsdate articledate docdate issued versioncreated timestamp time
        created createdat datum veröffentlicht fecha data dataora publicado дата التاريخ تاريخ
        تاریخ 日期 发布时间 發布時間 时间 日時 날짜 दिनांक तारीख tarih dato päivämäärä ημερομηνία
        dateextracted crawldate crawledat scrapedat""",
    "source": """source sourcename sitename site outlet newspaper publication publisher agency
        newsagency provider medium newssource feed quelle fuente fonte journal zeitung источник
        المصدر مصدر منبع خبرگزاری 来源 來源 媒体 出典 출처 स्रोत kaynak źródło källa domain""",
    "url": """url link links href weburl webpage articleurl articlelink newsurl sourceurl
        canonicalurl canonical permalink uri enlace liga lien ссылка الرابط رابط لینک 链接 鏈接
        网址 リンク 링크 लिंक bağlantı""",
    "language": """language lang langcode languagecode inlanguage locale sprache langue idioma
        lingua язык اللغة لغة زبان 语言 語言 言語 언어 भाषा dil""",
    "status": "status",
}
"""Our fields and the keys that mean them, best first."""

FIELDS = tuple(SPELLINGS)
KEPT_BESIDE = frozenset({"dateextracted", "crawldate", "crawledat", "scrapedat"})
"""Keys that stand in for a field and stay in ``meta`` too, since they mean something else."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_RANKS = {
    _NOT_LETTERS.sub("", spelling.casefold()): (field, rank)
    for field, spellings in SPELLINGS.items()
    if field != "text"
    for rank, spelling in reversed(list(enumerate(spellings.split())))
}


def plain(key: str) -> str:
    """A key without case, spaces and punctuation, as spellings are compared."""
    return _NOT_LETTERS.sub("", key.casefold())


@lru_cache(maxsize=4096)
def field_of(key: str) -> tuple[str, int] | None:
    """The field a key means and how good a spelling of it the key is (0 is best), or None.

    Only ``text`` written just so is a whole text; a ``Text`` beside a ``Headline`` is a body.
    """
    return ("text", 0) if key == "text" else _RANKS.get(plain(key[:100]))


def mapped(columns: Mapping[str, str]) -> dict[str, str]:
    """Turn what a user mapped (``body=Story text`` or ``Story text=body``) into column to field.

    Raises ``ValueError`` with a sentence when neither side is one of our fields.
    """
    found: dict[str, str] = {}
    for left, right in columns.items():
        if left.casefold() in FIELDS:
            found[right] = left.casefold()
        elif right.casefold() in FIELDS:
            found[left] = right.casefold()
        else:
            known = ", ".join(field for field in FIELDS if field != "summary")
            raise ValueError(f"--column {left}={right}: neither side is one of {known}")
    return found
