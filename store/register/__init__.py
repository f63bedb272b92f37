"""The register of names: who is meant by which words, decided one key at a time.

`reading` tells what is in it, `linking` finds whom new words may mean, `deciding` writes what an
editor decides, `candidates` finds what is likely the same, `evidence` shows it in its sentences.
"""
