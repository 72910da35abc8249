"""The page of Normsite that the trivial view answers with, as the bench has just read it."""

import os
from pathlib import Path

SAME_BYTES = Path(os.environ["BENCH_BYTES"]).read_bytes()
