import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Código de respaldo', hint: '13 caracteres, cada código sirve una vez' },
  fr: { title: 'Code de secours', hint: '13 caractères, chacun sert une fois' },
  de: { title: 'Backup-Code', hint: '13 Zeichen, jeder gilt einmal' },
  it: { title: 'Codice di backup', hint: '13 caratteri, ogni codice funziona una volta' },
  'pt-BR': { title: 'Código de backup', hint: '13 caracteres, cada código funciona uma vez' },
  ja: { title: 'バックアップコード', hint: '13文字、各1回使用可' },
  'zh-CN': { title: '备用码', hint: '13 个字符，每个只能用一次' },
  ko: { title: '백업 코드', hint: '13자, 코드마다 한 번 사용' },
  ar: { title: 'رمز احتياطي', hint: '13 حرفًا، يعمل كل منها مرة واحدة' },
}
