import { z } from 'zod'
import { type Channel, type Connector, connector } from './types'

const inbox = (id: string, name: string, channels: Channel[]): Connector =>
  connector({
    id,
    name,
    description: 'Keeps messages here instead of sending them, to read in the console.',
    channels,
    docs: 'Messages appear under Inbox. On during evaluation; in production only with INBOX=1.',
    inbox: true,
    destination: [],
    config: z.object({}),
    send: (_config, _channel, message, tools) => tools.inbox(message, id),
  })

export const inboxSms = inbox('inbox-sms', 'Inbox (text messages)', ['sms', 'whatsapp', 'voice'])
export const inboxEmail = inbox('inbox-email', 'Inbox (email)', ['email'])
