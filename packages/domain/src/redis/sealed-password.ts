/** Where the password of a shared Redis is sealed for. */
export function passwordContext(instanceId: string): string {
  return `RedisInstance/${instanceId}/password`
}
