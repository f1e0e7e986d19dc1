"""Starts the client, as `python -m client` does."""

import runpy

if __name__ == "__main__":
    runpy.run_module("client", run_name="__main__", alter_sys=True)
