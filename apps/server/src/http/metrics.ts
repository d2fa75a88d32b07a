// Figures of this process, as Prometheus reads them.
import { monitorEventLoopDelay } from "node:perf_hooks"
import { Problem } from "@signalbox/protocol/problem"
import type { Route, RouteRequest } from "./route.ts"

export type Metrics = {
  /** @param maySee whether the caller may read them */
  route(maySee: (request: RouteRequest) => Promise<boolean>): Route
  counted(status: number): void
  close(): void
}

export function createMetrics(): Metrics {
  const answers = new Map<string, number>()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return {
    counted(status) {
      const kind = `${Math.floor(status / 100)}xx`
      answers.set(kind, (answers.get(kind) ?? 0) + 1)
    },
    close: () => void delay.disable(),
    route: (maySee) => ({
      method: "GET",
      path: "/metrics",
      async handle(request) {
        if (!(await maySee(request))) throw new Problem("not-signed-in")
        const text = render(answers, delay.percentile(99) / 1e9)
        delay.reset()
        request.res.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text)
      },
    }),
  }
}

function render(answers: ReadonlyMap<string, number>, loopDelaySeconds: number): string {
  const cpu = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const lines = [
    "# TYPE process_cpu_seconds_total counter",
    `process_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}`,
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${rss}`,
    "# TYPE nodejs_heap_used_bytes gauge",
    `nodejs_heap_used_bytes ${heapUsed}`,
    "# TYPE process_uptime_seconds gauge",
    `process_uptime_seconds ${process.uptime().toFixed(1)}`,
    "# TYPE nodejs_eventloop_delay_p99_seconds gauge",
    `nodejs_eventloop_delay_p99_seconds ${loopDelaySeconds}`,
    "# TYPE signalbox_http_responses_total counter",
    ...[...answers].map(([kind, count]) => `signalbox_http_responses_total{status="${kind}"} ${count}`),
  ]
  return `${lines.join("\n")}\n`
}
