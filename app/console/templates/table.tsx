import { Badge } from '@/components/ui/badge'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import { isCodeUsage, usageTypes } from '@/lib/admin/template-guide'
import type { TemplateView } from '@/lib/admin/templates'
import { dayOf, spaced } from '../format'

const columns = [
  { key: 'usage', title: 'Message', narrow: true },
  { key: 'text', title: 'Text', quiet: true },
  { key: 'language', title: 'Languages', narrow: true },
]

const firstLine = ({ subject, text }: TemplateView): string => (subject ?? text ?? '').split('\n')[0] ?? ''

export const templatePath = ({ channel, usageType, languageTag }: Pick<TemplateView, 'channel' | 'usageType' | 'languageTag'>) =>
  `/console/templates/${channel}/${usageType}/${languageTag}`

function Languages({ texts }: { texts: TemplateView[] }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {texts.map((text) => (
        <a
          key={text.languageTag}
          href={templatePath(text)}
          className="inline-flex min-h-6 items-center"
          title={text.updatedAt ? `Edited ${dayOf(text.updatedAt)}` : undefined}
        >
          <Badge tone={text.source === 'own' ? 'info' : 'neutral'}>{text.languageTag}</Badge>
        </a>
      ))}
    </span>
  )
}

/** Every text of a channel, one line per kind of message. */
export function TemplateTable({ templates, codes }: { templates: TemplateView[]; codes: boolean }) {
  const title = codes ? 'Codes' : 'Notices'
  const lead = codes ? 'Asked for by the person who gets them.' : 'Tell people what happened to their account. Never a code.'
  const usages = usageTypes.filter((usage) => isCodeUsage(usage) === codes)
  return (
    <Panel title={title} lead={lead} flush>
      <Table
        caption={title}
        columns={columns}
        rows={usages.flatMap((usage) => {
          const texts = templates.filter((template) => template.usageType === usage)
          const shown = texts.find(({ languageTag }) => languageTag === 'en') ?? texts[0]
          if (!shown) return []
          return {
            id: usage,
            cells: {
              usage: (
                <a href={templatePath(shown)} className="font-medium hover:text-link hover:underline">
                  {spaced(usage)}
                </a>
              ),
              text: <span className="line-clamp-1 min-w-48">{firstLine(shown)}</span>,
              language: <Languages texts={texts} />,
            },
          }
        })}
      />
    </Panel>
  )
}
