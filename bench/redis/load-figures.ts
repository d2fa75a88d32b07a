export type LoadEnd = {
  /** Commands a second that were sent and answered. */
  perSecondHeld: number
  p50Micros: number
  p99Micros: number
  worstMicros: number
}
