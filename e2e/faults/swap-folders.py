# Swaps two names in one step (renameat2 with RENAME_EXCHANGE), over and over: a folder and a link to another.
import ctypes, sys, signal

libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, RENAME_EXCHANGE = -100, 2
first, second = (name.encode() for name in sys.argv[1:3])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("ready", flush=True)
swaps = 0
while True:
    if libc.renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) != 0:
        sys.exit("renameat2: %d" % ctypes.get_errno())
    swaps += 1
    if swaps % 5000 == 0:
        print(swaps, flush=True)
