declare module 'http_ece' {
  import type { ECDH } from 'node:crypto'
  type Parameters = { version: 'aes128gcm'; privateKey: ECDH; authSecret: Uint8Array }
  function decrypt(body: Buffer, parameters: Parameters): Buffer
  const ece: { decrypt: typeof decrypt }
  export default ece
}
