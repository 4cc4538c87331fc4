import { Icon } from '@/components/ui/icon'
import { Panel } from '@/components/ui/panel'
import type { Factory } from '@/lib/admin/connectors'

const chains = [
  { id: 'phone', title: 'For phone codes', channels: ['sms', 'whatsapp'] },
  { id: 'email', title: 'For email codes', channels: ['email'] },
]

/** Every service that can be connected. */
export function Choose({ factories }: { factories: Factory[] }) {
  return chains.map(({ id, title, channels }) => (
    <Panel key={id} id={id} title={title} flush>
      <ul className="border-t border-line">
        {factories
          .filter((factory) => factory.channels.some((channel) => channels.includes(channel)))
          .map((factory) => (
            <li key={factory.id} className="border-b border-line last:border-0">
              <a
                href={`/console/connectors/new?factory=${encodeURIComponent(factory.id)}`}
                className="flex items-center justify-between gap-4 px-5 py-3.5 hover:bg-raised sm:px-6"
              >
                <span className="grid">
                  <span className="font-medium">{factory.name}</span>
                  <span className="text-sm text-soft">{factory.description}</span>
                </span>
                <Icon name="forward" size={16} className="shrink-0 text-soft" />
              </a>
            </li>
          ))}
      </ul>
    </Panel>
  ))
}
