import type { FigureRow } from "../../e2e/figures.ts"
import type { BenchOptions } from "../room/bench.ts"
import type { RedisInstance } from "./instance.ts"
import type { RedisPrograms } from "./programs.ts"

/** One subject of the bench, on an instance of its own. */
export type Part = (
  options: BenchOptions & { programs: RedisPrograms; instance: RedisInstance },
) => Promise<FigureRow[]>
