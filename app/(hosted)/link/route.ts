import { followLinkForm } from '@/lib/hosted/link'

export const POST = followLinkForm
