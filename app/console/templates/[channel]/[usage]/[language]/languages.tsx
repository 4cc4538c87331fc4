import { Button } from '@/components/ui/button'
import { controlClasses } from '@/components/ui/field'
import { Tabs } from '@/components/ui/nav-link'
import { templatePath } from '../../../table'

type Props = { channel: string; usage: string; current: string; languages: string[] }

const names = new Intl.DisplayNames(['en'], { type: 'language' })

/** Languages this text exists in, and a way to begin another. */
export function Languages({ channel, usage, current, languages }: Props) {
  const all = [...new Set([...languages, current])]
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <Tabs
        label="Language"
        tabs={all.map((tag) => ({
          href: templatePath({ channel, usageType: usage, languageTag: tag }),
          label: names.of(tag) ?? tag,
          current: tag.toLowerCase() === current.toLowerCase(),
        }))}
      />
      <form action="/console/templates" className="flex items-center gap-2">
        <input type="hidden" name="channel" value={channel} />
        <input type="hidden" name="usage" value={usage} />
        <label htmlFor="language" className="sr-only">
          Language tag
        </label>
        <input
          id="language"
          name="language"
          placeholder="pt-BR"
          pattern="[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*"
          required
          className={controlClasses(false, 'max-w-28')}
        />
        <Button>Add language</Button>
      </form>
    </div>
  )
}
