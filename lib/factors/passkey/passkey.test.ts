import { expect, it } from 'vitest'
import { aWorld } from '../testing'
import { passkey } from '.'
import { softAuthenticator } from './testing'

const world = aWorld()
type Asked = { prompt: { options: { challenge: string } }; state: unknown }
const answer = (credential: unknown) => passkey.answer.parse({ credential: JSON.stringify(credential) })

async function enrolled(key = softAuthenticator()) {
  const begun = (await passkey.enroll.begin(world, {})) as unknown as Asked
  const verdict = await passkey.enroll.finish(world, begun.state, answer(key.create(begun.prompt.options)))
  if (!verdict.ok) throw new Error('not enrolled')
  return { key, data: passkey.data.parse(verdict.data) }
}
const asked = async (data: unknown) => (await passkey.verify.begin(world, data)) as unknown as Asked

it('asks for user verification and a discoverable credential, and offers no credential twice', async () => {
  const { data } = await enrolled()
  const again = await passkey.enroll.begin({ ...world, rows: () => [data] }, {})
  expect(again.prompt).toMatchObject({
    options: {
      rp: { id: 'localhost', name: 'Acme' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: (data as { credentialId: string }).credentialId }],
    },
  })
  expect((await asked(data)).prompt.options).toMatchObject({ userVerification: 'required', rpId: 'localhost' })
})

it.each([
  ['without user verification', { userVerified: false }],
  ['from another site', { origin: 'https://evil.example' }],
  ['for another relying party', { rpId: 'evil.example' }],
])('refuses an answer %s', async (_what, bent) => {
  const { key, data } = await enrolled()
  const begun = await asked(data)
  const given = answer(key.get(begun.prompt.options, bent))
  expect(await passkey.verify.finish(world, data, begun.state, given)).toEqual({ ok: false, reason: 'wrong' })
  const creating = (await passkey.enroll.begin(world, {})) as unknown as Asked
  const made = answer(softAuthenticator().create(creating.prompt.options, bent))
  expect(await passkey.enroll.finish(world, creating.state, made)).toMatchObject({ ok: false })
})

it('refuses the answer to another question, and a counter that goes back', async () => {
  const { key, data } = await enrolled()
  const [one, two] = [await asked(data), await asked(data)]
  expect(await passkey.verify.finish(world, data, two.state, answer(key.get(one.prompt.options)))).toMatchObject({ ok: false })
  const verdict = await passkey.verify.finish(world, data, one.state, answer(key.get(one.prompt.options, { counter: 7 })))
  expect(verdict).toMatchObject({ ok: true, data: { counter: 7 } })
  const later = verdict.ok ? verdict.data : data
  const replayed = answer(key.get(two.prompt.options, { counter: 7 }))
  expect(await passkey.verify.finish(world, later, two.state, replayed)).toMatchObject({ ok: false })
})

it('tells keys that can be copied from those that cannot', async () => {
  const { data } = await enrolled()
  expect(passkey.amr?.(data)).toEqual(['swk', 'pop', 'user'])
  expect(passkey.amr?.({ ...(data as object), eligible: false })).toEqual(['hwk', 'pop', 'user'])
})
