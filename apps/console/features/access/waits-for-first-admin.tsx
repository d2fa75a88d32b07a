import { Outside } from "./outside.tsx"

/** Nobody has an account yet: the way in is the link that only the machine's owner can read. */
export function WaitsForFirstAdmin() {
  return (
    <Outside
      title="Waiting for the first admin"
      lead="This control plane is new. It printed a one-time link where it was started; open that link to make the first account."
    >
      <p className="dim">
        The link ends in <code>/welcome#code=…</code>. If it is lost, run <code>signalbox admin reset</code> on the
        control plane's machine to print a new one.
      </p>
    </Outside>
  )
}
