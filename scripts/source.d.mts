export type Import = { from: string; typeOnly: boolean }
export type Export = { name: string; call?: string; caller?: unknown; alias?: string; local?: string }
export type Facts = {
  name: string
  lines: number
  comments: number
  imports: Import[]
  exports: Export[]
  calls: string[]
  directives: string[]
  literals: string[]
  functions: number[]
  any: number
  env: number
}
export function isTest(name: string): boolean
export function sources(root: string, names: string[]): string[]
export function commentLines(lines: string[]): number
export function inspect(root: string, name: string): Facts
