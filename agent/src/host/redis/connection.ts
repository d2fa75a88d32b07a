// The one way by which the agent reaches a Redis. Its own small client, since a server is not to be trusted with the
// agent's memory (docs/adr/0006), since no error of it can repeat a password, and since what is measured is the wire.
import { connect as connectTcp, isIP, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import { errorCode } from "../file-system.ts"
import { RedisFailure, type Reply } from "./reply.ts"
import { ReplyReader } from "./reply-reader.ts"

export type RedisTarget = {
  /** Host name or address; a path of a unix socket when it begins with a slash. */
  host: string
  port: number
  /** "" for none, as for the password: the default user. */
  username: string
  password: string
  isTls: boolean
  db: number
}

export type Command = readonly (string | number | Buffer)[]

export type RedisConnection = {
  /** @throws RedisFailure for an error as for no answer */
  ask(...command: Command): Promise<Reply>
  /**
   * All of them at once, answers in the same order; the answer of a command that failed is its RedisFailure.
   * @throws RedisFailure when the connection ends
   */
  askAll(commands: readonly Command[]): Promise<Reply[]>
  /** Ends it; what waits is told "closed". Can be called again. */
  close(): void
}

/** By which other watchers, and we ourselves, recognise our connections in CLIENT LIST. */
export const CLIENT_NAME = "signalbox-agent"

const REPLY_BOUNDS = { bytesMax: 8 * 1024 * 1024, itemsMax: 200_000 }

/**
 * Connects, logs in and selects the database, within `timeoutMs`; each question after that has as long. One attempt: a
 * caller that tries again decides when. A question that is not answered in time ends the connection, for its answer
 * could no longer be told from the next one's.
 * @throws RedisFailure
 */
export async function openRedis(target: RedisTarget, timeoutMs: number): Promise<RedisConnection> {
  const begun = performance.now()
  const socket = await openSocket(target, timeoutMs)
  const left = Math.max(1, timeoutMs - (performance.now() - begun))
  const connection = talkOver(socket, timeoutMs)
  // A server may trickle its answers, each in time: the whole greeting has the rest of the time.
  const timer = setTimeout(() => socket.destroy(new RedisFailure("timed-out")), left)
  try {
    await greet(connection, target)
    return connection
  } catch (error) {
    connection.close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function greet(connection: RedisConnection, target: RedisTarget): Promise<void> {
  const commands: Command[] = []
  if (target.password !== "") commands.push(["AUTH", ...(target.username ? [target.username] : []), target.password])
  if (target.db !== 0) commands.push(["SELECT", target.db])
  const answers = await connection.askAll([...commands, ["CLIENT", "SETNAME", CLIENT_NAME]])
  // A user that may not name its connection may still ask what it may ask.
  // A server that wants no password has let us in as well; the lint speaks of it.
  const refusals = answers.slice(0, -1).filter((answer) => answer instanceof RedisFailure)
  const refusal = refusals.find(({ kind }) => kind !== "no-password-set")
  if (refusal) throw refusal
}

function openSocket(target: RedisTarget, timeoutMs: number): Promise<Socket> {
  const { host, port } = target
  const place = host.startsWith("/") ? { path: host } : { host, port }
  const servername = isIP(host) === 0 && !host.startsWith("/") ? { servername: host } : {}
  return new Promise((resolve, reject) => {
    const socket = target.isTls ? connectTls({ ...place, ...servername }) : connectTcp(place)
    const timer = setTimeout(() => socket.destroy(new RedisFailure("timed-out")), timeoutMs)
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(asFailure(error))
    }
    socket.once("error", fail)
    socket.once(target.isTls ? "secureConnect" : "connect", () => {
      clearTimeout(timer)
      socket.off("error", fail)
      socket.setNoDelay(true)
      resolve(socket)
    })
  })
}

type Question = { left: number; answers: Reply[]; resolve: (answers: Reply[]) => void; reject: (why: Error) => void }

function talkOver(socket: Socket, timeoutMs: number): RedisConnection {
  const waiting: Question[] = []
  let ended: RedisFailure | undefined
  let timer: NodeJS.Timeout | undefined
  const end = (failure: RedisFailure) => {
    ended ??= failure
    clearTimeout(timer)
    socket.destroy()
    for (const question of waiting.splice(0)) question.reject(ended)
  }
  const arm = () => {
    clearTimeout(timer)
    if (waiting.length > 0) timer = setTimeout(() => end(new RedisFailure("timed-out")), timeoutMs)
  }
  const reader = new ReplyReader(REPLY_BOUNDS, (reply) => {
    const question = waiting[0]
    if (!question) throw new RedisFailure("not-redis")
    question.answers.push(reply)
    question.left -= 1
    if (question.left > 0) return
    waiting.shift()
    reader.reset()
    arm()
    question.resolve(question.answers)
  })
  socket.on("data", (chunk: Buffer) => {
    try {
      if (!ended) reader.push(chunk)
    } catch (error) {
      end(error instanceof RedisFailure ? error : new RedisFailure("not-redis"))
    }
  })
  socket.on("error", (error) => end(asFailure(error)))
  socket.on("close", () => end(new RedisFailure("closed")))

  const askAll: RedisConnection["askAll"] = (commands) => {
    if (ended) return Promise.reject(ended)
    if (commands.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      waiting.push({ left: commands.length, answers: [], resolve, reject })
      if (waiting.length === 1) arm()
      socket.write(Buffer.concat(commands.map(encode)))
    })
  }
  return {
    askAll,
    ask: async (...command) => {
      const [reply] = await askAll([command])
      if (reply instanceof RedisFailure) throw reply
      return reply ?? null
    },
    close: () => end(new RedisFailure("closed")),
  }
}

function encode(command: Command): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${command.length}\r\n`)]
  for (const word of command) {
    const bytes = Buffer.isBuffer(word) ? word : Buffer.from(String(word))
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"))
  }
  return Buffer.concat(parts)
}

function asFailure(error: Error): RedisFailure {
  if (error instanceof RedisFailure) return error
  return new RedisFailure(errorCode(error) || "closed")
}
