// Which keys hold secrets, judged by their names. Wrongly hiding costs a click, wrongly showing costs a password:
// in doubt a key is secret.

const SECRET_WORDS = new Set(
  (
    "PASSWORD PASSWORDS PASSWD PASSPHRASE PASSCODE PASS PWD PW SECRET SECRETS TOKEN TOKENS KEY KEYS APIKEY APIKEYS " +
    "CREDENTIAL CREDENTIALS CREDS CRED SALT PEPPER DSN WEBHOOK PRIVATE BEARER HMAC PIN OTP TOTP SIGNATURE SESSDATA"
  ).split(" "),
)
/** Secret at the end of a name only: `REDIS_AUTH` is, `AUTH_PROVIDER` is not. */
const SECRET_ENDINGS = new Set(["AUTH", "COOKIE", "COOKIES", "JWT"])
/** What a key says about a secret and not the secret itself: `JWT_SECRET_FILE`, `ACCESS_TOKEN_EXPIRE_MINUTES`. */
const HARMLESS_ENDINGS = new Set(
  (
    "FILE PATH DIR TTL EXPIRE EXPIRES EXPIRY EXPIRATION MS SECONDS MINUTES HOURS DAYS LENGTH SIZE ALGORITHM ALGO HEADER " +
    "ENABLED DISABLED REQUIRED TIMEOUT COUNT LIMIT MAX MIN PREFIX TYPE METHOD MODE HOST PORT ENDPOINT ISSUER AUDIENCE"
  ).split(" "),
)

/**
 * True when the key's value must not be shown. `extra` names further secret keys, case ignored; a `*` at its end
 * stands for any rest.
 */
export function isSecretKey(key: string, extra: readonly string[] = []): boolean {
  const upper = key.toUpperCase()
  if (extra.some((name) => matchesName(upper, name.toUpperCase()))) return true
  const words = wordsOf(key)
  const last = words.at(-1) ?? ""
  if (HARMLESS_ENDINGS.has(last)) return false
  if (SECRET_ENDINGS.has(last)) return true
  // A public key is for everyone, unless the name says that a secret is with it.
  const secrets = words.filter((word) => SECRET_WORDS.has(word))
  if (words.includes("PUBLIC") && secrets.every((word) => word === "KEY" || word === "KEYS")) return false
  return secrets.length > 0 || /PASSWORD|PASSWD|SECRET|APIKEY|PASSPHRASE/.test(upper)
}

/** True for a value that is a secret whatever its key is called: a private key in PEM form. */
export function isSecretValue(value: string): boolean {
  return /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----/.test(value)
}

function matchesName(key: string, name: string): boolean {
  return name.endsWith("*") ? key.startsWith(name.slice(0, -1)) : key === name
}

/** `dbPassword2` and `DB_PASSWORD_2` are both DB, PASSWORD. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== "")
}
