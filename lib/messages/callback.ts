import { derivedSecrets, equal } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'

const tokens = (connectorId: string): string[] => derivedSecrets(`callback:${connectorId}`)

/** Where a connector's carrier reports deliveries. */
export const callbackUrl = (connectorId: string): string =>
  `${env().PUBLIC_URL}/api/callbacks/${connectorId}?t=${tokens(connectorId)[0]}`

/** Whether a report came to the address that only we and the carrier know; a rotated key's addresses keep working. */
export const isCallbackToken = (connectorId: string, token: string): boolean =>
  tokens(connectorId).some((secret) => equal(secret, token))
