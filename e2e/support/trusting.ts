import { expect } from '@playwright/test'
import { createPerson, newestCode, settings } from './instance'
import type { Hosted } from './test'

/** Somebody with a phone who trusts this browser. @returns the person, and the browser's own mark */
export async function trusting(hosted: Hosted) {
  await settings({ trustedDevice: { enabled: true } })
  const person = await createPerson()
  const first = await hosted.open()
  await hosted.signIn(person)
  await hosted.send('continue', { phone: person.phone })
  await hosted.code(await newestCode(person.phone))
  await hosted.arrives(first)
  await hosted.page.context().clearCookies()
  const second = await hosted.open()
  await hosted.signIn(person)
  const box = hosted.page.locator('[name="trustDevice"]')
  await expect(box).not.toBeChecked()
  await box.check()
  await hosted.code(await newestCode(person.phone, 2))
  await hosted.arrives(second)
  const trusted = (await hosted.page.context().cookies()).filter((cookie) => cookie.name.includes('device'))
  expect(trusted).toHaveLength(1)
  return { person, trusted }
}
