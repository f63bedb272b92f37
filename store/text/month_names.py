"""Names of months, as feeds write them, in the languages our readers meet.

From the calendars of Unicode CLDR (months of the year, wide and abbreviated) and from usage;
written as ``dates`` folds them: casefolded, dots left out, accents kept. A name that means two
months (Croatian and Czech ``listopad``, Serbian ``lipanj`` beside Polish ``lipiec``) is left out
where languages contradict one another.
"""

from __future__ import annotations

_BY_MONTH = {
    1: """january jan enero ene janvier janv januar jan janeiro gennaio gen januari jänner jän
        января январь янв січня січень ocak oca styczeń stycznia sty leden ledna január januar
        ianuarie ian tammikuu tammikuuta janúar ιανουαρίου ιανουάριος ιαν janeiro
        يناير كانون_الثاني جانفي ژانویه ژانویهٔ جنوری जनवरी januari ינואר بنواير يناير""",
    2: """february feb febrero février févr fév fevereiro fev febbraio februar februari feber
        февраля февраль фев февр лютого лютий şubat şub luty lutego února únor február
        februarie helmikuu helmikuuta febrúar φεβρουαρίου φεβρουάριος φεβ
        فبراير شباط فيفري فوریه فوریهٔ فروری फ़रवरी फरवरी פברואר""",
    3: """march mar marzo mars março marco märz mrz maart mrt marts марта март мар
        березня березень mart marzec marca března březen március martie maaliskuu maaliskuuta
        maret μαρτίου μάρτιος مارس آذار مارچ मार्च מרץ""",
    4: """april apr abril abr avril avr aprile апреля апрель апр квітня квітень nisan nis
        kwiecień kwietnia dubna duben április aprilie huhtikuu huhtikuuta apríl
        απριλίου απρίλιος أبريل ابريل إبريل نيسان أفريل آوریل اپریل अप्रैल אפריל""",
    5: """may mayo mai maio mag maggio mei maj мая май травня травень mayıs maja
        května květen május toukokuu toukokuuta maí μαΐου μάιος
        مايو أيار ماي مه می مئی मई מאי""",
    6: """june jun junio juin junho juni giugno giu июня июнь июн червня червень haziran haz
        czerwiec czerwca června červen június iunie kesäkuu kesäkuuta júní
        ιουνίου ιούνιος يونيو يونيه حزيران جوان ژوئن جون जून יוני""",
    7: """july jul julio juillet juil julho juli luglio lug июля июль июл липня липень
        temmuz tem lipiec července červenec július iulie heinäkuu heinäkuuta júlí
        ιουλίου ιούλιος يوليو يوليه تموز جويلية ژوئیه جولای ژوئیهٔ جولائی जुलाई יולי""",
    8: """august aug agosto ago août aout augustus agustus августа август авг серпня серпень
        ağustos ağu sierpień sierpnia srpna srpen augusztus elokuu elokuuta ágúst
        αυγούστου αύγουστος أغسطس اغسطس آب أوت اوت اگست अगस्त אוגוסט""",
    9: """september sep sept septiembre setiembre septembre setembro set settembre
        сентября сентябрь сен сент вересня вересень eylül eyl wrzesień września září
        szeptember septembrie syyskuu syyskuuta
        σεπτεμβρίου σεπτέμβριος سبتمبر أيلول ايلول سپتامبر ستمبر सितंबर सितम्बर ספטמבר""",
    10: """october oct octubre octobre outubro out ottobre ott oktober okt октября октябрь окт
        жовтня жовтень ekim eki październik października října říjen október octombrie
        lokakuu lokakuuta οκτωβρίου οκτώβριος
        أكتوبر اكتوبر تشرين_الأول تشرين_الاول اکتبر اکتوبر अक्टूबर अक्तूबर אוקטובר""",
    11: """november nov noviembre novembre novembro ноября ноябрь ноя нояб листопада kasım kas
        listopada listopadu november noiembrie marraskuu marraskuuta nóvember
        νοεμβρίου νοέμβριος نوفمبر تشرين_الثاني نوامبر نومبر नवंबर नवम्बर נובמבר""",
    12: """december dec diciembre dic décembre déc dezembro dez dicembre dezember desember des
        декабря декабрь дек грудня грудень aralık ara grudzień grudnia prosince prosinec
        decembrie joulukuu joulukuuta δεκεμβρίου δεκέμβριος
        ديسمبر كانون_الأول كانون_الاول دسامبر دسمبر दिसंबर दिसम्बर דצמבר""",
}

_JALALI_NAMES = {
    1: "فروردین فروردين farvardin",
    2: "اردیبهشت ارديبهشت ordibehesht",
    3: "خرداد khordad",
    4: "تیر تير tir",
    5: "مرداد امرداد mordad",
    6: "شهریور شهريور shahrivar",
    7: "مهر mehr",
    8: "آبان ابان aban",
    9: "آذر azar",
    10: "دی دي dey",
    11: "بهمن bahman",
    12: "اسفند esfand",
}


_SPELLINGS = str.maketrans("يكأإآ", "یکااا")


def spelled(name: str) -> str:
    """One spelling for the letters Arabic and Persian keyboards write differently."""
    return name.translate(_SPELLINGS)


def _turned(table: dict[int, str]) -> dict[str, int]:
    return {
        spelled(name.replace("_", " ")): number
        for number, names in table.items()
        for name in names.split()
    }


MONTHS = _turned(_BY_MONTH)
"""Folded name to month of the Gregorian year, 1 to 12."""

JALALI_MONTHS = _turned(_JALALI_NAMES)
"""Folded name to month of the Persian solar year, 1 to 12."""

ZONES = {
    "z": "Z", "utc": "Z", "gmt": "Z", "ut": "Z",
    "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00",
    "cet": "+01:00", "cest": "+02:00", "mez": "+01:00", "mesz": "+02:00",
    "eet": "+02:00", "eest": "+03:00", "msk": "+03:00", "jst": "+09:00", "kst": "+09:00",
}  # fmt: skip
"""Zone names of RFC 822 and the common ones that mean one offset alone."""
