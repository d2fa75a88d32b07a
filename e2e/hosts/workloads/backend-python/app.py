"""The backend's HTTP side: says whether its Redis answers, and takes tasks."""

import logging
import time

import redis
import uvicorn
from celery import Celery
from fastapi import FastAPI
from fastapi.responses import JSONResponse

import settings
from redis_connection import connect

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")

app = FastAPI()
cache = connect(settings.CACHE_REDIS_URL, settings.REDIS_POOL_SIZE)
tasks = Celery("ytdl-api", broker=settings.CELERY_BROKER_URL)


@app.get("/api/health/")
def health():
    started = time.perf_counter()
    try:
        cache.ping()
    except redis.RedisError as error:
        logging.getLogger("ytdl.health").error("health check failed: %s", type(error).__name__)
        return JSONResponse({"status": "error", "redis": "disconnected"}, status_code=503)
    took = round((time.perf_counter() - started) * 1000, 1)
    return {"status": "ok", "redis": "connected", "redis_ms": took, "account": settings.YT_ACCOUNT_ID}


@app.post("/api/tasks/{task_id}", status_code=202)
def take_task(task_id: str):
    """Accepted means that the broker has it."""
    started = time.perf_counter()
    tasks.send_task("tasks.count", args=[task_id], ignore_result=True)
    return {"accepted": task_id, "broker_ms": round((time.perf_counter() - started) * 1000, 1)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=settings.APP_PORT, log_config=None)
