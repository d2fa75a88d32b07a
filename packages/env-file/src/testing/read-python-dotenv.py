"""Reads env texts with python-dotenv, as load_dotenv() would in a process whose environment is empty.

Takes a JSON list of texts on standard input; gives a JSON list, for each text an object or null where it fails.
"""

import json
import logging
import os
import sys
import tempfile

from dotenv import load_dotenv

logging.disable(logging.CRITICAL)


def read(path: str):
    os.environ.clear()
    try:
        load_dotenv(path)
    except ValueError:
        return None
    return dict(os.environ)


def main() -> None:
    texts = json.load(sys.stdin)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "env")
        for text in texts:
            with open(path, "wb") as file:
                file.write(text.encode("utf-8"))
            results.append(read(path))
    json.dump(results, sys.stdout)


main()
