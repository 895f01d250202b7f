"""What a process that works and ends does with memory that it frees."""

import subprocess
import sys

import pytest

from geokit.errors import OptionError
from geokit.machine import memory_limit

# Blocks that the C library would give back at once, or as soon as those behind them are free.
_FREED = """
import ctypes, os
from geokit.machine import take_memory_in_bulk

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]

def held():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

{call}
before = held()
blocks = [libc.malloc(20 << 20) for _ in range(10)]
for each in blocks:
    ctypes.memset(each, 1, 20 << 20)
for each in blocks:
    libc.free(each)
print((held() - before) >> 20)
"""


def freed_but_held(call):
    code = _FREED.format(call=call)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no such setting")
def test_memory_taken_in_bulk_is_kept_for_what_comes():
    if freed_but_held("") > 50:
        pytest.skip("another C library than that of GNU keeps what is freed")
    assert freed_but_held("take_memory_in_bulk()") >= 190


@pytest.mark.parametrize(
    "size", ["9" * 400 + "GB", "9" * 5000, "1." + "0" * 400 + "GB", "-5GB", "nan", "1e9", ""]
)
def test_what_is_no_size_is_named(size):
    with pytest.raises(OptionError, match="memory is a size such as 4GB"):
        memory_limit(size)


def test_a_size_may_be_larger_than_any_machine():
    assert memory_limit("9" * 20 + "TB") > 10**31
