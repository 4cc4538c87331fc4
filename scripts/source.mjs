import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { filesUnder } from './fingerprint.mjs'

const isSource = (name) => /\.(tsx?|mjs)$/.test(name) && !name.endsWith('.d.ts') && !name.endsWith('.d.mts')
/** Tests, and the builders and fixtures they share. */
export const isTest = (name) => /\.(test|spec)\.[cm]?[jt]sx?$|\/testing\.tsx?$/.test(name)

/** The project's own sources under the given folders and files: generated code is not ours. */
export const sources = (root, names) => filesUnder(root, names, isSource)

function* nodes(node, parents = []) {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one, parents)
  if (!node || typeof node !== 'object' || typeof node.type !== 'string') return
  yield { node, parents }
  for (const [key, value] of Object.entries(node))
    if (key !== 'parent' && value && typeof value === 'object') yield* nodes(value, [...parents, node])
}

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length
const isTypeOnly = ({ importKind, exportKind, specifiers }) =>
  importKind === 'type' ||
  exportKind === 'type' ||
  (specifiers?.length > 0 && specifiers.every((s) => s.importKind === 'type' || s.exportKind === 'type'))

const imports = ({ node }) => {
  const from = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ].includes(node.type)
  const source = from && (node.source ?? node.argument)
  return typeof source?.value === 'string'
    ? [{ from: source.value, typeOnly: node.type === 'TSImportType' || isTypeOnly(node) }]
    : []
}

const isFunction = (node) => node.body && /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
const isEnv = (node) =>
  node.type === 'MemberExpression' && node.object.name === 'process' && (node.property.name ?? node.property.value) === 'env'

const callee = (init) => (init?.type === 'CallExpression' ? init : undefined)
const nameOf = (node) => node?.name ?? node?.value

/** What one exported name is made of: `export const POST = route({…})` → `{ name: 'POST', call: 'route', caller: undefined }`. */
function exported({ node, parents }) {
  if (parents.length !== 1) return []
  if (node.type === 'ExportDefaultDeclaration') return [{ name: 'default', call: nameOf(callee(node.declaration)?.callee) }]
  if (node.type === 'ExportAllDeclaration') return [{ name: '*' }]
  if (node.type !== 'ExportNamedDeclaration' || isTypeOnly(node)) return []
  const { declaration } = node
  if (!declaration) return node.specifiers.map((s) => ({ name: nameOf(s.exported), local: nameOf(s.local) }))
  if (declaration.type !== 'VariableDeclaration')
    return declaration.type.startsWith('TS') ? [] : [{ name: nameOf(declaration.id) }]
  return declaration.declarations.flatMap(({ id, init }) => {
    const call = callee(init)
    const options = call?.arguments[0]?.type === 'ObjectExpression' ? call.arguments[0].properties : []
    const caller = options.find((p) => nameOf(p.key) === 'caller')?.value?.value
    const names = id.type === 'ObjectPattern' ? id.properties.map((p) => nameOf(p.value)) : [nameOf(id)]
    return names.map((name) => ({ name, call: nameOf(call?.callee), caller, alias: nameOf(init) }))
  })
}

/** Calls by plain name, wherever they stand: `['requireConsole', 'redirect']`. */
const called = ({ node }) => (node.type === 'CallExpression' && node.callee.name ? [node.callee.name] : [])

/** Lines that are nothing but a comment. */
export const commentLines = (lines) => lines.filter((line) => /^\s*(\/\/|\/\*|\*(\s|\/|$))/.test(line)).length

/**
 * Reads one file into the facts that the figures and the layer test need; a real parse, so strings and comments never count.
 * @returns facts with paths relative to `root`; imports as written
 */
export function inspect(root, name) {
  const text = readFileSync(path.join(root, name), 'utf8')
  const ast = parseAst(text, { lang: name.endsWith('.tsx') ? 'tsx' : name.endsWith('.ts') ? 'ts' : 'jsx' })
  const all = [...nodes(ast.body, [ast])]
  const lines = text.replace(/\n$/, '').split('\n')
  return {
    name,
    lines: lines.length,
    comments: commentLines(lines),
    imports: all.flatMap(imports),
    exports: all.flatMap(exported),
    calls: all.flatMap(called),
    directives: ast.body.flatMap((node) => node.directive ?? []),
    literals: all.flatMap(({ node, parents }) =>
      node.type === 'Literal' && typeof node.value === 'string' && !parents.at(-1)?.source ? [node.value] : [],
    ),
    functions: all.flatMap(({ node }) => (isFunction(node) ? [lineOf(text, node.end) - lineOf(text, node.start) + 1] : [])),
    any: all.filter(({ node }) => node.type === 'TSAnyKeyword').length,
    env: all.filter(({ node }) => isEnv(node)).length,
  }
}
