import { type Rendered, render } from './render'
import { sampleValues } from './samples'
import { type Segments, segmentsOf } from './segments'
import { type Checked, type Template, validateTemplate } from './validate'

export type Preview = Rendered & Checked & Partial<Segments>

/** A template with made-up values: its words, how a text message of it is cut, and what is wrong with it. */
export function previewTemplate(template: Template): Preview {
  const rendered = render(template.channel, template.content, sampleValues(template.tenant))
  const cut = template.channel === 'sms' ? segmentsOf(rendered.text) : {}
  return { ...rendered, ...cut, ...validateTemplate(template) }
}
