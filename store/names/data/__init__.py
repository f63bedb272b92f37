"""Word lists the house ships, as tab-separated tables, and where they come from.

* ``countries.tsv``: made by ``store/names/build_countries.py``. Short names of countries in twenty
  languages come from the Unicode Common Locale Data Repository (Unicode License v3, © Unicode,
  Inc.), by way of Babel. Everything else in it is ours.
* ``countries_hand.tsv``: ours: official and former names, demonyms, capitals, abbreviations and
  states of the past, written from general knowledge.
* ``countries_more.tsv``: made by the same: names in all other languages and codes of the CLDR (same
  licence), and ``countries_more_hand.tsv``: ours: more demonyms, capitals of territories, codes of
  three letters as sports news has them, written from general knowledge.
* ``state_words.tsv``: ours: what states and governments are called in twenty languages.
* ``areas.tsv``: ours: a starter taxonomy of fields in which states cooperate. The titles of
  EuroVoc's microthesauri (© European Union, reuse with attribution) served as a list to see what
  was missing; no term was copied from it.
* ``person_words.tsv``: ours: titles, particles, function words, common given names, and the
  surnames and transliteration characters of Chinese, written from general knowledge and widened
  by looking at where targets went wrong.
"""
