import { CodeBlock } from '@/components/ui/code-block'
import { Tabs } from '@/components/ui/nav-link'
import { Panel } from '@/components/ui/panel'
import type { Journey } from '@/lib/hosted/nauth-snippets'
import type { Guide } from './guides'

const languages = ['curl', 'fetch'] as const
type Language = (typeof languages)[number]

const code = { title: { curl: 'terminal', fetch: 'javascript' }, copy: 'Copy', copied: 'Copied' }

function Way({ journey, language }: { journey: Journey; language: Language }) {
  const { id, title, lead } = journey
  const text = journey[language]
  if (!text) return null
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="grid grid-cols-1 gap-3 border-line not-first-of-type:border-t not-first-of-type:pt-5"
    >
      <div>
        <h3 id={`${id}-title`} className="text-sm font-semibold">
          {title}
        </h3>
        <p className="max-w-prose text-sm text-soft">{lead}</p>
      </div>
      <CodeBlock title={code.title[language]} text={text} copy={code.copy} copied={code.copied} />
    </section>
  )
}

type Props = {
  dialect: string
  guide: Guide
  publicUrl: string
  /** as the address says it; none: the first */
  language: string
}

/** What to know before the first call, then the ways every app goes. */
export function BeginHere({ dialect, guide, publicUrl, language: asked }: Props) {
  const language = languages.find((name) => name === asked) ?? languages[0]
  const { ready, list } = guide.journeys(publicUrl)
  return (
    <Panel id="begin" title="Begin here" lead={<>All paths are under {publicUrl}.</>}>
      <div className="grid grid-cols-1 gap-5">
        <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {guide.points.map(({ term, says }) => (
            <div key={term}>
              <dt className="text-sm font-medium">{term}</dt>
              <dd className="text-sm text-soft">{says}</dd>
            </div>
          ))}
        </dl>
        <Tabs
          label="Examples"
          tabs={languages.map((name) => ({
            href: `/console/api/${dialect}?in=${name}#begin`,
            label: name,
            current: name === language,
          }))}
        />
        {language === 'fetch' && <CodeBlock title="javascript" text={ready} copy={code.copy} copied={code.copied} />}
        {list.map((journey) => (
          <Way key={journey.id} journey={journey} language={language} />
        ))}
      </div>
    </Panel>
  )
}
