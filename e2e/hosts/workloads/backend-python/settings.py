"""The backend's settings, read once at start: a bad value ends the process with one sentence that names the key."""

import os
import sys
from urllib.parse import urlsplit

from dotenv import load_dotenv

# systemd's EnvironmentFile comes first; the file itself serves a start by hand.
load_dotenv(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".env"))


def refuse(key, why):
    sys.exit(f"configuration error: {key} {why}")


def required(key):
    value = os.environ.get(key, "")
    if value == "":
        refuse(key, "is missing")
    return value


def redis_url(key):
    value = required(key)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port or 6379)
    except ValueError:
        usable = False
    if not usable:
        # Not the value: it holds a password.
        refuse(key, "is not a redis:// URL")
    return value


def number(key, low, high):
    value = required(key)
    if not value.isdecimal() or not low <= int(value) <= high:
        refuse(key, f"must be a number from {low} to {high}")
    return int(value)


REDIS_URL = redis_url("REDIS_URL")
CELERY_BROKER_URL = redis_url("CELERY_BROKER_URL")
CELERY_RESULT_BACKEND = redis_url("CELERY_RESULT_BACKEND")
CACHE_REDIS_URL = redis_url("CACHE_REDIS_URL")
APP_PORT = number("APP_PORT", 1, 65535)
REDIS_POOL_SIZE = number("REDIS_POOL_SIZE", 1, 64)
YT_ACCOUNT_ID = required("YT_ACCOUNT_ID")
if YT_ACCOUNT_ID not in ("account_a", "account_b", "account_c"):
    refuse("YT_ACCOUNT_ID", "must be account_a, account_b or account_c")
