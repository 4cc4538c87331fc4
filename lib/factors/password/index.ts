import { z } from 'zod'
import { factor } from '../types'
import { checkPassword } from './rules'
import { words } from './words'

const data = z.object({ hash: z.string() })
const input = z.object({ password: z.string() })

/** Something you know: Argon2id over NFC text. Setting one is enrolling it; nothing more is asked. */
export const password = factor({
  type: 'password',
  title: 'Password',
  hint: 'The one you chose',
  words,
  role: 'first',
  strength: 1,
  rank: 100,
  perUser: 1,
  wire: { nauth: 'password', authsignal: 'PASSWORD', logto: 'Password', amr: ['pwd'] },
  data,
  input,
  state: data,
  answer: input,
  secrets: [],
  label: () => 'Password',
  key: (_data, userId) => userId,
  enroll: {
    async begin(world, { password: text }) {
      checkPassword(text, world.personal)
      return { state: { hash: await world.hash.password(text.normalize('NFC')) }, prompt: { shape: 'password' } }
    },
    finish: (_world, state) => ({ ok: true, data: state }),
  },
  verify: {
    begin: (_world, d) => ({ state: d, prompt: { shape: 'password' } }),
    finish: async (world, d, _state, a) =>
      (await world.hash.passwordMatches(d.hash, a.password.normalize('NFC'))) ? { ok: true } : { ok: false, reason: 'wrong' },
  },
})
