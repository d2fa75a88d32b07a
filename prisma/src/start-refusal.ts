/** Why the program cannot start, as one sentence for the person at the terminal. It carries no secret. */
export class StartRefusal extends Error {
  override name = "StartRefusal"
}
