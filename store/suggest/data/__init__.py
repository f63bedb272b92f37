"""What the house ships for suggestions, and where it comes from.

* ``clusters.txt.gz``: made by ``store/suggest/build_clusters.py``: which English words stand in
  like places. From the word vectors of GloVe 6B, dedicated to the public (PDDL 1.0).
"""
