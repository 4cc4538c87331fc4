import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

/** Pixels of one module, and modules of quiet zone around it all (ISO/IEC 18004 §9.1). */
const scale = 6
const quiet = 4

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A picture to scan, black on white, as a `data:` URL for clients that show one: PNG, one bit for a pixel (ISO/IEC 15948). */
export function qrPng(text: string): string {
  const { data, size } = encode(text, { border: quiet })
  const width = size * scale
  const row = (line: boolean[]) => {
    const bytes = Buffer.alloc(1 + Math.ceil(width / 8))
    for (let x = 0; x < width; x++) if (!line[Math.floor(x / scale)]) bytes[1 + (x >> 3)]! |= 0x80 >> (x & 7)
    return bytes
  }
  const pixels = Buffer.concat(data.flatMap((line) => Array.from({ length: scale }, () => row(line))))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(width, 4)
  header[8] = 1
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))]
  return `data:image/png;base64,${Buffer.concat(parts).toString('base64')}`
}
