"""The backend's pool of Redis connections, opened at start, so that a wrong address shows at once and not at the first request."""

import logging
import sys
from concurrent.futures import ThreadPoolExecutor

import redis

log = logging.getLogger("ytdl.redis")


def connect(url, size):
    """Opens `size` connections and really pings Redis; ends the process when it cannot."""
    pool = redis.BlockingConnectionPool.from_url(
        url, max_connections=size, socket_timeout=5, socket_connect_timeout=5, health_check_interval=30
    )
    client = redis.Redis(connection_pool=pool)
    try:
        with ThreadPoolExecutor(size) as openers:
            opened = list(openers.map(lambda _: pool.get_connection("PING"), range(size)))
        for connection in opened:
            pool.release(connection)
        client.ping()
    except redis.RedisError as error:
        log.critical("Redis connection failed: %s", error)
        sys.exit(1)
    log.info("Redis connected successfully with connection pooling")
    return client
