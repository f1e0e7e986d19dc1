"""A process that enqueues until it is killed, and says each operation it was told is durable.

``python -m tests.client.store.endless_cashier DATABASE``
"""

import os
import sys
from itertools import count
from pathlib import Path

from client.store.database import Store
from tests.builders import enqueue_earn
from tests.sealed_files import store_key


def main() -> None:
    store = Store.open(Path(sys.argv[1]), store_key)
    for number in count():
        made = enqueue_earn(store, number=f"{os.getpid()} {number}")
        os.write(1, f"{made.seq} {made.operation_id}\n".encode())


if __name__ == "__main__":
    main()
