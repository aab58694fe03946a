"""Whether the ledger keeps its promises, each named by a word; and repairs that need no guessing.

`python -m workers.verifying [--fix]` prints JSON lines; `onrecord verify` shows them to people. It is on
the workers' side because one promise is that the picture recomputes from the claims.
"""
