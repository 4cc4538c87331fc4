import { notFound } from 'next/navigation'
import { ButtonLink } from '@/components/ui/link'
import { dialects, documentOf } from '@/lib/contracts/dialects'
import { requireConsole } from '@/lib/hosted/console'
import { one, type Search } from '../../format'
import { Frame } from '../../frame'
import { groupsOf } from '../document'
import { Operations } from '../operations'
import { Views } from '../views'
import { BeginHere } from './guide'
import { guides } from './guides'

export const metadata = { title: 'API' }

type Props = Search & { params: Promise<{ dialect: string }> }

export default async function DialectPage({ params, searchParams }: Props) {
  const { dialect: id } = await params
  const user = await requireConsole('settings.read', `/console/api/${id}`)
  const dialect = dialects.find((one) => one.id === id)
  const guide = guides[id]
  if (!dialect || !guide) notFound()
  return (
    <Frame
      user={user}
      name="api-dialect"
      section="api"
      title={dialect.title}
      lead={guide.lead}
      actions={<ButtonLink href={`/api/openapi/${id}.json`}>{id}.json</ButtonLink>}
    >
      <Views current={id} />
      <BeginHere dialect={id} guide={guide} publicUrl={user.publicUrl} language={one(await searchParams, 'in')} />
      {groupsOf(documentOf(dialect)).map((group) => (
        <Operations key={group.tag} group={group} />
      ))}
    </Frame>
  )
}
