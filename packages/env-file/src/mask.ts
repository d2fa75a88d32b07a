import { maskPlace, maskPlaces, SECRET_MASK } from "./mask-places.ts"
import { parseEnvText, renderEnvText } from "./parse.ts"
import { isSecretKey, isSecretValue } from "./secret-keys.ts"
import { maskUrls } from "./url-secrets.ts"

/**
 * What may be shown of a value: twelve dots for a secret key's or a private key, whatever its length; for any other the value itself,
 * with four dots in the place of each password or token inside a URL. `extra`: see `isSecretKey`.
 */
export function maskValue(key: string, value: string, extra: readonly string[] = []): string {
  return isSecretKey(key, extra) || isSecretValue(value) ? SECRET_MASK : maskUrls(value)
}

/**
 * The whole text as it may be shown: layout and comments stay, secrets are hidden, those in commented-out lines and
 * in lines that are no pairs too. A secret's comment on the same line is hidden with it, for some readers take it
 * for a part of the value. `unmaskEnvText` gives the text back.
 */
export function maskEnvText(text: string, extra: readonly string[] = []): string {
  const env = parseEnvText(text)
  const places = maskPlaces(env, extra)
  const lines = env.lines.map((line, index) => {
    const place = places[index]
    return place ? { ...line, raw: maskPlace(place) } : line
  })
  return renderEnvText({ lines })
}
