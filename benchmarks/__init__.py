"""Speed, one question a file: `python -m benchmarks.NAME`, or all of them: `make bench`.

Only ratios inside one run mean anything: machines differ, and so does what else they do.
"""

import sys
from pathlib import Path

# The worlds and the loader of Caliendo and Parro's data are shared with the tests.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
