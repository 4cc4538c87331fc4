import { z } from 'zod'
import { endpoint, headerValue } from './fields'
import { bareDetail, exchange, outcomeOfStatus } from './outcome'
import { connector, SendFailure } from './types'

const config = z.object({
  endpoint: endpoint.meta({ title: 'Endpoint', placeholder: 'https://gateway.example.com/send' }),
  username: z.string().min(1).max(256).meta({ title: 'User name' }),
  password: z.string().min(1).max(256).meta({ title: 'Password', secret: true }),
  apiKey: headerValue.meta({ title: 'API key', secret: true, description: 'Sent as the header X-API-Key.' }),
  acknowledged: z.boolean().default(false).meta({
    title: 'I know that the code and these credentials travel in a web address',
    description:
      'Addresses end up in logs of proxies and gateways. Nothing is sent until you confirm; prefer the signed HTTP gateway.',
  }),
})

/**
 * Our parameters after those the endpoint has, form-encoded, in the printed order; the endpoint's own bytes stay as typed,
 * except that parameters of the same names are replaced (contracts/node-auth.md §10, format A).
 */
function addressOf(target: string, values: Record<string, string>): string {
  const [path, query = ''] = target.split(/\?(.*)/s)
  const kept = query.split('&').filter((part) => part && ![...new URLSearchParams(part).keys()].some((name) => name in values))
  return `${path}?${[...kept, new URLSearchParams(values).toString()].join('&')}`
}

export const httpGetSms = connector({
  id: 'http-get-sms',
  name: 'HTTP GET gateway',
  description: 'legacy: credentials in query',
  channels: ['sms'],
  docs: 'For gateways that take user name, password, phone and message in the query. The signed HTTP gateway is safer.',
  operatorHost: true,
  destination: ['endpoint', 'username'],
  config,
  async send(c, _channel, message, tools) {
    if (!c.acknowledged) throw new SendFailure('config')
    const url = addressOf(c.endpoint, { username: c.username, password: c.password, phone: message.to, message: message.text })
    const response = await exchange(tools, url, { method: 'GET', headers: { 'X-API-Key': c.apiKey } })
    const detail = bareDetail(response, tools.now)
    if (!response.ok) throw new SendFailure(outcomeOfStatus(response.status), detail)
    return { providerId: null, detail }
  },
})
