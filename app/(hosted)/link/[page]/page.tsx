import { notFound } from 'next/navigation'
import { Heading } from '@/components/steps/heading'
import { Button } from '@/components/ui/button'
import { linkPage } from '@/lib/hosted/link'

type Props = { params: Promise<{ page: string }>; searchParams: Promise<{ token?: string | string[] }> }

/** What a mailed link opens. Opening it changes nothing; the button does. */
export default async function LinkPage({ params, searchParams }: Props) {
  const { page } = await params
  const { token } = await searchParams
  const view = await linkPage(page)
  if (!view || typeof token !== 'string') notFound()
  return (
    <main data-step="link">
      <form method="post" action="/link" className="grid gap-6">
        <input type="hidden" name="page" value={page} />
        <input type="hidden" name="token" value={token} />
        <Heading>{view.title}</Heading>
        <Button look="primary" wide name="action" value="continue" data-action="continue">
          {view.button}
        </Button>
      </form>
    </main>
  )
}
