import { AppError } from '@/lib/core/errors'
import { originListed } from '@/lib/db/applications'
import { db } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { type Application, keptFromPasswords } from '@/lib/policy/application'

export type { Application } from '@/lib/policy/application'

/** The application of callers who name none. */
const ours = 'account'

/**
 * The application whose own pages sign people in.
 * @param id as the caller named it; absent: the built-in one
 * @throws request.invalid for an unknown one, auth.forbidden where it may not collect passwords
 */
export async function directApplication(id: string | null): Promise<Application> {
  const application = await (await config()).application(id ?? ours)
  if (!application)
    throw new AppError('request.invalid', { problems: [{ path: 'X-Client-Id', message: 'No such application.' }] })
  if (keptFromPasswords(application)) throw new AppError('auth.forbidden', { reason: 'direct_sign_in_disabled' })
  return application
}

/** Whether any application lists this origin: preflight requests do not say whose they are. */
export async function listedOrigin(origin: string): Promise<'web' | 'native' | null> {
  return originListed(db(), origin)
}
