import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** For tests: an authenticator in software, which answers as the browser of a person with a passkey would. */

type Options = { challenge: string }
type Bent = { origin?: string; rpId?: string; userVerified?: boolean; counter?: number }

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const b64 = (data: Uint8Array) => Buffer.from(data).toString('base64url')

export function softAuthenticator(origin = 'http://localhost:3000') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  let counter = 0

  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))
  /** RP id hash, flags, counter (WebAuthn Level 3 §6.1); backup-eligible and backed up, as synced passkeys are */
  const authData = ({ rpId, userVerified = true, counter: at = counter }: Bent, attested = false) => {
    const flags = 0x01 | (userVerified ? 0x04 : 0) | 0x08 | 0x10 | (attested ? 0x40 : 0)
    const head = Buffer.alloc(5)
    head.writeUInt8(flags, 0)
    head.writeUInt32BE(at, 1)
    return Buffer.concat([sha256(rpId ?? new URL(origin).hostname), head])
  }
  const cose = () =>
    isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x ?? '', 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y ?? '', 'base64url'))],
      ]),
    )

  return {
    id: b64(id),
    create({ challenge }: Options, bent: Bent = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const data = Buffer.concat([authData(bent, true), Buffer.alloc(16), length, id, cose()])
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(data)],
      ])
      return {
        ...this.envelope(),
        response: {
          clientDataJSON: b64(clientData('webauthn.create', challenge, bent.origin ?? origin)),
          attestationObject: b64(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
          transports: ['internal'],
        },
      }
    },
    get({ challenge }: Options, bent: Bent = {}) {
      counter += 1
      const data = authData(bent)
      const client = clientData('webauthn.get', challenge, bent.origin ?? origin)
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey)
      const response = { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) }
      return { ...this.envelope(), response }
    },
    envelope: () => ({ id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {} }),
  }
}
export type SoftAuthenticator = ReturnType<typeof softAuthenticator>
