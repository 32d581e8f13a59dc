/**
 * Bytes that come in pieces, at most `maxBytes`, put together as they come: kept each by itself, a thousand pieces of
 * one byte take 250 KB.
 */
export function gatheredBytes(maxBytes: number): { add(piece: Uint8Array): void; whole(): Buffer } {
  let bytes = Buffer.allocUnsafeSlow(Math.min(2_048, maxBytes))
  let length = 0
  return {
    add(piece) {
      if (length + piece.length > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(bytes.length * 2, length + piece.length), maxBytes))
        bytes.copy(larger, 0, 0, length)
        bytes = larger
      }
      bytes.set(piece, length)
      length += piece.length
    },
    whole: () => bytes.subarray(0, length),
  }
}
