"""Language names and codes as files give them, as short BCP 47 tags."""

from __future__ import annotations

import re

_TAG = re.compile(r"[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*", re.I)

_NAMES = {
    "ar": "ara arabic arabe arabisch العربية عربي",
    "az": "aze azerbaijani",
    "bg": "bul bulgarian",
    "bn": "ben bengali bangla",
    "ca": "cat catalan",
    "cs": "ces cze czech",
    "da": "dan danish dansk",
    "de": "deu ger german deutsch allemand",
    "el": "ell gre greek ελληνικά",
    "en": "eng english anglais englisch inglés",
    "es": "spa spanish español espanol castellano espagnol",
    "et": "est estonian",
    "fa": "fas per persian farsi فارسی",
    "fi": "fin finnish suomi",
    "fr": "fra fre french français francais französisch",
    "he": "heb hebrew עברית iw",
    "hi": "hin hindi हिन्दी हिंदी",
    "hr": "hrv croatian",
    "hu": "hun hungarian magyar",
    "hy": "hye arm armenian",
    "id": "ind indonesian in",
    "is": "isl ice icelandic",
    "it": "ita italian italiano",
    "ja": "jpn japanese 日本語",
    "ka": "kat geo georgian",
    "kk": "kaz kazakh",
    "ko": "kor korean 한국어",
    "ku": "kur kurdish",
    "lt": "lit lithuanian",
    "lv": "lav latvian",
    "ms": "msa may malay",
    "nl": "nld dut dutch nederlands",
    "no": "nor norwegian norsk",
    "pl": "pol polish polski",
    "prs": "dari دری",
    "ps": "pus pashto پښتو",
    "pt": "por portuguese português portugues",
    "ro": "ron rum romanian",
    "ru": "rus russian русский",
    "sk": "slk slo slovak",
    "sl": "slv slovenian",
    "sq": "sqi alb albanian",
    "sr": "srp serbian",
    "sv": "swe swedish svenska",
    "sw": "swa swahili kiswahili",
    "ta": "tam tamil",
    "te": "tel telugu",
    "tg": "tgk tajik",
    "th": "tha thai",
    "tr": "tur turkish türkçe",
    "uk": "ukr ukrainian українська",
    "ur": "urd urdu اردو",
    "uz": "uzb uzbek",
    "vi": "vie vietnamese",
    "zh": "zho chi chinese mandarin 中文 汉语 漢語",
}
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}


def read(value: str, *, short: bool = False) -> str:
    """A BCP 47 tag for a language as a file names it; ``""`` when it is not one.

    With ``short`` only the language remains of ``en-US``; without, the tag keeps what it says.
    """
    text = value.strip()
    named = _TAGS.get(text.casefold())
    if named:
        return named
    if not _TAG.fullmatch(text):
        return ""
    language, *rest = re.split("[-_]", text)
    language = _TAGS.get(language.casefold(), language.casefold())
    if short:
        return language
    shaped = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([language, *shaped])
