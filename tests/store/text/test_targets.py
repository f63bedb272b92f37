"""What a label key takes: persons, countries, terms, names."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import Label
from store.text.targets import KINDS, kind_of, phrase
from store.text.tokens import words


def at(text: str) -> tuple[str, int]:
    """The text without its bar, and where the bar, the cursor, stood."""
    place = text.index("|")
    return text.replace("|", "", 1), place


def taken(marked: str, kind: str) -> str:
    text, place = at(marked)
    start, end = phrase(text, place, kind)
    return text[start:end]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (Label("official", "Officials"), "person"),
        (Label("country", "Countries"), "country"),
        (Label("area", "Cooperation areas"), "term"),
        (Label("x1", "PER"), "person"),
        (Label("x2", "GPE"), "country"),
        (Label("ORG", "ORG"), "name"),
        (Label("event", "Event"), "word"),
    ],
)
def test_the_kind_goes_by_id_then_by_name(label, kind):
    assert kind_of(label) == kind


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Iran's ICT minister |Seyed Sattar Hashemi met", "Seyed Sattar Hashemi"),
        ("minister Seyed Sattar |Hashemi, who met", "Seyed Sattar Hashemi"),
        ("ambassador |Abdullah bin Saud al-Anzi in Tehran", "Abdullah bin Saud al-Anzi"),
        ("ambassador Abdullah bin Saud |al-Anzi in Tehran", "Abdullah bin Saud al-Anzi"),
        ("Justice Minister |Amin-Hossein Rahimi said", "Amin-Hossein Rahimi"),
        ("Justice |Minister Amin-Hossein Rahimi said", "Amin-Hossein Rahimi"),
        ("Iranian President |Masoud Pezeshkian's visit", "Masoud Pezeshkian"),
        ("the Saudi |Faisal bin Farhan said", "Faisal bin Farhan"),
        ("the |Saudi Faisal bin Farhan said", "Faisal bin Farhan"),
        ("Commission chief |Ursula von der Leyen spoke", "Ursula von der Leyen"),
        ("Mr. |J. R. Bolton and Mrs. May", "J. R. Bolton"),
        ("Spokesman |Stefaan De Clerck said", "Stefaan De Clerck"),
        ("But |Clinton said on Tuesday", "Clinton"),
        ("talks with |John Paul II Monday", "John Paul II"),
        ("seen by |Michael Jordan.", "Michael Jordan"),
        ("novelist |Martin Luther King said", "Martin Luther King"),
        ("and |Bashar al-Assad's forces", "Bashar al-Assad"),
        ("a |weather report", "weather"),
        ("le président |Emmanuel Macron et", "Emmanuel Macron"),
        ("el presidente Luis |Inácio Lula da Silva dijo", "Luis Inácio Lula da Silva"),
        ("Президент Ирана |Масуд Пезешкиан встретился с ним", "Масуд Пезешкиан"),
        ("سفیر و وزیر |سید ستار هاشمی گفت", "سید ستار هاشمی"),
        ("دیدار |امین‌حسین رحیمی، وزیر دادگستری", "امین‌حسین رحیمی"),
        ("وقال الأمير |محمد بن سلمان آل سعود في الرياض", "محمد بن سلمان آل سعود"),
        ("واجتمع |عبد الكريم الخطابي مع الوفد", "عبد الكريم الخطابي"),
        ("السفير |عبدالله العنزي أن", "عبدالله العنزي"),
        ("प्रधानमंत्री |मनमोहन सिंह ने कहा", "मनमोहन सिंह"),
        ("صدر |آصف علی زرداری نے کہا", "آصف علی زرداری"),
        ("国家主席|习近平在北京会见", "习近平"),
        ("国家主席习|近平在北京会见", "习近平"),
        ("总理|李鹏同外长会谈", "李鹏"),
        ("作家|欧阳修说", "欧阳修"),
        ("代表|卡洛斯·阿马特在会上说", "卡洛斯·阿马特"),
        ("代表卡洛斯·|阿马特在会上说", "卡洛斯·阿马特"),
    ],
)
def test_a_person_is_taken_without_title_and_demonym(marked, expected):
    assert taken(marked, "person") == expected


@pytest.mark.parametrize(
    "marked",
    [
        # Titles, verbs, months and peoples that are names here, and those that are not.
        "ADNOC chief [Sultan Al Jaber] said",
        "[Sultan Al Jaber] met him",
        "Minister [Sultan Ahmed Al Jaber] said",
        "Oman's Sultan [Qaboos bin Said] ruled",
        "Omani Sultan [Haitham bin Tariq Al Said] said",
        "Prince [Sultan bin Abdulaziz] died",
        "Oil Minister [Mana Said al-Oteiba] said",
        "The late Sheikh [Zaid bin Sultan al-Nahayan] ruled",
        "[Said Ahmad Said] met the minister",
        "the ruler, King [Abdullah bin Abdulaziz], said",
        "then Prince [Turki] flew home",
        "[Will Smith] won the prize.",
        "Will [Clinton] agree to talks?",
        "In May [Clinton] went to Oslo",
        "columnist [George Will] writes",
        "when Judge [Judy] spoke",
        "Prime Minister [Theresa May] said",
        "Vice Foreign Minister [He Yafei] said",
        "South Korea's [No Mu-hyon] said",
        "couturier [Christian Lacroix] took",
        "actress [Dominique Sanda] plays",
        "investor [Mark Cuban] said",
        "Minister [Israel Katz] said",
        # What a minister is minister of; a title in a text too short to tell its language.
        "Minister of Petroleum [Bijan Namdar Zanganeh] said",
        "Außenministerin [Annalena Baerbock] sagte",
        "Der Literaturnobelpreisträger [Mario Vargas Llosa] ist nach dem Tod von",
        "sagte die Vizepräsidentin [Delcy Rodríguez] und das Land",
        "Präsidentin [Ursula von der Leyen] hat das nicht gesagt",
        "Dışişleri Bakanı [Hakan Fidan]'ın sözleri için bir açıklama ve yanıt",
        # Every word of a name, whatever it is by itself.
        "spokesman [Nikolaus van der Pas] told",
        "met [Paul VI] in Rome",
        "said [Judy West], a spokeswoman",
        # Initials.
        "writer [J. K. Rowling] said",
        "President [A.P.J. Abdul Kalam] said",
        "министр [С. В. Лавров] сказал",
        "[Лавров С. В.] прибыл",
        "विदेश मंत्री [एस. जयशंकर] ने कहा",
        "नेता [एम. के. स्टालिन] ने कहा",
        "राष्ट्रपति [ए.पी.जे. अब्दुल कलाम] ने कहा",
        # Without capitals: from the title on, or by a known given name or surname.
        "رئيس الوزراء [محمد علي العظمي] على أن",
        "الأمير [محمد بن عبد الكريم الخطابي] ثم",
        "وزیر امور خارجه [سید عباس عراقچی] گفت",
        "به نوشته [هوشنگ مرادی کرمانی] است",
        "प्रधानमंत्री [नरेंद्र मोदी] ने कहा",
        "وزیراعظم [شہباز شریف] نے کہا",
        "المبعوث [إسماعيل ولد الشيخ أحمد] إلى عدن",
        "الأمير [تركي الفيصل] رئيس المجلس",
        "آیت‌الله [سید علی خامنه‌ای] گفت",
        "记者[李中文]报道",
        "总统[克林顿]说",
        "江  泽民  [乔  石]  朱  镕基",
    ],
)
def test_every_word_of_a_name_gives_the_whole_name(marked):
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    for first, last in words(text, start, end):
        got = phrase(text, first, "person")
        assert text[slice(*got)] == text[start:end], text[first:last]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("زيارة |الرئيس الأميركي باراك أوباما أمس", "باراك أوباما"),
        ("وأتباع |الرئيس اليمني المخلوع علي عبد الله صالح على الأرض", "علي عبد الله صالح"),
        ("مع |وزير الخارجية الإيراني محمد جواد ظريف أمس", "محمد جواد ظريف"),
        ("هایکو ماس، |وزیر امور خارجه آلمان، گفت", "وزیر"),
        ("|وزیر خارجه ایالات متحده گفت", "وزیر"),
        ("|आप मंत्री नरेंद्र मोदी", "आप"),
    ],
)
def test_a_title_gives_the_name_after_it_or_itself(marked, expected):
    assert taken(marked, "person") == expected


PROSE = (
    "Foreign Minister Ali Akbar Velayati and Oil Minister Gholamreza\n"
    "Aqazadeh will travel on Monday to the Gulf for talks on prices."
)


def test_a_name_goes_on_over_the_end_of_a_folded_line():
    start, end = PROSE.index("Gholamreza"), PROSE.index("Aqazadeh") + len("Aqazadeh")
    for place in (start, end - 1):
        assert phrase(PROSE, place, "person") == (start, end)
    parted = PROSE.replace("\n", "\n\n")
    assert phrase(parted, start, "person") == (start, start + len("Gholamreza"))


@pytest.mark.parametrize(
    "marked",
    [
        "Belgian Foreign Trade Minister [Herman\nDe Croo] said he believed there would be one in the end",
        "Iranian Oil Minister [Gholamreza\nAqazadeh] is in the Emirates to discuss oil prices and the",
        "West German President [Richard von\nWeizsaecker] met Argentine President Raul for talks on",
    ],
)
def test_the_first_line_of_a_paragraph_may_be_short(marked):
    text = marked.replace("[", "").replace("]", "") + "\nfirst day of the visit."
    start, end = marked.index("["), marked.index("]") - 1
    for first, _ in words(text, start, end):
        assert phrase(text, first, "person") == (start, end)


@pytest.mark.parametrize(
    "marked",
    [
        # A byline or a headline over a dateline; a short line the next word had fitted on; a list.
        "Israel plays down fears of a war with Syria. Colleen |Siegel\nJERUSALEM, Thursday\nIsrael",
        "a line that is long enough to show how wide the lines of this text are\n"
        "and at its end it names as a witness Colleen |Siegel\nPeople who live there said so.",
        "Gholamreza\nColleen |Siegel\nAbbas Araghchi",
    ],
)
def test_other_ends_of_lines_end_the_name(marked):
    assert taken(marked, "person") == "Colleen Siegel"


def test_a_name_over_a_folded_line_without_capitals():
    text = "وزیر امور خارجه ایران در پایان نشست وزیران در تهران سید عباس\nعراقچی گفت که"
    start = text.index("سید")
    assert phrase(text, start, "person") == (start, text.index(" گفت"))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("اجتمع |ومحمد بن سلمان أمس", "محمد بن سلمان"),
        ("سلم رسالة |لمحمد بن زايد أمس", "محمد بن زايد"),
        ("التقى الوزير |وجيشانكار أمس. قال جيشانكار إن", "جيشانكار"),
        ("التقى الوزير |وجيشانكار أمس. قال إن", "وجيشانكار"),
        ("قال |وليد المعلم أمس", "وليد المعلم"),
    ],
)
def test_a_particle_is_left_out_of_a_name_known_without_it(marked, expected):
    assert taken(marked, "person") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the Islamic |Republic of Iran said", "Islamic Republic of Iran"),
        ("in Saudi |Arabia's capital", "Saudi Arabia"),
        ("a |U.S.-led effort", "U.S."),
        ("the |Iranian side", "Iranian"),
        ("the China-|Myanmar border", "Myanmar"),
        ("like |us here", "us"),
        ("a |turkey dinner", "turkey"),
        ("l'|Arabie saoudite et", "Arabie saoudite"),
        ("|وبالسعودية والعراق", "السعودية"),
        ("|وإيران تقول", "إيران"),
        ("|للعراق دور", "عراق"),
        ("|وللعراق دور", "عراق"),
        ("|ولإيران دور", "إيران"),
        ("|والولايات المتحدة تقول", "الولايات المتحدة"),
        ("|لبنان يقول", "لبنان"),
        ("|ולאיראן יש", "איראן"),
        ("|לבנון יש", "לבנון"),
        ("في |الولايات المتحدة أمس", "الولايات المتحدة"),
        ("جمهوری |اسلامی ایران گفت", "جمهوری اسلامی ایران"),
        ("访问|沙特阿拉伯和", "沙特阿拉伯"),
        ("the former |Soviet Union fell", "Soviet Union"),
    ],
)
def test_a_country_is_its_longest_known_name(marked, expected):
    assert taken(marked, "country") == expected


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("above all data |transit, and", "term", "data transit"),
        (
            "information and |communications technology",
            "term",
            "information and communications technology",
        ),
        ("about |Chess games", "term", "Chess"),
        ("والأمن |السيبراني أيضا", "term", "الأمن السيبراني"),
        ("the |European Commission said", "name", "European Commission"),
        ("|Organization of Islamic Cooperation met", "name", "Organization of Islamic Cooperation"),
        ("one |word only", "word", "word"),
        ("one |word only", "no such kind", "word"),
        ("trailing blank |", "word", "blank"),
    ],
)
def test_terms_names_and_words(marked, kind, expected):
    assert taken(marked, kind) == expected


def test_where_there_is_no_word_the_target_is_empty():
    for kind in KINDS:
        assert phrase("", 0, kind) == (0, 0)
        assert phrase(" ... ", 2, kind) == (2, 2)


NEWS = st.lists(
    st.sampled_from(
        [
            "Minister", "Seyed", "Hashemi", "bin", "al-Anzi", "of", "U.S.", "Iran's", "J.", "De", "van",
            "وزیر", "محمد", "بن", "عبد", "والسعودية", "गाँधी", "习近平", "卡洛斯·阿", "的", "이란과", "ไทย",
            "-", "'", ".", "\n", "\n\n", "(", "\u200c", "III", "EU", "\x00", "😀", "’s", "l’Iran", "A",
        ]
    ),
    max_size=25,
).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))  # fmt: skip


@settings(max_examples=300)
@given(NEWS, st.integers(-2, 200), st.sampled_from(KINDS))
def test_a_target_is_always_a_range_of_the_text(text, offset, kind):
    start, end = phrase(text, offset, kind)
    assert 0 <= start <= end <= len(text)
    if any(first <= offset < last for first, last in words(text)):
        assert start < end
    if start < end:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


def test_the_rest_of_the_text_makes_no_difference():
    """Bounded work: what stands further away than the neighbourhood is never looked at."""
    text = "Foreign Minister Abbas Araghchi met the envoy of Saudi Arabia in the capital. "
    place = text.index("Araghchi")
    far = "word " * 100
    for kind in KINDS:
        start, end = phrase(text, place, kind)
        assert phrase(far + text + far, place + len(far), kind) == (
            start + len(far),
            end + len(far),
        )


@pytest.mark.parametrize(
    ("name", "label", "least"),
    [
        ("conll2003", "official", 0.985),
        ("ieer", "official", 0.96),
        ("chinadaily", "official", 0.97),
        ("anercorp-ar", "official", 0.90),
        ("arman-fa", "official", 0.95),
        ("hiner-hi", "official", 0.84),
        ("peoplesdaily", "official", 0.92),
        ("conll2003", "country", 0.99),
        ("ieer", "country", 0.97),
        ("arman-fa", "country", 0.97),
        ("anercorp-ar", "country", 0.97),
    ],
)
def test_gold_spans_are_the_target_at_their_start(shared, name, label, least):
    total = good = 0
    for line in (shared / f"data/gold/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for span in record["spans"]:
            if span["label"] == label:
                total += 1
                kind = kind_of(Label(label, label))
                good += phrase(record["text"], span["start"], kind) == (span["start"], span["end"])
    assert good >= least * total


@pytest.mark.parametrize(
    ("name", "least"),
    [("conll2003", 0.98), ("arman-fa", 0.89), ("hiner-hi", 0.77), ("peoplesdaily", 0.88)],
)
def test_gold_names_are_the_target_at_each_of_their_words(shared, name, least):
    total = good = 0
    for line in (shared / f"data/gold/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        for span in record["spans"]:
            if span["label"] == "official":
                for first, _ in words(text, span["start"], span["end"]):
                    total += 1
                    good += phrase(text, first, "person") == (span["start"], span["end"])
    assert good >= least * total
