/** The sign of the house: levers, one thrown, its lamp clear. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <rect x="1" y="1" width="22" height="22" rx="5.5" fill="var(--ink)" />
      <path d="M5 18.2h14" stroke="var(--on-ink)" strokeWidth="1.8" strokeLinecap="round" />
      <path
        d="M8 18V9.2M16.6 18V9.2"
        stroke="var(--on-ink)"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeOpacity=".55"
      />
      <path d="M11 18l3-10.6" stroke="var(--on-ink)" strokeWidth="2" strokeLinecap="round" />
      <circle cx="14.2" cy="6.4" r="2.1" fill="var(--clear-lamp)" />
    </svg>
  )
}
