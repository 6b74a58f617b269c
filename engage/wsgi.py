"""What a web server loads."""

import gc

from engage.app import create_app

app = create_app()
# What is loaded now stays for good: the collector need not walk it at every round.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
