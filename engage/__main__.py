"""`python -m engage`."""

import sys

from engage.cli import main

sys.exit(main())
