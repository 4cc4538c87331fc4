import { shiftClock } from './clock'
import { forgetEnv } from './env'

// Test files share a process: each begins with the environment it was started with, and with the real time.
forgetEnv()
shiftClock(0)
