/** Slow, salted hashing of passwords, as the sign-in uses it. */
export type Passwords = {
  hash(password: string): Promise<string>
  verify(input: { hash: string; password: string }): Promise<boolean>
}
