"""The register of names: who is meant by which words, decided one key at a time.

`reading` and `listing` tell what is in it, `linking` finds whom new words may mean, `deciding` writes
what an editor decides. `candidates` and `grouping` find what is likely one from what is `standing`;
`proposing` does so in the background (`clustering` in a process), `waiting` gives it out one by one,
`evidence` shows it in its sentences, `settling` decides about it, `past` tells what was decided.
"""
