"""The collector of unused memory, told what is here to stay."""

import gc


def settle() -> None:
    """What is loaded now stays for good: the collector need not walk it at every round.

    Called once a process has loaded its app: a web server, a command.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
