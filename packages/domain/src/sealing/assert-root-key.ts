// Told at the start and not at the first secret: a control plane with the wrong root key must not run, or it would seal new
// values under a key that opens none of the old ones.
import type { Db } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import type { Sealer } from "./sealer.ts"

const NAME = "root-check"
const CONTEXT = `ControlKey/${NAME}`

/**
 * Checks that the root key is the one of this database; a new database takes the key that it is first started with.
 * Call it before anything else is sealed.
 * @throws Problem `sealed-unreadable` when the key is another one, or the check value was removed
 */
export async function assertRootKey(db: Pick<Db, "controlKey" | "envVersion">, sealer: Sealer): Promise<void> {
  const known = await db.controlKey.findUnique({ where: { name: NAME } })
  if (!known) await remember(db, sealer)
  const { sealed } = known ?? (await db.controlKey.findUniqueOrThrow({ where: { name: NAME } }))
  try {
    sealer.open(sealed, CONTEXT)
  } catch (cause) {
    throw new Problem("sealed-unreadable", "The root key is not the one that this database was made with.", { cause })
  }
}

async function remember(db: Pick<Db, "controlKey" | "envVersion">, sealer: Sealer): Promise<void> {
  const [keys, version] = await Promise.all([
    db.controlKey.count({ where: { name: { not: NAME } } }),
    db.envVersion.findFirst({ select: { id: true } }),
  ])
  if (keys > 0 || version) {
    throw new Problem(
      "sealed-unreadable",
      "This database holds sealed values, but the check value of its root key is gone.",
    )
  }
  // Two replicas may start a new database at once: the first key stays, and both then check theirs against it.
  await db.controlKey.createMany({ data: [{ name: NAME, sealed: sealer.seal(NAME, CONTEXT) }], skipDuplicates: true })
}
