const ring = <circle cx="8" cy="8" r="5.1" fill="var(--surface)" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
const arc = (width: number) => (
  <>
    <circle cx="8" cy="8" r="5.4" fill="none" stroke="var(--moving-lamp)" strokeOpacity=".28" strokeWidth={width} />
    <path
      className="spin"
      d="M8 2.6A5.4 5.4 0 1 1 2.6 8"
      fill="none"
      stroke="var(--moving-lamp)"
      strokeWidth={width}
      strokeLinecap="round"
    />
  </>
)

/** The shapes of the lamps, once per page; each lamp refers to its shape by name. */
const shapes = {
  clear: <circle cx="8" cy="8" r="6" fill="var(--clear-lamp)" />,
  caution: (
    <path
      d="M8 1.9a1.3 1.3 0 0 1 1.1.65l5.6 9.7A1.3 1.3 0 0 1 13.6 14.2H2.4a1.3 1.3 0 0 1-1.1-1.95l5.6-9.7A1.3 1.3 0 0 1 8 1.9z"
      fill="var(--caution-lamp)"
    />
  ),
  "rolled-back": (
    <path
      d="M1.9 8a1.3 1.3 0 0 1 .65-1.1l9.2-5.5a1.3 1.3 0 0 1 1.95 1.1v11a1.3 1.3 0 0 1-1.95 1.1l-9.2-5.5A1.3 1.3 0 0 1 1.9 8z"
      fill="var(--caution-lamp)"
    />
  ),
  danger: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="2.6" fill="var(--danger-lamp)" />
      <rect x="4.4" y="6.9" width="7.2" height="2.2" rx=".6" fill="var(--surface)" />
    </>
  ),
  stuck: (
    <>
      <rect
        x="2.6"
        y="2.6"
        width="10.8"
        height="10.8"
        rx="2.2"
        fill="none"
        stroke="var(--danger-lamp)"
        strokeWidth="1.8"
      />
      <rect x="5" y="7" width="6" height="2" rx=".6" fill="var(--danger-lamp)" />
    </>
  ),
  applying: arc(2.6),
  verifying: (
    <>
      {arc(2.2)}
      <circle cx="8" cy="8" r="2.1" fill="var(--moving-lamp)" />
    </>
  ),
  pending: ring,
  unknown: (
    <circle
      cx="8"
      cy="8"
      r="5.1"
      fill="var(--surface)"
      stroke="var(--unknown-lamp)"
      strokeWidth="1.8"
      strokeDasharray="2.4 1.6"
    />
  ),
  unreachable: (
    <>
      {ring}
      <path d="M4.6 11.4l6.8-6.8" stroke="var(--unknown-lamp)" strokeWidth="1.8" />
    </>
  ),
  expired: (
    <>
      {ring}
      <path
        d="M8 5.2V8l1.9 1.3"
        fill="none"
        stroke="var(--unknown-lamp)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  revoked: <path d="M4 4l8 8M12 4l-8 8" stroke="var(--unknown-lamp)" strokeWidth="2" strokeLinecap="round" />,
  skipped: <rect x="3" y="7" width="10" height="2" rx="1" fill="var(--unknown-lamp)" />,
}

export type LampKind = keyof typeof shapes

export function LampSprite() {
  return (
    <svg width="0" height="0" style={{ position: "absolute" }} aria-hidden="true" focusable="false">
      {Object.entries(shapes).map(([kind, shape]) => (
        <symbol key={kind} id={`lamp-${kind}`} viewBox="0 0 16 16">
          {shape}
        </symbol>
      ))}
    </svg>
  )
}
