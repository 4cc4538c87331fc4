/** Called once when the process starts; the Node part is imported only where there is Node. */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.NEXT_PHASE !== 'phase-production-build')
    await import('./instrumentation-node')
}
