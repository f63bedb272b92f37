"""Reads every job with the loader that is named; one that fails says why, and the others go on."""

from __future__ import annotations

import json
import sys
import traceback
from contextlib import redirect_stdout
from importlib import import_module
from importlib.metadata import version
from typing import Any

from tests.bench.loaders import Job


def main() -> None:
    """Jobs in, a JSON object out: versions of the packages, and what was read of each job.

    ``error``: what the other program says against a file; ``missing``: why it cannot run here.
    """
    loader = import_module(f"tests.bench.loaders.{sys.argv[1]}")
    jobs = [Job(**one) for one in json.load(sys.stdin)]
    results: list[dict[str, Any]] = []
    with redirect_stdout(sys.stderr):  # some of these programs talk
        for job in jobs:
            try:
                articles = [one.to_json() for one in loader.load(job)]
                results.append({"articles": articles, "error": "", "missing": ""})
            except ImportError as error:  # it was installed, and does not run on this Python
                results.append({"articles": [], "error": "", "missing": str(error)})
            except Exception as error:  # whatever the other program raises is its verdict
                traceback.print_exc()
                told = f"{type(error).__name__}: {error}"
                results.append({"articles": [], "error": told[:500], "missing": ""})
    names = [name.split("=")[0].split("<")[0] for name in loader.PACKAGES]
    versions = {name: version(name) for name in names}
    json.dump({"versions": versions, "results": results}, sys.stdout)


if __name__ == "__main__":
    main()
