"""A desk of a million articles for the measurements, made once and kept in the temporary folder.

    python -m tests.bench.million [ARTICLES] [--fresh]     prints the path

Articles, layers, marks, facets and the search index are written straight into their tables with
the very functions the journal's projections use for rows; the journal itself holds the scheme only.
So the desk lists, filters and searches like a real one, but `copydesk check` would (rightly) say
that its state does not follow from its journal. Taking a million records in properly is what
the ingest measurement does. Texts are short: lists do not read them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.database import schema
from store.desk import Desk
from store.journal.operations import text_hash
from store.listing.query import period
from store.state import articles as article_state
from store.state import facets
from store.text.folding import search_fold

ARTICLES = 1_000_000
MINE = "mina"
_BATCH = 20_000
_SOURCES = [
    "IRNA",
    "WAM",
    "SPA",
    "QNA",
    "KUNA",
    "Petra",
    "MAP",
    "APS",
    "BNA",
    "ONA",
    "Fars",
    "Mehr",
    "ISNA",
    "Tasnim",
    "Anadolu",
    "TASS",
    "Xinhua",
    "AFP",
    "Reuters",
    "AP",
    "DPA",
    "EFE",
    "ANSA",
    "Kyodo",
    "Yonhap",
    "PTI",
    "APP",
    "BSS",
    "Antara",
    "Bernama",
    "VNA",
    "NAN",
    "GNA",
    "SANA",
    "INA",
    "NNA",
    "MENA",
    "SUNA",
    "TAP",
    "LANA",
]
_LANGUAGES = {"en": 55, "ar": 14, "fa": 10, "fr": 7, "es": 5, "zh": 5, "hi": 2, "ru": 2}
_PLACES = {
    "en": [
        "Iran",
        "Oman",
        "Qatar",
        "Kuwait",
        "Jordan",
        "Egypt",
        "Turkey",
        "India",
        "China",
        "Kenya",
        "Brazil",
        "Serbia",
        "Iraq",
        "Japan",
    ],
    "ar": ["إيران", "عمان", "قطر", "الكويت", "الأردن", "مصر", "تركيا", "الهند", "الصين", "العراق"],
    "fa": ["ایران", "عمان", "قطر", "کویت", "اردن", "مصر", "ترکیه", "هند", "چین", "عراق"],
    "zh": ["伊朗", "阿曼", "卡塔尔", "埃及", "印度", "中国", "日本", "伊拉克"],
}
_TOPICS = {
    "en": [
        "data transit",
        "port access",
        "flood warning",
        "rail freight",
        "visa rules",
        "grain supply",
        "e-government",
        "solar power",
        "air safety",
        "fisheries",
        "water sharing",
        "student exchange",
        "customs",
        "cybersecurity",
    ],
    "ar": [
        "نقل البيانات",
        "الموانئ",
        "الطاقة الشمسية",
        "الأمن السيبراني",
        "تبادل الطلاب",
        "الجمارك",
    ],
    "fa": [
        "ترانزیت داده",
        "دسترسی به بندر",
        "انرژی خورشیدی",
        "امنیت سایبری",
        "تبادل دانشجو",
        "گمرک",
    ],
    "zh": ["数据过境", "港口", "太阳能", "网络安全", "学生交流", "海关"],
}
_FORMS = {
    "en": (
        "{a} and {b} agree on {t}",
        "{a} ready to work with {b} on {t}",
        "{t}: {a} minister in {b}",
    ),
    "ar": ("{a} و{b} تتفقان على {t}", "وزير من {a} يزور {b} لبحث {t}"),
    "fa": ("{a} و {b} درباره {t} توافق کردند", "وزیر {a} برای {t} به {b} رفت"),
    "zh": ("{a}与{b}就{t}达成协议", "{a}部长访问{b}，讨论{t}"),
}
_SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ter",
    "an",
    "sel",
    "vo",
    "rin",
    "da",
    "pe",
    "sto",
    "ul",
    "ga",
    "ner",
    "hi",
    "mo",
    "be",
    "cal",
    "tur",
    "ist",
]


def path_of(articles: int = ARTICLES) -> Path:
    """Where the desk is kept; the name follows from this file and the schema."""
    seen = Path(__file__).read_bytes() + repr(schema.TRUTH + schema.STATE).encode()
    name = f"copydesk-{articles}-{hashlib.sha256(seen).hexdigest()[:10]}.desk"
    return Path(tempfile.gettempdir()) / "copydesk-bench" / name


def desk_of(articles: int = ARTICLES, *, fresh: bool = False) -> Path:
    """The path of a desk with so many articles, built first if it is not there."""
    path = path_of(articles)
    if fresh:
        path.unlink(missing_ok=True)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        _build(draft, articles)
        draft.rename(path)
        for extra in draft.parent.glob(f"{draft.name}-*"):
            extra.unlink()
    return path


def _build(path: Path, articles: int) -> None:
    started = time.process_time()
    with Desk.create(path, actor=MINE) as desk:
        connection = desk.connection
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -262144")
        connection.execute("CREATE TEMP TABLE heap (dim, value, at, n, k)")
        rows = _articles(articles)
        while batch := [row for _, row in zip(range(_BATCH), rows, strict=False)]:
            with desk.transaction():
                _write(connection, batch)
            if sys.stderr.isatty():
                print(f"\r{batch[-1][0]:,} articles", end="", file=sys.stderr, flush=True)
        with desk.transaction():
            connection.execute(
                "INSERT INTO facet SELECT * FROM heap ORDER BY dim, value, at DESC, n DESC"
            )
        connection.execute("DROP TABLE heap")
    print(f"\rbuilt in {time.process_time() - started:.0f} s CPU: {path}", file=sys.stderr)


Row = tuple[int, str, str, dict[str, Any], dict[str, tuple[str, int, int]], list[str]]


def _articles(articles: int) -> Iterator[Row]:
    """Number, text, body for searching, fields, layers (status, star, marks) and labels marked."""
    chance = random.Random(7)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / (place + 3) for place in range(len(words))]
    filler = chance.choices(words, weights, k=400_000)
    first, last = (period(x) or (0, 0) for x in ("2018", "2025"))
    languages, shares = list(_LANGUAGES), list(_LANGUAGES.values())
    source_shares = [1 / (place + 1) for place in range(len(_SOURCES))]
    for n in range(1, articles + 1):
        language = chance.choices(languages, shares)[0]
        kind = language if language in _FORMS else "en"
        a, b = chance.sample(_PLACES[kind], 2)
        title = chance.choice(_FORMS[kind]).format(a=a, b=b, t=chance.choice(_TOPICS[kind]))
        start = chance.randrange(len(filler) - 60)
        text = f"{title}\n\n{' '.join(filler[start : start + chance.randint(25, 60)])} {n}."
        # news comes in roughly as it is published, with a month of disorder
        at = first[0] + (last[1] - first[0]) * n // articles - chance.randrange(30 * 86_400)
        fields = {
            "title": title,
            "source": chance.choices(_SOURCES, source_shares)[0],
            "language": language,
            "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)) if n % 400 else "",
            "assignee": chance.choice((MINE, "reza", "omar", "lena")) if n % 10 < 3 else "",
            "superseded_by": "f" * 32 if n % 300 == 0 else "",
            "external_id": f"made-{n}",
            "url": f"https://news.example/{n}",
        }
        layers: dict[str, tuple[str, int, int]] = {}
        labels: list[str] = []
        if n % 9 == 0:
            labels = chance.choices(
                ("official", "country", "area"), (3, 5, 2), k=chance.randint(1, 5)
            )
            who = chance.choice((MINE, "reza", "omar", "lena"))
            layers[who] = (chance.choice(("started", "done", "done")), 0, len(labels))
        if n % 53 == 0:
            layers[MINE] = ("skipped", int(n % 106 == 0), layers.get(MINE, ("", 0, 0))[2])
        yield n, text, title, fields, layers, labels


def _write(connection: sqlite3.Connection, batch: list[Row]) -> None:
    texts, searched, articles, layers, spans = [], [], [], [], []
    heap: list[facets.FacetRow] = []
    for n, text, title, fields, own, labels in batch:
        digest = text_hash(text)
        row = article_state.row_of(n, digest.hex(), fields, len(labels))
        at = row[6]
        texts.append((n, digest, text))
        searched.append((n, search_fold(title + "\n" + text)))
        articles.append(row)
        heap += article_state.facet_rows(row)
        heap += [("label", label, at, n, labels.count(label)) for label in sorted(set(labels))]
        for who, (status, star, marks) in own.items():
            layers.append((who, n, status, status, "", star, "[]", marks, at))
            heap += [(*key, at, n, 1) for key in facets.layer_keys(who, status, bool(star), "[]")]
            if marks:
                heap.append(("annotator", who, at, n, marks))
                for place, label in enumerate(labels):
                    spans.append((f"{n:018x}{place:06x}", n, place, place + 1, label, who, "hand",
                                  "2025-06-01T00:00:00.000Z", 1, "", "{}", "", ""))  # fmt: skip
    connection.executemany("INSERT INTO text VALUES (?, ?, ?)", texts)
    connection.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", searched)
    connection.executemany(article_state.INSERT, articles)
    connection.executemany(f"INSERT INTO layer VALUES ({', '.join('?' * 9)})", layers)
    connection.executemany(f"INSERT INTO span VALUES ({', '.join('?' * 13)})", spans)
    connection.executemany("INSERT INTO heap VALUES (?, ?, ?, ?, ?)", heap)


def main() -> None:
    """Build the desk if it is not there and print its path."""
    parser = argparse.ArgumentParser(description="a desk of many articles for the measurements")
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    parser.add_argument("--fresh", action="store_true", help="build it anew")
    arguments = parser.parse_args()
    print(desk_of(arguments.articles, fresh=arguments.fresh))


if __name__ == "__main__":
    main()
