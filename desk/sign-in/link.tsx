export function Link() {
  return null
}
