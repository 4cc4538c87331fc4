import { bridge } from '@/lib/oidc/bridge'

export const dynamic = 'force-dynamic'

export { bridge as DELETE, bridge as GET, bridge as HEAD, bridge as OPTIONS, bridge as POST, bridge as PUT }
