/** The first sentence stands out, in every script we speak. */
export function split(text: string): { strong: string; rest: string } {
  const end = text.search(/(?<=[.?!؟]) (?=\S)|(?<=[。？！])(?=\S)/)
  return end < 0 ? { strong: text, rest: '' } : { strong: text.slice(0, end), rest: text.slice(end).trimStart() }
}
