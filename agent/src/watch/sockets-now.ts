import type { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { readUnitConnections } from "../host/sockets/unit-connections.ts"
import { judgeUnitSockets } from "../host/sockets/unit-sockets.ts"
import type { Found } from "./find-instances.ts"
import { readSocketsReport } from "./sockets-report.ts"

const UNITS_MAX = 64
const NO_REPORT =
  "signalbox-sockets.service, which may look into other users' processes, has written nothing for half a minute."

/** What the other unit saw, or what we may see by ourselves; units whose env names a Redis first. */
export function socketsNow(
  { units, known }: Pick<Found, "units" | "known">,
  { reportPath, now }: { reportPath: string; now: () => number },
): RedisSockets {
  const wanted = units.toSorted((a, b) => Number(b.named.length > 0) - Number(a.named.length > 0)).slice(0, UNITS_MAX)
  const report = readSocketsReport(reportPath, now())
  const seen = report?.units ?? readUnitConnections(wanted.map(({ unit }) => unit))
  const judged = judgeUnitSockets(wanted, known, seen)
  const fault = report || judged.every(({ isReadable }) => isReadable) ? null : NO_REPORT
  return { at: report?.at ?? now(), units: judged, fault }
}
