import type { Ctx } from '@/lib/core/ctx'
import type { Refused } from '../advance'
import type { State } from '../state'
import type { Command } from '../types'
import { cancel, consent } from './consent'
import { choose, enroll, optIn, skip, useKnown } from './enroll'
import { follow } from './follow'
import { identify } from './identify'
import { back, list, trust } from './moves'
import { passkey } from './passkey'
import { newPassword, password } from './password'
import { profile, sendCode } from './prove'
import { reach } from './reach'
import { answer, begin, resend } from './verify'

export type Handler<D extends Command['do']> = (
  ctx: Ctx,
  s: State,
  command: Extract<Command, { do: D }>,
) => Promise<State | Refused> | State | Refused

/** Every word the door understands. A command that does not fit the step is refused by its own handler. */
const handlers: { [D in Command['do']]: Handler<D> } = {
  identify,
  profile,
  password,
  passkey,
  'send-code': sendCode,
  reach,
  follow,
  begin,
  answer,
  trust,
  resend,
  list,
  back,
  choose,
  enroll,
  'use-known': useKnown,
  'opt-in': optIn,
  skip,
  'new-password': newPassword,
  consent,
  cancel,
}

export async function commands<C extends Command>(ctx: Ctx, s: State, command: C): Promise<State | Refused> {
  const handle = handlers[command.do] as unknown as (ctx: Ctx, s: State, command: C) => ReturnType<Handler<C['do']>>
  return handle(ctx, s, command)
}
