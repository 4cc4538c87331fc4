import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Contraseña', hint: 'La que elegiste' },
  fr: { title: 'Mot de passe', hint: 'Celui que vous avez choisi' },
  de: { title: 'Passwort', hint: 'Das, das Sie gewählt haben' },
  it: { title: 'Password', hint: 'Quella che hai scelto' },
  'pt-BR': { title: 'Senha', hint: 'A que você escolheu' },
  ja: { title: 'パスワード', hint: 'ご自身で決めたもの' },
  'zh-CN': { title: '密码', hint: '您设置的密码' },
  ko: { title: '비밀번호', hint: '직접 정한 비밀번호' },
  ar: { title: 'كلمة المرور', hint: 'التي اخترتها' },
}
