// Prisma's own schema engine, as WebAssembly. It is instantiated here by hand, since importing the .wasm file as a module makes
// Node print a warning about an experimental feature on the user's terminal.
import { readFile } from "node:fs/promises"
import { PrismaPg } from "@prisma/adapter-pg"
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils"
import type { SchemaEngine } from "@prisma/schema-engine-wasm"
import { Pool } from "pg"

type Glue = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: object): void }
/** The part of the global WebAssembly that is used here; its types come only with those of a browser. */
type Wasm = {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>
}

let glue: Promise<Glue> | undefined

async function loadGlue(): Promise<Glue> {
  // The package types only its entry point, so the glue beside it is imported by a name that the compiler does not resolve.
  const name: string = "@prisma/schema-engine-wasm/schema_engine_bg"
  const loaded = (await import(name)) as Glue
  const wasmUrl = new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"))
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Wasm }
  const { instance } = await WebAssembly.instantiate(await readFile(wasmUrl), {
    "./schema_engine_bg.js": withLooseTimers(loaded),
  })
  loaded.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return loaded
}

/** The engine never clears its 10 s timer for a lock, which would keep every process alive that long after its work. */
function withLooseTimers(imports: object): object {
  const name = Object.keys(imports).find((key) => key.startsWith("__wbg_setTimeout_"))
  return name ? { ...imports, [name]: (call: () => void, ms: number) => setTimeout(call, ms).unref() } : imports
}

export type OpenEngine = { engine: SchemaEngine; close(): Promise<void> }

/**
 * A schema engine for one database. Close it when done: its connection holds the engine's own migration lock until then.
 * @param schema text of a Prisma schema, where the work needs one
 */
export async function openSchemaEngine(url: string, schema?: string): Promise<OpenEngine> {
  glue ??= loadGlue()
  const { SchemaEngine: Engine } = await glue
  const pool = new Pool({ connectionString: url, max: 1 })
  pool.on("error", () => {})
  const factory = bindMigrationAwareSqlAdapterFactory(withWholeScripts(new PrismaPg(pool)))
  const options = { datamodels: schema === undefined ? undefined : ([["schema.prisma", schema]] as [string, string][]) }
  const engine = await Engine.new(options, () => {}, factory)
  return {
    engine,
    async close() {
      engine.free()
      await pool.end()
    },
  }
}

/**
 * The adapter cuts a script at each semicolon, which breaks function bodies, and runs the pieces one by one. Sent whole,
 * PostgreSQL takes it as one transaction: a migration that fails or is killed leaves nothing behind.
 */
function withWholeScripts(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script))
    return adapter
  }
  return factory
}

export const noFilters = { externalTables: [], externalEnums: [] }
