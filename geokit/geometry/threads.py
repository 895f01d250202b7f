from concurrent.futures import ThreadPoolExecutor
import os


def thread_count():
    return len(os.sched_getaffinity(0))


def in_threads(function, items):
    items = list(items)
    if len(items) < 2:
        return [function(i) for i in items]
    with ThreadPoolExecutor(thread_count()) as pool:
        return list(pool.map(function, items))
