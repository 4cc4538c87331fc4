import { Shell, type ShellProps } from '@/components/console/shell'
import { look } from '@/lib/hosted/brand'
import type { Console } from '@/lib/hosted/console'
import { signOut } from './session-actions'

type Props = Omit<ShellProps, 'me' | 'product' | 'inbox' | 'alarm' | 'signOut'> & { user: Console }

/** The frame around a console page, for who is looking at it. */
export async function Frame({ user, ...rest }: Props) {
  const { name: product } = await look()
  const { me, inbox, alarm } = user
  return <Shell {...rest} me={me} inbox={inbox} alarm={alarm} product={product} signOut={signOut} />
}
