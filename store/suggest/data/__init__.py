"""What the house ships for suggestions, and where it comes from.

* ``clusters.txt.gz``: made by ``store/suggest/build_clusters.py``: which English words stand in
  like places. From the word vectors of GloVe 6B, dedicated to the public (PDDL 1.0).
* ``seed.txt.gz``: made by ``store/suggest/build_seed.py``: weights that tell names of persons,
  places and organisations in English. Learned from Wikigold (Balasuriya and others 2009) and section
  G of the Broad Twitter Corpus (Derczynski and others 2016), both CC BY 4.0; no text of theirs is
  in it, and their authors had no part in it.
* ``person_names.tsv``: made by ``store/suggest/build_names.py``: given and family names, folded. From
  the person providers of Faker (MIT License, © Daniele Faraglia and contributors).
"""
