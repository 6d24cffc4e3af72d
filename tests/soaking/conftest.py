"""The soak is no part of the package: it is found in the checkout."""

import sys
from pathlib import Path

# Last, so that the package that is tested stays the one that is installed.
sys.path.append(str(Path(__file__).parents[2]))
