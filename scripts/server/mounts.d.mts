import type { IncomingMessage, ServerResponse } from 'node:http'

type Mount = (request: Request) => Promise<Response>
export function mountFor(mounts: Record<string, Mount> | undefined, url: string): Mount | undefined
export function serveMount(handler: Mount, req: IncomingMessage, res: ServerResponse, publicUrl: URL): Promise<void>
