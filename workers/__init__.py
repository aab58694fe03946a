"""The work: three hops, and the pure core that reads and reconciles."""

import os

# One core a process: who has more cores runs more processes. numpy asks once, when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
