import { dictionary } from '@zxcvbn-ts/language-common'

let list: Set<string> | undefined

/** Whether a guesser would try it early: an offline list of some 18,000, compared in lower case. Read at first use. */
export function isCommon(password: string): boolean {
  list ??= new Set((dictionary['passwords-common'] as string[]).filter((word) => word.length >= 8))
  return list.has(password)
}
