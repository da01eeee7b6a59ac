"""Print what the demonstration makes, for expected.json."""

import json
import sys
import tempfile
from pathlib import Path

from tests.databases import empty_database
from tests.demo import environment, seed

with tempfile.TemporaryDirectory() as folder, empty_database(Path(folder)) as address:
    sys.stdout.write(json.dumps(seed(environment(Path(folder), address)), indent=1, sort_keys=True) + "\n")
