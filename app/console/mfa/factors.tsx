import { Box, GroupError } from '@/components/console/fields'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { FactorChoice } from '@/lib/admin/setting-words'

type Props = { factors: FactorChoice[]; on: string[]; connected: Record<'sms' | 'email', number>; usedForSignIn: string[] }

function Why({ factor, connected, usedForSignIn }: { factor: FactorChoice } & Pick<Props, 'connected' | 'usedForSignIn'>) {
  if (factor.channel && !connected[factor.channel])
    return (
      <a href="/console/connectors">
        <Badge tone="warning">No connector</Badge>
      </a>
    )
  if (usedForSignIn.includes(factor.name))
    return (
      <a href="/console/experience">
        <Badge tone="warning">Used to sign in</Badge>
      </a>
    )
  return factor.weak ? <Badge>Weaker</Badge> : null
}

function Move({ direction, name, title }: { direction: 'up' | 'down'; name: string; title: string }) {
  return (
    <Button look="quiet" size="small" name="move" value={`${direction}:${name}`} aria-label={`Move ${title} ${direction}`}>
      <Icon name="down" size={16} className={direction === 'up' ? 'rotate-180' : undefined} />
    </Button>
  )
}

/** Second factors in the order they are offered. */
export function Factors({ factors, on, connected, usedForSignIn }: Props) {
  return (
    <div className="grid gap-2">
      <ol className="divide-y divide-line rounded-control border border-line">
        {factors.map((factor, i) => (
          <li key={factor.name} className="flex items-start gap-2 px-4 py-1">
            <input type="hidden" name="order" value={factor.name} />
            <Box
              name={`factor.${factor.name}`}
              label={factor.title}
              hint={factor.hint}
              checked={on.includes(factor.name)}
              className="flex-1"
            />
            <span className="flex min-h-11 shrink-0 items-center gap-1">
              <Why factor={factor} connected={connected} usedForSignIn={usedForSignIn} />
              {i > 0 && <Move direction="up" name={factor.name} title={factor.title} />}
              {i < factors.length - 1 && <Move direction="down" name={factor.name} title={factor.title} />}
            </span>
          </li>
        ))}
      </ol>
      <GroupError name="factors" />
    </div>
  )
}
