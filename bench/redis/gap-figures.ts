export type GapEnd = { count: number; worstMicros: number; p999Micros: number; over2ms: number }
