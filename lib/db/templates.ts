import { newId } from '@/lib/core/crypto'
import type { Tx } from './client'
import { raiseConfigVersion, type TemplateRow } from './config'

export type StoredTemplate = TemplateRow & { id: string; updatedAt: Date }
export type TemplateKey = Pick<TemplateRow, 'channel' | 'usageType' | 'languageTag'>

export async function listTemplates(tx: Tx, where: Partial<TemplateKey> = {}): Promise<StoredTemplate[]> {
  const rows = await tx.template.findMany({ where, orderBy: [{ channel: 'asc' }, { usageType: 'asc' }, { languageTag: 'asc' }] })
  return rows as unknown as StoredTemplate[]
}

/** Writes each under its key, replacing what stood there. */
export async function putTemplates(tx: Tx, now: number, templates: TemplateRow[]): Promise<void> {
  const updatedAt = new Date(now)
  for (const { content, ...key } of templates)
    await tx.template.upsert({
      where: { channel_usageType_languageTag: key },
      create: { id: newId(now), ...key, content, updatedAt },
      update: { content, updatedAt },
    })
  await raiseConfigVersion(tx)
}

/** @returns how many own texts were removed; the built-in ones come back in their place */
export async function deleteTemplates(tx: Tx, where: Partial<TemplateKey>): Promise<number> {
  const { count } = await tx.template.deleteMany({ where })
  if (count) await raiseConfigVersion(tx)
  return count
}
