// The objects that calls are about: how each is found from the input, in one place. What is not there and what may not be seen
// give the same answer.
import { plainText } from "@signalbox/domain/plain-text"
import type { Db } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { z } from "zod"

type Loader<Row> = { field: string; id: z.ZodType<string>; find(db: Db, id: string): Promise<Row | null> }

const uuid = z.uuid()
const authId = plainText(64).min(1)

function loader<Row>(
  field: string,
  id: z.ZodType<string>,
  find: (db: Db, id: string) => Promise<Row | null>,
): Loader<Row> {
  return { field, id, find }
}

export const loaders = {
  server: loader("serverId", uuid, (db, id) => db.server.findFirst({ where: { id, removedAt: null } })),
  enrolment: loader("enrolmentId", uuid, (db, id) => db.enrolment.findUnique({ where: { id } })),
  service: loader("serviceId", uuid, (db, id) => db.service.findFirst({ where: { id, removedAt: null } })),
  rollout: loader("rolloutId", uuid, (db, id) => db.rollout.findUnique({ where: { id } })),
  conversion: loader("conversionId", uuid, (db, id) => db.conversion.findUnique({ where: { id } })),
  redisInstance: loader("instanceId", uuid, (db, id) => db.redisInstance.findFirst({ where: { id, removedAt: null } })),
  user: loader("userId", authId, (db, id) => db.user.findUnique({ where: { id } })),
  invitation: loader("invitationId", uuid, (db, id) => db.invitation.findUnique({ where: { id } })),
  token: loader("tokenId", uuid, (db, id) => db.apiToken.findUnique({ where: { id } })),
  session: loader("sessionId", authId, (db, id) => db.session.findUnique({ where: { id } })),
}

export type LoaderName = keyof typeof loaders
export type Loaded<Name extends LoaderName> = NonNullable<Awaited<ReturnType<(typeof loaders)[Name]["find"]>>>

/**
 * Finds the object that the raw input names.
 * @throws Problem `invalid-input` when it names none, `not-found` when there is none
 */
export async function loadObject(db: Db, name: LoaderName, rawInput: unknown): Promise<object> {
  const { field, id, find } = loaders[name]
  const parsed = z.looseObject({ [field]: id }).safeParse(rawInput)
  const value = parsed.success ? parsed.data[field] : undefined
  if (typeof value !== "string") {
    throw new Problem("invalid-input", undefined, { details: { [field]: `must be the id of a ${name}` } })
  }
  const found = await find(db, value)
  if (!found) throw new Problem("not-found", `There is no such ${name}.`)
  return found
}
