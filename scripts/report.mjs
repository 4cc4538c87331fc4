import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: string[], red: string[] }} Counts
 * skipped: one line each, with the reason where one was given; red: what failed, by name, as far as it has one
 */

const read = (file) => {
  const full = path.resolve(root, file)
  return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')) : undefined
}

/** A run that left no report counts as one failure, so a crash is never a pass. */
const crashed = { passed: 0, failed: 1, skipped: [], red: [] }

/** Counts of Vitest's JSON report; a file that could not be loaded is one failure. */
export function countVitest(file) {
  const report = read(file)
  if (!report) return crashed
  const tests = report.testResults.flatMap((suite) => suite.assertionResults)
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((t) => t.status === 'failed'),
  )
  const failed = tests.filter((test) => test.status === 'failed')
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failed.length + broken.length,
    red: [...failed.map((test) => test.fullName.trim()), ...broken.map((suite) => path.relative(root, suite.name))],
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName.trim()),
  }
}

function* specs(suite) {
  for (const spec of suite.specs ?? []) yield spec
  for (const child of suite.suites ?? []) yield* specs(child)
}

/** Counts of Playwright's JSON report; an error outside any test (server did not start, file did not load) is one failure. */
export function countPlaywright(file) {
  const report = read(file)
  if (!report) return crashed
  const tests = report.suites
    .flatMap((suite) => [...specs(suite)])
    .flatMap((spec) => spec.tests.map((test) => ({ ...test, title: spec.title })))
  const reason = (test) => test.annotations?.find((a) => ['skip', 'fixme'].includes(a.type))?.description ?? 'no reason given'
  const failed = tests.filter((test) => test.status === 'unexpected')
  return {
    passed: tests.filter((test) => ['expected', 'flaky'].includes(test.status)).length,
    failed: failed.length + report.errors.length,
    red: failed.map((test) => `${test.projectName}: ${test.title}`),
    skipped: tests
      .filter((test) => test.status === 'skipped')
      .map((test) => `${test.projectName}: ${test.title}: ${reason(test)}`),
  }
}

/** @param {Counts[]} all */
export const total = (all) => ({
  passed: all.reduce((n, one) => n + one.passed, 0),
  failed: all.reduce((n, one) => n + one.failed, 0),
  skipped: all.flatMap((one) => one.skipped),
  red: all.flatMap((one) => one.red),
})
