import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Correo electrónico', hint: 'Código a tu correo' },
  fr: { title: 'E-mail', hint: 'Code dans votre messagerie' },
  de: { title: 'E-Mail', hint: 'Code an Ihr Postfach' },
  it: { title: 'Email', hint: 'Codice nella tua casella email' },
  'pt-BR': { title: 'E-mail', hint: 'Código no seu e-mail' },
  ja: { title: 'メール', hint: 'メールにコードを送る' },
  'zh-CN': { title: '邮箱', hint: '发送验证码到邮箱' },
  ko: { title: '이메일', hint: '메일함으로 코드 받기' },
  ar: { title: 'البريد الإلكتروني', hint: 'رمز إلى بريدك' },
}
