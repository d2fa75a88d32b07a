"""Reads env texts with systemd's own code: the functions by which it reads EnvironmentFile=, from its private library.

Takes a JSON list of texts on standard input; gives a JSON list, for each text an object or null for a refused file.
"""

import ctypes
import ctypes.util
import glob
import json
import os
import sys
import tempfile


def find_library() -> str:
    for pattern in ("/usr/lib/*/systemd/libsystemd-shared-*.so", "/usr/lib/systemd/libsystemd-shared-*.so"):
        for path in glob.glob(pattern):
            return path
    raise SystemExit("libsystemd-shared is not installed")


systemd = ctypes.CDLL(find_library())
Strings = ctypes.POINTER(ctypes.c_char_p)
systemd.load_env_file.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(Strings)]
systemd.strv_env_clean_with_callback.argtypes = [Strings, ctypes.c_void_p, ctypes.c_void_p]
systemd.strv_env_clean_with_callback.restype = Strings


def read(path: str):
    found = Strings()
    if systemd.load_env_file(None, path.encode(), ctypes.byref(found)) < 0:
        return None
    if not found:
        return {}
    kept = systemd.strv_env_clean_with_callback(found, None, None)
    values = {}
    index = 0
    while kept[index] is not None:
        key, _, value = kept[index].partition(b"=")
        values[key.decode()] = value.decode()
        index += 1
    return values


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
