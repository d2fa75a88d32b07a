"""The backend's Celery app: the worker runs its tasks, beat sends one every ten seconds."""

import logging
import time

from celery import Celery

import settings
from redis_connection import connect

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")

app = Celery("ytdl", broker=settings.CELERY_BROKER_URL, backend=settings.CELERY_RESULT_BACKEND)
app.conf.update(
    task_default_queue="celery",
    result_expires=600,
    worker_hijack_root_logger=False,
    beat_schedule={
        "measure-queue": {"task": "tasks.measure", "schedule": 10.0, "kwargs": {}, "options": {"expires": 30}}
    },
)
cache = connect(settings.CELERY_BROKER_URL, 2)


@app.task(name="tasks.measure")
def measure():
    """How long this account's round trip to its Redis takes, kept where the API can read it."""
    started = time.perf_counter()
    cache.ping()
    took = round((time.perf_counter() - started) * 1000, 1)
    cache.set(f"ytdl:{settings.YT_ACCOUNT_ID}:redis_ms", took, ex=600)
    return took


@app.task(name="tasks.add")
def add(a, b):
    """A task without work of its own: what it takes is the overhead."""
    return a + b


@app.task(name="tasks.count", ignore_result=True)
def count(task_id):
    """Leaves a line for each time that it ran: whether a task was lost or ran twice is read from that."""
    with open("/opt/ytdl/backend-python/tasks-done.log", "a", encoding="ascii") as done:
        done.write(f"{task_id}\n")
