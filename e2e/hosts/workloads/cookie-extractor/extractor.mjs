// Renews an account's cookies: a job in the Bull queue that all servers share, at a fixed interval.

import { randomBytes } from "node:crypto"
import { appendFile, rename, writeFile } from "node:fs/promises"
import Bull from "bull"
import dotenv from "dotenv"

// systemd's EnvironmentFile comes first; the file itself serves a start by hand.
dotenv.config({ quiet: true })

function refuse(why) {
  console.error(`configuration error: ${why}`)
  process.exit(1)
}

function required(key) {
  return process.env[key] || refuse(`${key} is missing`)
}

function number(key, low, high) {
  const value = Number(required(key))
  return Number.isInteger(value) && value >= low && value <= high
    ? value
    : refuse(`${key} must be a number from ${low} to ${high}`)
}

const account = required("YT_ACCOUNT_ID")
if (!/^account_[abc]$/.test(account)) refuse("YT_ACCOUNT_ID must be account_a, account_b or account_c")
const redis = {
  host: required("REDIS_HOST"),
  port: number("REDIS_PORT", 1, 65535),
  password: process.env.REDIS_PASSWORD || undefined,
  db: number("REDIS_DB", 0, 15),
}
const intervalMs = number("COOKIE_INTERVAL", 1, 86_400) * 1000
const cookieFile = `/opt/ytdl/youtube_cookies_${account}.txt`

/** Leaves a line for each time that a job ran: whether one was lost or ran twice is read from that. */
async function work(job) {
  await renewCookies()
  await appendFile("jobs-done.log", `${job.id}\n`)
}

async function renewCookies() {
  const expires = Math.floor(Date.now() / 1000) + 86_400
  const session = randomBytes(24).toString("base64url")
  const text = `# Netscape HTTP Cookie File\n.example.test\tTRUE\t/\tTRUE\t${expires}\tSESSION\t${session}\n`
  await writeFile(`${cookieFile}.new`, text, { mode: 0o600 })
  await rename(`${cookieFile}.new`, cookieFile)
  console.log(`cookies of ${account} renewed`)
}

const queue = new Bull("cookie-refresh", { redis })
queue.on("error", (error) => console.error(`queue error: ${error.message}`))
queue.on("failed", (job, error) => console.error(`job ${job.id} failed: ${error.message}`))

const startDeadline = setTimeout(() => {
  console.error(`no connection to the queue's Redis at ${redis.host}:${redis.port} within 15 s`)
  process.exit(1)
}, 15_000)
await queue.isReady()
clearTimeout(startDeadline)
console.log(`queue cookie-refresh ready on ${redis.host}:${redis.port} database ${redis.db}`)

// Whichever server takes a job renews its own account; Redis hands jobs to the one that waited longest.
queue.process("refresh", work)
const schedule = { every: intervalMs }
await queue.add("refresh", { account }, { repeat: schedule, jobId: account, removeOnComplete: 20, removeOnFail: 50 })
await renewCookies()

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, async () => {
    await queue.close()
    process.exit(0)
  })
}
