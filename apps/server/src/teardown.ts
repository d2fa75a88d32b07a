export type Teardown = {
  /** Remembers how to take down what was just started. */
  add(step: () => void | Promise<void>): void
  /** Takes everything down, the last started first. A step that fails does not keep the others from running. */
  run(): Promise<void>
}

export function createTeardown(): Teardown {
  const steps: (() => void | Promise<void>)[] = []
  return {
    add: (step) => void steps.push(step),
    async run() {
      const faults: unknown[] = []
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step()
        } catch (error) {
          faults.push(error)
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, "some parts did not stop in order")
    },
  }
}
