"""What the house ships for suggestions, and where it comes from.

* ``clusters.txt.gz``: made by ``store/suggest/build_clusters.py``: which English words stand in
  like places. From the word vectors of GloVe 6B, dedicated to the public (PDDL 1.0).
* ``person_names.tsv``: made by ``store/suggest/build_names.py``: given and family names, folded. From
  the person providers of Faker (MIT License, © Daniele Faraglia and contributors).
"""
