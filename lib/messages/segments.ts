const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extended = '\f^{}\\[~]|€'
const costs = new Map([...[...basic].map((c) => [c, 1] as const), ...[...extended].map((c) => [c, 2] as const)])

export type Segments = {
  encoding: 'GSM-7' | 'UCS-2'
  /** what the encoding counts: septets, or UTF-16 units */
  characters: number
  segments: number
  /** characters that GSM-7 lacks, each once */
  offending: string[]
}

/** How a text message is cut: GSM-7 160/153 (extension characters count 2), UCS-2 70/67; no character is split in two. */
export function segmentsOf(text: string): Segments {
  const all = [...text]
  const offending = [...new Set(all.filter((c) => !costs.has(c)))]
  const gsm = !offending.length
  const sizes = all.map((c) => (gsm ? (costs.get(c) ?? 1) : c.length))
  const characters = sizes.reduce((sum, size) => sum + size, 0)
  const [alone, joined] = gsm ? [160, 153] : [70, 67]
  return { encoding: gsm ? 'GSM-7' : 'UCS-2', characters, segments: characters <= alone ? 1 : pack(sizes, joined), offending }
}

function pack(sizes: number[], room: number): number {
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > room) {
      segments++
      used = 0
    }
    used += size
  }
  return segments
}
