import { fetchCarrier, fetchOutbound, type OutboundOptions } from '@/lib/core/fetch-outbound'
import { httpEmail, httpSms } from './http'
import { httpGetSms } from './http-get-sms'
import { inboxEmail, inboxSms } from './inbox'
import { smtp } from './smtp'
import { twilioSms } from './twilio'
import type { Channel, Connector, SendTools } from './types'

/** Every carrier there is, in the order the console offers them. Whether the inbox ones exist is for the caller to say (INBOX). */
export const connectors: readonly Connector[] = [twilioSms, httpSms, httpGetSms, smtp, httpEmail, inboxSms, inboxEmail]

const byId = new Map(connectors.map((entry) => [entry.id, entry]))

export function connectorById(id: string): Connector | undefined {
  return byId.get(id)
}

export function connectorsFor(channel: Channel): Connector[] {
  return connectors.filter((entry) => entry.channels.includes(channel))
}

/** The outbound door a connector gets: its carrier's fixed hosts and nothing else, or any typed address after the check. */
export function fetchFor(entry: Connector, options: OutboundOptions = {}): SendTools['fetch'] {
  return entry.hosts ? fetchCarrier(entry.hosts, options) : (url, init) => fetchOutbound(url, init, options)
}
