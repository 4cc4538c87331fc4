import { expectOther, readPerson, staffActor } from '@/lib/admin/over-api'
import type { As } from '@/lib/admin/verb'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { Person } from '@/lib/flows/own-profile'
import type { Session } from '@/lib/flows/session'
import { type Call, callOf } from './call'
import type { CsrfBody } from './cookies'
import { signedIn } from './signed-in'

/** A caller of contracts/nauth.md §13: a console user who passed two steps. */
export type Administrator = { call: Call; session: Session; as: As }

export async function administrator(ctx: Ctx, request: Request, body?: CsrfBody): Promise<Administrator> {
  const call = await callOf(ctx, request)
  const session = await signedIn(call, body)
  return { call, session, as: { ctx: call.ctx, actor: await staffActor(call.ctx, session) } }
}

/** The person an endpoint is about. @throws entity.not_found, auth.forbidden */
export async function known({ as }: Administrator, sub: string): Promise<Person> {
  const person = await readPerson(as, sub)
  if (!person) throw new AppError('entity.not_found')
  return person
}

/** The same, who is not the caller. @throws entity.not_found, auth.forbidden */
export async function other(caller: Administrator, sub: string): Promise<Person> {
  const person = await known(caller, sub)
  expectOther(caller.as, sub)
  return person
}
