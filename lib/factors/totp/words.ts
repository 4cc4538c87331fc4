import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Aplicación de autenticación', hint: 'Obtén un código de tu aplicación' },
  fr: { title: "Application d'authentification", hint: 'Un code affiché par votre application' },
  de: { title: 'Authenticator-App', hint: 'Ein Code aus Ihrer App' },
  it: { title: 'App di autenticazione', hint: 'Ottieni un codice dalla tua app' },
  'pt-BR': { title: 'Aplicativo autenticador', hint: 'Veja um código no seu aplicativo' },
  ja: { title: '認証アプリ', hint: 'アプリのコードを使う' },
  'zh-CN': { title: '身份验证器应用', hint: '使用应用中的验证码' },
  ko: { title: '인증 앱', hint: '앱에서 코드 확인' },
  ar: { title: 'تطبيق المصادقة', hint: 'رمز من تطبيقك' },
}
